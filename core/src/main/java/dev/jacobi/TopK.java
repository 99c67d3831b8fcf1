package dev.jacobi;

/**
 * The largest elements of an axis.
 *
 * @param values in descending order
 * @param indices where they stood, int64
 */
public record TopK(Tensor values, Tensor indices) {}
