/**
 * The cases of {@code files/}: small files that must be read exactly, or refused. Read {@link
 * dev.jacobi.conformance.files.FileCases} first.
 */
package dev.jacobi.conformance.files;
