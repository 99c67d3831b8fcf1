/** The inner loops of the engine, measured by JMH. Read first: {@code KernelsCommand}. */
@NullMarked
package dev.jacobi.bench.kernels;

import org.jspecify.annotations.NullMarked;
