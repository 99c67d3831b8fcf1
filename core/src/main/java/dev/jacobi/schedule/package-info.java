/**
 * From a graph to a program: phases, tiles, buffers. May depend on {@code optimize} and what is
 * below it. Read {@code Program} first.
 */
package dev.jacobi.schedule;
