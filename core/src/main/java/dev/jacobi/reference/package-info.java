/**
 * The slow, obvious evaluator: scalar loops, the oracle of every test. May depend on {@code graph}
 * and {@code type} only. Read {@code ReferenceEvaluator} first.
 */
package dev.jacobi.reference;
