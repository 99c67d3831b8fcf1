/**
 * The inner loops of the engine: static code over Java arrays that every program shares. May depend
 * on {@code graph} (for the names of operations) and {@code type}. Read {@code Kernels} first, then
 * {@code PlainKernels}.
 *
 * <p>Java has no generic arrays of numbers, so what is written for {@code float} stands once more
 * for {@code double}, and for {@code int} once more for {@code long}: in this package, and in
 * {@code cpu.simd}, that is accepted. A change to one is a change to the other.
 */
package dev.jacobi.cpu.kernel;
