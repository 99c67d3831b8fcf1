/**
 * Optimisers and learning-rate schedules over records of tensors. May depend on core only. Read
 * {@link dev.jacobi.optim.Sgd} first.
 */
package dev.jacobi.optim;
