/**
 * Layers, losses, optimisers and schedules as PyTorch computed them in float64. May depend on every
 * module. Read {@link dev.jacobi.conformance.torchlayers.LayerTrial} first.
 */
package dev.jacobi.conformance.torchlayers;
