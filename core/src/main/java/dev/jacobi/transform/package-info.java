/**
 * From a graph to the graph of its derivative: reverse and forward mode, batching, sample labels.
 * May depend on {@code reference}, {@code graph} and {@code type}. Read {@code Reverse} first.
 */
package dev.jacobi.transform;
