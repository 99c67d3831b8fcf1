/** The steps of {@code bench/run peers} as a Java user of libtorch has to write them. */
@NullMarked
package dev.jacobi.bench.peers.libtorch;

import org.jspecify.annotations.NullMarked;
