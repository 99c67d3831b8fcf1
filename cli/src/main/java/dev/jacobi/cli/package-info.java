/**
 * The {@code jacobi} command and its report. May depend on every published module. Read {@link
 * dev.jacobi.cli.Main} first.
 */
package dev.jacobi.cli;
