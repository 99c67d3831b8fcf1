/**
 * Programs of a page each, run by the build. May depend on every published module. Start anywhere.
 */
package dev.jacobi.examples;
