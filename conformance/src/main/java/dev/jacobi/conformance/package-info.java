/**
 * Runs case sets laid out like {@code cases/} and compares each number with the one that others
 * computed. May depend on every module. Read {@link dev.jacobi.conformance.Main} first.
 */
package dev.jacobi.conformance;
