package dev.jacobi;

/**
 * A determinant as {@code sign e^logarithm}, which neither overflows nor underflows.
 *
 * @param sign -1, 0 or 1; its derivative is 0
 * @param logarithm {@code ln |det|}; -inf of a singular matrix, where its derivative is NaN
 */
public record LogDeterminant(Tensor sign, Tensor logarithm) {}
