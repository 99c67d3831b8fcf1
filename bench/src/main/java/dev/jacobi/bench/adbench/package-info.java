/**
 * The Gaussian mixture and bundle adjustment of ADBench (Srajer, Kukelova, Fitzgibbon, 2018), in
 * float64. Read first: {@code Gmm}.
 */
@NullMarked
package dev.jacobi.bench.adbench;

import org.jspecify.annotations.NullMarked;
