/**
 * What a user imports: tensors, the function transforms, the checks. The top of this module: may
 * depend on every package below. Read {@code Tensor} first.
 */
package dev.jacobi;
