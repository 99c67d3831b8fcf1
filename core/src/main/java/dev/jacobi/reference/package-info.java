/**
 * The slow, obvious evaluator: scalar loops, each operation as its definition reads, the oracle of
 * every test. A fast way of computing is right where it agrees with this one.
 *
 * <p>May depend on {@code graph} and {@code type} only. Read {@code ReferenceEvaluator} first: it
 * names, for each operation, the method that computes it. {@code Cells} writes results of any
 * element type, {@code Positions} says where elements lie, {@code Scalars} has the elementwise
 * functions and {@code SpecialFunctions} those that {@code StrictMath} lacks or computes too
 * coarsely.
 */
package dev.jacobi.reference;
