/**
 * Layers and losses: records of tensors, composed from the operations of core. May depend on core
 * only. Read {@link dev.jacobi.nn.Linear} first.
 */
package dev.jacobi.nn;
