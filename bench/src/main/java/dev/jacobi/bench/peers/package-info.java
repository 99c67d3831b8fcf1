/**
 * Jacobi beside other systems: one step of training, each system in a process of its own. Read
 * first: {@code Comparison}. The programs of the other systems are in {@code bench/peers}.
 */
@NullMarked
package dev.jacobi.bench.peers;

import org.jspecify.annotations.NullMarked;
