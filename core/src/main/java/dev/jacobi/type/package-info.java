/**
 * Shapes, element types and the exceptions of the library. Depends on nothing else here. Read
 * {@code Shape} first.
 */
package dev.jacobi.type;
