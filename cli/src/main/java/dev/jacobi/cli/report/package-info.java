/**
 * The report of a run: one HTML file with charts, which needs no network. Depends on the library's
 * {@code io} package only. Read {@link dev.jacobi.cli.report.Report} first.
 */
package dev.jacobi.cli.report;
