/** The steps of {@code bench/run peers} as a Java user of TensorFlow has to write them. */
@NullMarked
package dev.jacobi.bench.peers.tensorflow;

import org.jspecify.annotations.NullMarked;
