/**
 * Readers and writers of tensor files: safetensors, NPY, CSV, IDX. May depend on core only. Read
 * {@code Safetensors} first.
 */
package dev.jacobi.io;
