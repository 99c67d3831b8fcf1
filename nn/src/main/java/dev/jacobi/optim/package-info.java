/**
 * Optimisers and learning-rate schedules: pure functions over records of tensors, compiled into the
 * step. May depend on core only. Read {@link dev.jacobi.optim.Optimizer} first, then {@link
 * dev.jacobi.optim.Sgd}.
 */
package dev.jacobi.optim;
