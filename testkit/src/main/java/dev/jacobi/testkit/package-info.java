/**
 * What tests of derivatives share: checks by finite differences and adjoints, samples of every
 * operation, comparison in ulps. May depend on core only. Read {@code OpSamples} first.
 */
package dev.jacobi.testkit;
