/**
 * Operations, nodes and the rules of their types: what every transformation reads and writes. May
 * depend on {@code type} only. Read {@code Op} first.
 */
package dev.jacobi.graph;
