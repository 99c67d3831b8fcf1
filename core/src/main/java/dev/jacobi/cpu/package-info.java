/**
 * Runs a program on the CPU: loop nests around static kernels, worker threads. May depend on {@code
 * schedule} and what is below it. Read {@code Executable} first.
 */
package dev.jacobi.cpu;
