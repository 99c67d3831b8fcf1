/**
 * Layers and losses: records of tensors, composed from the operations of core. A model is a record
 * of layers. May depend on core and on {@code dev.jacobi.optim}, for names of parameters. Read
 * {@link dev.jacobi.nn.Linear} first, then {@link dev.jacobi.nn.Layer} and {@link
 * dev.jacobi.nn.Pass}.
 */
package dev.jacobi.nn;
