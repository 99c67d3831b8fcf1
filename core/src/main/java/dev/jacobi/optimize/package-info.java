/**
 * Simplifies a graph without changing any value: a table of rewrites, common subexpressions, dead
 * code. May depend on {@code transform} and what is below it. Read {@code Rewrites} first.
 */
package dev.jacobi.optimize;
