/**
 * The objectives of ADBench and the case set {@code adbench/}. Read first: {@code AdbenchCases}.
 */
@org.jspecify.annotations.NullMarked
package dev.jacobi.conformance.adbench;
