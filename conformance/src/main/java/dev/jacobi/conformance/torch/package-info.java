/**
 * The cases that PyTorch computed in float64. May depend on every module. Read {@link
 * dev.jacobi.conformance.torch.SimpleNet} first.
 */
package dev.jacobi.conformance.torch;
