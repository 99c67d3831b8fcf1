/**
 * Runs case sets laid out like {@code cases/} and compares each number with the one that others
 * computed. {@link dev.jacobi.conformance.Runner} finds the sets, {@link
 * dev.jacobi.conformance.CaseFile} reads a file, {@link dev.jacobi.conformance.Comparison} holds
 * results against it; a kind of case is a {@link dev.jacobi.conformance.Trial} in a package named
 * after its folder. May depend on every module. Read {@link dev.jacobi.conformance.Comparison}
 * first.
 */
package dev.jacobi.conformance;
