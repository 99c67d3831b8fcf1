package dev.jacobi.graph;

import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;

/**
 * What a node computes: a primitive operation with its attributes and nothing else. Operands,
 * shapes and types belong to {@link Node}; the rules of each transformation live in one file of its
 * own.
 *
 * <p>Operands of elementwise operations have equal shapes; broadcasting is an explicit {@link
 * Movement.Expand}. {@code docs/adding-an-operation.md} lists the files that a new record visits.
 */
public sealed interface Op {

  /** Each element of the result depends on the elements of the operands at the same place. */
  sealed interface Elementwise extends Op {
    /** A function of one operand. */
    record Unary(UnaryKind kind) implements Elementwise {}

    /**
     * {@code ln |Gamma(x)|} of one operand, or its derivative: order 1 is the digamma function,
     * order n the polygamma function n - 1.
     */
    record LogGamma(int order) implements Elementwise {}

    /** A function of two operands of equal type. */
    record Binary(BinaryKind kind) implements Elementwise {}

    /** A comparison of two operands of equal type; the result is {@code BOOL}. */
    record Compare(Comparison kind) implements Elementwise {}

    /** A connective of two truth values. */
    record Logic(Connective kind) implements Elementwise {}

    /** Operands (condition, a, b): a where the condition holds, else b. */
    record Select() implements Elementwise {}

    /** The same numbers in another type; float to int saturates and takes NaN to 0. */
    record Cast(DType to) implements Elementwise {}
  }

  /** Moves, repeats or drops elements; linear. */
  sealed interface Movement extends Op {
    /** The same elements in row-major order under other sizes. */
    record Reshape(Shape shape) implements Movement {}

    /** Axis {@code i} of the result is axis {@code order[i]} of the operand. */
    record Permute(Ints order) implements Movement {}

    /**
     * Axis {@code i} of the operand becomes axis {@code axes[i]} of the result (ascending); an axis
     * of size 1 may be repeated to the result's size, and the other axes of the result are new.
     */
    record Expand(Shape shape, Ints axes) implements Movement {}

    /**
     * Along each named axis the elements start, start + step, ... below limit; step is positive.
     */
    record Slice(Ints axes, Ints starts, Ints limits, Ints steps) implements Movement {}

    /** Along each named axis zeros before, behind, and between neighbours. */
    record Pad(Ints axes, Ints low, Ints high, Ints interior) implements Movement {}

    /** The operands one behind the other along an axis. */
    record Concat(int axis) implements Movement {}

    /** The elements in reverse order along the named axes. */
    record Flip(Ints axes) implements Movement {}
  }

  /** Axes that disappear. */
  sealed interface Reduction extends Op {
    /** Elements along the named axes (ascending) combined into one. */
    record Reduce(ReduceKind kind, Ints axes) implements Reduction {}

    /**
     * The first index (INT64) of the largest or smallest element along an axis; NaN counts as both.
     */
    record ArgReduce(Extremum kind, int axis) implements Reduction {}
  }

  /**
   * A sum of products of two operands, as an Einstein summation: axis {@code i} of an operand
   * carries a letter, letters missing from {@code out} are summed. No operand repeats a letter;
   * every letter of an operand stands in the other operand or in {@code out}; every letter of
   * {@code out} stands in an operand.
   */
  record Contract(Ints lhs, Ints rhs, Ints out) implements Op {}

  /** Elements chosen by integer operands. */
  sealed interface Indexing extends Op {
    /**
     * Operands (x, indices). The first {@code batchAxes} axes of both run together; axis {@code
     * axis} of x (at least {@code batchAxes}) is replaced by the other axes of the indices: {@code
     * [batch, before, n, after], [batch, index] -> [batch, before, index, after]}. An index outside
     * 0 .. n-1 is an error when the value is computed.
     */
    record Gather(int axis, int batchAxes) implements Indexing {}

    /**
     * Operands (updates, indices): the adjoint of {@link Gather}, adds each update where its index
     * points, into zeros: {@code [batch, before, index, after], [batch, index] -> [batch, before,
     * size, after]}.
     */
    record ScatterAdd(int axis, int batchAxes, int size) implements Indexing {}

    /** The permutation (INT64) that sorts along an axis, ascending and stable; NaN comes last. */
    record ArgSort(int axis) implements Indexing {}
  }

  /**
   * Linear algebra of the matrices in the last two axes; the axes before them run together. A
   * matrix that holds what is not finite, or on which the operation is not defined, gives NaN for
   * itself alone.
   */
  sealed interface Matrix extends Op {
    /**
     * Operands (a {@code [batch, n, n]}, b {@code [batch, n, k]}): x with {@code a x = b}, where
     * only the named part of a is read. NaN where a is singular: a pivot is 0.
     */
    record Solve(Part part) implements Matrix {}

    /**
     * The lower triangular l with {@code l l^T = (a + a^T) / 2}. NaN where that is not positive
     * definite.
     */
    record Cholesky() implements Matrix {}

    /** One number of the determinant. */
    record Determinant(DeterminantPart part) implements Matrix {}

    /**
     * Of the eigenvalues of {@code (a + a^T) / 2} in ascending order those from {@code from} to
     * {@code to - 1}, {@code [batch, k]}, or their vectors as columns, {@code [batch, n, k]}: of
     * length 1, the first of the largest components positive.
     */
    record Eigen(EigenPart part, int from, int to) implements Matrix {}
  }

  /** Sliding windows; linear. */
  sealed interface Window extends Op {
    /**
     * Each named axis of length n is replaced by the {@code (n - dilation (size - 1) - 1) / stride
     * + 1} places of a window on it, and the windows become new last axes in the order named.
     */
    record Unfold(Ints axes, Ints sizes, Ints strides, Ints dilations) implements Window {}

    /** The adjoint of {@link Unfold}: adds the windows back into axes of the named lengths. */
    record Fold(Ints axes, Ints sizes, Ints strides, Ints dilations, Ints lengths)
        implements Window {}
  }

  /** Values that come from no tensor. */
  sealed interface Source extends Op {
    /** Numbers in hand. */
    record Constant(ArrayValue value) implements Source {}

    /**
     * A parameter of a traced function.
     *
     * @param sampleAxis the axis along which samples run, or -1
     */
    record Input(String name, Shape shape, DType dtype, int sampleAxis) implements Source {}

    /** The index along an axis. */
    record Iota(Shape shape, int axis, DType dtype) implements Source {}

    /**
     * Operands (keys {@code [batch, 2]} INT32, streams {@code [batch]} INT64): uniform random bits
     * (INT32) of shape {@code [batch, shape]} by Philox4x32-10 (Salmon et al., 2011). Element i of
     * a batch entry is word {@code i mod 4} of the block with the counter {@code (i / 4, purpose,
     * stream low, stream high)}.
     */
    record RandomBits(Shape shape, int purpose) implements Source {}
  }

  /** The first operand unchanged, with something said about its derivatives. */
  sealed interface Marker extends Op {
    /** Constant for derivatives. */
    record StopGradient() implements Marker {}

    /**
     * Operands (d, z, y) or (d, y, z): d is a derivative of y by z, on which it depends only as far
     * as its own graph says: where that is not at all, a further derivative is zero rather than an
     * error.
     *
     * @param sampleAxis where d has its samples if the second operand has some; -1: where that one
     *     has them
     */
    record Derived(int sampleAxis) implements Marker {}

    /**
     * Operands (y, x...): y is computed from x and from nothing else that has derivatives. These
     * flow to x, and what lies between is computed again for them, instead of being kept.
     *
     * @param arguments how many of x, the first ones, the computation starts from again
     */
    record Checkpoint(int arguments) implements Marker {}

    /** Operands (x, c): x, not used before c is there; derivatives flow to x. */
    record After() implements Marker {}

    /** Operands (y, x...): y is a function of x, whose derivatives are those that the rule says. */
    record Custom(CustomRule rule) implements Marker {}
  }

  /** Functions of one operand. */
  enum UnaryKind {
    NEG,
    ABS,
    SIGN,
    FLOOR,
    CEIL,
    /** To the nearest integer, halves to the even one. */
    ROUND,
    SQRT,
    /** The square root whose derivatives at 0 are 0 by convention: what norms are made of. */
    NORM_SQRT,
    RSQRT,
    SQUARE,
    EXP,
    EXPM1,
    LOG,
    LOG1P,
    LOG2,
    SIN,
    COS,
    TAN,
    ASIN,
    ACOS,
    ATAN,
    SINH,
    COSH,
    TANH,
    SIGMOID,
    ERF,
    ERFC,
    IS_FINITE,
    NOT
  }

  /** Functions of two numbers. */
  enum BinaryKind {
    ADD,
    SUB,
    MUL,
    DIV,
    POW,
    MIN,
    MAX,
    /** The angle of the point (second operand, first operand). */
    ATAN2
  }

  /** Comparisons; with NaN all but {@code NE} are false. */
  enum Comparison {
    LT,
    LE,
    EQ,
    NE
  }

  /** Connectives of truth values. */
  enum Connective {
    AND,
    OR,
    XOR
  }

  /** Ways to combine elements; {@code MAX} and {@code MIN} of truth values are "any" and "all". */
  enum ReduceKind {
    SUM,
    PROD,
    MAX,
    MIN
  }

  /** Which elements of a matrix are read; the others count as 0. */
  enum Part {
    ALL,
    LOWER,
    UPPER
  }

  /** What is asked of a determinant. */
  enum DeterminantPart {
    /** {@code ln |det a|}; -inf of a singular matrix. */
    LOG_ABS,
    /** -1, 0 or 1. */
    SIGN
  }

  /** What is asked of an eigenproblem. */
  enum EigenPart {
    VALUES,
    VECTORS
  }

  /** Which end of the order. */
  enum Extremum {
    MAX,
    MIN
  }
}
