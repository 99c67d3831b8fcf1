/**
 * Optimisers and learning-rate schedules over records of tensors. May depend on core only. Read
 * {@code Optimizer} first.
 */
package dev.jacobi.optim;
