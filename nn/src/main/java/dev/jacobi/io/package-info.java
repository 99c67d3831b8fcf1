/**
 * Readers and writers of files of tensors: safetensors, NPY, NPZ. What they read is checked against
 * the real size of the file before anything is allocated; nothing in a file is ever run; what they
 * write is there whole or not at all. May depend on core only. Read {@link
 * dev.jacobi.io.Safetensors} first.
 */
package dev.jacobi.io;
