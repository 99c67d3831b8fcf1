/**
 * Data sets, and loaders that hand out their batches in seeded orders. May depend on core and
 * {@code dev.jacobi.io}. Read {@link dev.jacobi.data.Dataset} first, then {@link
 * dev.jacobi.data.Loader}.
 */
package dev.jacobi.data;
