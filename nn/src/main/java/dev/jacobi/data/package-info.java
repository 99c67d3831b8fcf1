/**
 * Data sets and loaders that hand out batches with seeded shuffling. May depend on core and {@code
 * dev.jacobi.io}. Read {@code Loader} first.
 */
package dev.jacobi.data;
