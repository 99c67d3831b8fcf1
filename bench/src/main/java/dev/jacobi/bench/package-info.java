/** The commands of {@code bench/run}: what is measured, and where. Read first: {@code Main}. */
@NullMarked
package dev.jacobi.bench;

import org.jspecify.annotations.NullMarked;
