/** The case set {@code nist/}: nonlinear regressions. Read first: {@code NistCases}. */
@org.jspecify.annotations.NullMarked
package dev.jacobi.conformance.nist;
