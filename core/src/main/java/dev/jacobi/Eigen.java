package dev.jacobi;

/**
 * Eigenvalues and eigenvectors of symmetric matrices.
 *
 * @param values in ascending order, {@code [..., n]}
 * @param vectors as columns, {@code [..., n, n]}: of length 1, the first of the largest components
 *     positive
 */
public record Eigen(Tensor values, Tensor vectors) {}
