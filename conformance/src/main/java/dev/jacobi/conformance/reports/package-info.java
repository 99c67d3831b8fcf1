/**
 * One small case for each fault that users reported of other systems. May depend on every module.
 * Read {@link dev.jacobi.conformance.reports.HiddenJacobianLoss} first.
 */
package dev.jacobi.conformance.reports;
