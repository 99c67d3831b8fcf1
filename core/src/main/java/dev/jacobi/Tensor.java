package dev.jacobi;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.BinaryKind;
import dev.jacobi.graph.Op.Comparison;
import dev.jacobi.graph.Op.Connective;
import dev.jacobi.graph.Op.ReduceKind;
import dev.jacobi.graph.Op.UnaryKind;
import dev.jacobi.graph.Origin;
import dev.jacobi.type.DType;
import dev.jacobi.type.DTypeException;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * An immutable array of numbers, lazily computed. An operation checks shapes and types at once and
 * returns a tensor; numbers are computed when they are asked for ({@link #item}, {@link #toArray},
 * printing) or when a compiled function runs. Derivatives are tensors like any other and can be
 * differentiated again, to any order.
 *
 * <p>Operands of different shapes are broadcast as in NumPy; operands of different types meet in
 * the wider one ({@link DType#promote}); a Java number takes the tensor's type. Axes may be counted
 * from the end, -1 being the last. A tensor may be used from several threads.
 */
public final class Tensor {
  private final Node node;

  /** The tensor of a node; for code that builds graphs itself. */
  public Tensor(Node node) {
    this.node = node;
  }

  /** The node of the graph that this tensor stands for. */
  public Node node() {
    return node;
  }

  // ---- making tensors

  /** A vector of float32. */
  public static Tensor of(float... values) {
    return constant(ArrayValue.of(Shape.of(values.length), values.clone()));
  }

  /** A vector of float64. */
  public static Tensor of(double... values) {
    return constant(ArrayValue.of(Shape.of(values.length), values.clone()));
  }

  /** A vector of int32. */
  public static Tensor of(int... values) {
    return constant(ArrayValue.of(Shape.of(values.length), values.clone()));
  }

  /** A vector of int64. */
  public static Tensor of(long... values) {
    return constant(ArrayValue.of(Shape.of(values.length), values.clone()));
  }

  /** A vector of bool. */
  public static Tensor of(boolean... values) {
    return constant(ArrayValue.of(Shape.of(values.length), values.clone()));
  }

  /** A tensor of float32 with 2 axes; all rows need the same length. */
  public static Tensor of(float[][] values) {
    return constant(NestedArrays.read(values));
  }

  /** A tensor of float32 with 3 axes; all rows need the same length. */
  public static Tensor of(float[][][] values) {
    return constant(NestedArrays.read(values));
  }

  /** A tensor of float64 with 2 axes; all rows need the same length. */
  public static Tensor of(double[][] values) {
    return constant(NestedArrays.read(values));
  }

  /** A tensor of float64 with 3 axes; all rows need the same length. */
  public static Tensor of(double[][][] values) {
    return constant(NestedArrays.read(values));
  }

  /** A tensor of int32 with 2 axes; all rows need the same length. */
  public static Tensor of(int[][] values) {
    return constant(NestedArrays.read(values));
  }

  /** A tensor of int64 with 2 axes; all rows need the same length. */
  public static Tensor of(long[][] values) {
    return constant(NestedArrays.read(values));
  }

  /** A tensor of bool with 2 axes; all rows need the same length. */
  public static Tensor of(boolean[][] values) {
    return constant(NestedArrays.read(values));
  }

  /** A tensor from a Java array of float, double, int, long or boolean, nested to any depth. */
  public static Tensor ofArray(Object values) {
    if (!values.getClass().isArray()) {
      throw new DTypeException(
          "of: " + values.getClass().getSimpleName() + "; it takes an array; use scalar(...)");
    }
    return constant(NestedArrays.read(values));
  }

  /** float32 of the given shape from values in row-major order. */
  public static Tensor of(Shape shape, float... values) {
    return constant(ArrayValue.of(sized(shape, values.length), values.clone()));
  }

  /** float64 of the given shape from values in row-major order. */
  public static Tensor of(Shape shape, double... values) {
    return constant(ArrayValue.of(sized(shape, values.length), values.clone()));
  }

  /** int32 of the given shape from values in row-major order. */
  public static Tensor of(Shape shape, int... values) {
    return constant(ArrayValue.of(sized(shape, values.length), values.clone()));
  }

  /** int64 of the given shape from values in row-major order. */
  public static Tensor of(Shape shape, long... values) {
    return constant(ArrayValue.of(sized(shape, values.length), values.clone()));
  }

  /** bool of the given shape from values in row-major order. */
  public static Tensor of(Shape shape, boolean... values) {
    return constant(ArrayValue.of(sized(shape, values.length), values.clone()));
  }

  /** A scalar of float32. */
  public static Tensor scalar(float value) {
    return constant(ArrayValue.of(Shape.scalar(), new float[] {value}));
  }

  /** A scalar of float64. */
  public static Tensor scalar(double value) {
    return constant(ArrayValue.of(Shape.scalar(), new double[] {value}));
  }

  /** A scalar of int32. */
  public static Tensor scalar(int value) {
    return constant(ArrayValue.of(Shape.scalar(), new int[] {value}));
  }

  /** A scalar of int64. */
  public static Tensor scalar(long value) {
    return constant(ArrayValue.of(Shape.scalar(), new long[] {value}));
  }

  /** A scalar of bool. */
  public static Tensor scalar(boolean value) {
    return constant(ArrayValue.of(Shape.scalar(), new boolean[] {value}));
  }

  private static Shape sized(Shape shape, int values) {
    if (shape.elements() != values) {
      throw new ShapeException(
          "of: "
              + values
              + " values for shape "
              + shape
              + "; it takes "
              + shape.elements()
              + "; give as many values as the shape has elements");
    }
    return shape;
  }

  private static Tensor constant(ArrayValue value) {
    return new Tensor(Nodes.constant(value));
  }

  /** A tensor of numbers in hand. */
  public static Tensor of(ArrayValue value) {
    return constant(value);
  }

  /** float32 zeros. */
  public static Tensor zeros(int... sizes) {
    return full(DType.FLOAT32, Shape.of(sizes), 0);
  }

  /** float32 ones. */
  public static Tensor ones(int... sizes) {
    return full(DType.FLOAT32, Shape.of(sizes), 1);
  }

  /** The same number everywhere. */
  public static Tensor full(DType dtype, Shape shape, double value) {
    return new Tensor(Nodes.fill(dtype, shape, value));
  }

  /** Zeros of this tensor's shape and type. */
  public Tensor zerosLike() {
    return full(dtype(), shape(), 0);
  }

  /** Ones of this tensor's shape and type. */
  public Tensor onesLike() {
    return full(dtype(), shape(), 1);
  }

  /** The float32 identity matrix of n rows. */
  public static Tensor eye(int n) {
    return eye(DType.FLOAT32, n);
  }

  /** The identity matrix of n rows. */
  public static Tensor eye(DType dtype, int n) {
    return new Tensor(Nodes.eye(n, dtype));
  }

  /** 0, 1, ..., n - 1 as int64. */
  public static Tensor arange(int n) {
    return iota(DType.INT64, Shape.of(n), 0);
  }

  /** Along axis {@code axis} 0, 1, 2, ...; the same along the others. */
  public static Tensor iota(DType dtype, Shape shape, int axis) {
    return new Tensor(Nodes.iota(shape, shape.axis("iota", axis), dtype));
  }

  // ---- looking at tensors

  /** The sizes of the axes. */
  public Shape shape() {
    return node.shape();
  }

  /** The size of one axis. */
  public int size(int axis) {
    return shape().size(shape().axis("size", axis));
  }

  /** The number of axes. */
  public int rank() {
    return shape().rank();
  }

  /** The type of the elements. */
  public DType dtype() {
    return node.dtype();
  }

  /** Computes the tensor and returns it as a leaf: what it was made of is let go. */
  public Tensor value() {
    return constant(Evaluation.of("value", node));
  }

  /** Computes the numbers. */
  public ArrayValue toArrayValue() {
    return Evaluation.of("toArrayValue", node);
  }

  /**
   * The only element, as a double.
   *
   * @throws ShapeException if there is not exactly one
   */
  public double item() {
    if (shape().elements() != 1) {
      throw new ShapeException(
          "item: " + shape() + "; it takes a tensor of one element; reduce it or use toArray");
    }
    return read("item", value -> value.getDouble(0));
  }

  /** What a reader makes of the numbers; nobody writes over them while it reads. */
  private <R> R read(String operation, Function<ArrayValue, R> reader) {
    ArrayValue value = Evaluation.of(operation, node);
    R result = reader.apply(value);
    value.requirePresent();
    return result;
  }

  /** A new Java array nested as deep as there are axes, such as {@code float[][]}. */
  public Object toArray() {
    return read("toArray", NestedArrays::write);
  }

  /** A new array of all elements in row-major order, converted to float. */
  public float[] toFloats() {
    return read(
        "toFloats",
        value -> {
          float[] all = new float[shape().elements()];
          for (int i = 0; i < all.length; i++) {
            all[i] = (float) value.getDouble(i);
          }
          return all;
        });
  }

  /** A new array of all elements in row-major order, converted to double. */
  public double[] toDoubles() {
    return read(
        "toDoubles",
        value -> {
          double[] all = new double[shape().elements()];
          for (int i = 0; i < all.length; i++) {
            all[i] = value.getDouble(i);
          }
          return all;
        });
  }

  /** A new array of all elements in row-major order, converted to int as {@link #cast} does. */
  public int[] toInts() {
    return read(
        "toInts",
        value -> {
          int[] all = new int[shape().elements()];
          for (int i = 0; i < all.length; i++) {
            all[i] = dtype().isFloat() ? (int) value.getDouble(i) : (int) value.getLong(i);
          }
          return all;
        });
  }

  /** A new array of all elements in row-major order, converted to long. */
  public long[] toLongs() {
    return read(
        "toLongs",
        value -> {
          long[] all = new long[shape().elements()];
          for (int i = 0; i < all.length; i++) {
            all[i] = value.getLong(i);
          }
          return all;
        });
  }

  /** A new array of all elements in row-major order; numbers are true unless 0. */
  public boolean[] toBooleans() {
    return read(
        "toBooleans",
        value -> {
          boolean[] all = new boolean[shape().elements()];
          for (int i = 0; i < all.length; i++) {
            all[i] = value.getDouble(i) != 0;
          }
          return all;
        });
  }

  /** Type, shape and numbers; while a function is traced, what the tensor is made by. */
  @Override
  public String toString() {
    return node.traced() ? node.toString() : read("toString", TensorFormat::of);
  }

  // ---- arithmetic

  /** The sum. */
  public Tensor plus(Tensor other) {
    return Arithmetic.binary("plus", BinaryKind.ADD, this, other);
  }

  /** The sum. */
  public Tensor plus(double other) {
    return plus(Arithmetic.weak(this, other));
  }

  /** The difference. */
  public Tensor minus(Tensor other) {
    return Arithmetic.binary("minus", BinaryKind.SUB, this, other);
  }

  /** The difference. */
  public Tensor minus(double other) {
    return minus(Arithmetic.weak(this, other));
  }

  /** The product, element by element. */
  public Tensor times(Tensor other) {
    return Arithmetic.binary("times", BinaryKind.MUL, this, other);
  }

  /** The product, element by element. */
  public Tensor times(double other) {
    return times(Arithmetic.weak(this, other));
  }

  /** The quotient; of two integers float32. */
  public Tensor div(Tensor other) {
    return Arithmetic.binary("div", BinaryKind.DIV, this, other);
  }

  /** The quotient; of two integers float32. */
  public Tensor div(double other) {
    return div(Arithmetic.weak(this, other));
  }

  /** The negative. */
  public Tensor unaryMinus() {
    return Arithmetic.number(UnaryKind.NEG, this);
  }

  /** This tensor to a power; where the base is 0 the derivative by the exponent is 0. */
  public Tensor pow(Tensor other) {
    return Arithmetic.binary("pow", BinaryKind.POW, this, other);
  }

  /** This tensor to a power; where the base is 0 the derivative by the exponent is 0. */
  public Tensor pow(double other) {
    return pow(Arithmetic.weak(this, other));
  }

  /** The smaller of two; NaN if either is; ties share a derivative equally. */
  public Tensor minimum(Tensor other) {
    return Arithmetic.binary("minimum", BinaryKind.MIN, this, other);
  }

  /** The smaller of two; NaN if either is; ties share a derivative equally. */
  public Tensor minimum(double other) {
    return minimum(Arithmetic.weak(this, other));
  }

  /** The larger of two; NaN if either is; ties share a derivative equally. */
  public Tensor maximum(Tensor other) {
    return Arithmetic.binary("maximum", BinaryKind.MAX, this, other);
  }

  /** The larger of two; NaN if either is; ties share a derivative equally. */
  public Tensor maximum(double other) {
    return maximum(Arithmetic.weak(this, other));
  }

  /** The angle of the point (x, this), in radians; its derivatives at the origin are 0. */
  public Tensor atan2(Tensor x) {
    return Arithmetic.binary("atan2", BinaryKind.ATAN2, this, x);
  }

  /** Bounded from below and above; the derivative is 1 at the bounds, 0 beyond; NaN stays NaN. */
  public Tensor clamp(double low, double high) {
    if (!(low <= high)) {
      throw new dev.jacobi.type.JacobiException(
          "clamp: bounds " + low + " and " + high + "; the first must not exceed the second");
    }
    return Origin.within(
        "clamp",
        () -> {
          Tensor bottom = Arithmetic.weak(this, low);
          Tensor top = Arithmetic.weak(this, high);
          return where(lt(bottom), bottom, where(gt(top), top, this));
        });
  }

  /** The absolute value; its derivative at 0 is 0. */
  public Tensor abs() {
    return Arithmetic.number(UnaryKind.ABS, this);
  }

  /** -1, 0 or 1; NaN for NaN; its derivative is 0. */
  public Tensor sign() {
    return Arithmetic.number(UnaryKind.SIGN, this);
  }

  /** The square. */
  public Tensor square() {
    return Arithmetic.number(UnaryKind.SQUARE, this);
  }

  /** The largest integer not above; its derivative is 0. */
  public Tensor floor() {
    return Arithmetic.floating(UnaryKind.FLOOR, this);
  }

  /** The smallest integer not below; its derivative is 0. */
  public Tensor ceil() {
    return Arithmetic.floating(UnaryKind.CEIL, this);
  }

  /** The nearest integer, halves to the even one; its derivative is 0. */
  public Tensor round() {
    return Arithmetic.floating(UnaryKind.ROUND, this);
  }

  /** The square root. */
  public Tensor sqrt() {
    return Arithmetic.floating(UnaryKind.SQRT, this);
  }

  /** One over the square root. */
  public Tensor rsqrt() {
    return Arithmetic.floating(UnaryKind.RSQRT, this);
  }

  /** e to the power of this. */
  public Tensor exp() {
    return Arithmetic.floating(UnaryKind.EXP, this);
  }

  /** exp(x) - 1, accurate near 0. */
  public Tensor expm1() {
    return Arithmetic.floating(UnaryKind.EXPM1, this);
  }

  /** The natural logarithm. */
  public Tensor log() {
    return Arithmetic.floating(UnaryKind.LOG, this);
  }

  /** ln(1 + x), accurate near 0. */
  public Tensor log1p() {
    return Arithmetic.floating(UnaryKind.LOG1P, this);
  }

  /** The logarithm to base 2. */
  public Tensor log2() {
    return Arithmetic.floating(UnaryKind.LOG2, this);
  }

  /** The sine. */
  public Tensor sin() {
    return Arithmetic.floating(UnaryKind.SIN, this);
  }

  /** The cosine. */
  public Tensor cos() {
    return Arithmetic.floating(UnaryKind.COS, this);
  }

  /** The tangent. */
  public Tensor tan() {
    return Arithmetic.floating(UnaryKind.TAN, this);
  }

  /** The arc sine. */
  public Tensor asin() {
    return Arithmetic.floating(UnaryKind.ASIN, this);
  }

  /** The arc cosine. */
  public Tensor acos() {
    return Arithmetic.floating(UnaryKind.ACOS, this);
  }

  /** The arc tangent. */
  public Tensor atan() {
    return Arithmetic.floating(UnaryKind.ATAN, this);
  }

  /** The hyperbolic sine. */
  public Tensor sinh() {
    return Arithmetic.floating(UnaryKind.SINH, this);
  }

  /** The hyperbolic cosine. */
  public Tensor cosh() {
    return Arithmetic.floating(UnaryKind.COSH, this);
  }

  /** The hyperbolic tangent. */
  public Tensor tanh() {
    return Arithmetic.floating(UnaryKind.TANH, this);
  }

  /** 1 / (1 + exp(-x)). */
  public Tensor sigmoid() {
    return Arithmetic.floating(UnaryKind.SIGMOID, this);
  }

  /** The error function. */
  public Tensor erf() {
    return Arithmetic.floating(UnaryKind.ERF, this);
  }

  /** 1 - erf(x), accurate where it is small. */
  public Tensor erfc() {
    return Arithmetic.floating(UnaryKind.ERFC, this);
  }

  /**
   * {@code ln |Gamma(x)|}; infinite at 0 and the negative integers. Computed in double for both
   * float types.
   */
  public Tensor lgamma() {
    return logGamma(0);
  }

  /** The derivative of {@link #lgamma}; NaN at 0 and the negative integers. */
  public Tensor digamma() {
    return logGamma(1);
  }

  /**
   * Derivative n of {@link #digamma}, n 0 or more; at 0 and the negative integers infinite for odd
   * n, NaN for even n.
   */
  public Tensor polygamma(int n) {
    if (n < 0) {
      throw new dev.jacobi.type.JacobiException(
          "polygamma: derivative " + n + "; it is 0 or more; use lgamma for the function itself");
    }
    return logGamma(n + 1);
  }

  private Tensor logGamma(int order) {
    Tensor floats = Activations.floats(this);
    return new Tensor(Node.of(new Op.Elementwise.LogGamma(order), floats.node));
  }

  // ---- comparisons and choice

  /** Whether this is less. */
  public Tensor lt(Tensor other) {
    return Arithmetic.compare("lt", Comparison.LT, this, other);
  }

  /** Whether this is less. */
  public Tensor lt(double other) {
    return lt(Arithmetic.weak(this, other));
  }

  /** Whether this is less or equal. */
  public Tensor le(Tensor other) {
    return Arithmetic.compare("le", Comparison.LE, this, other);
  }

  /** Whether this is less or equal. */
  public Tensor le(double other) {
    return le(Arithmetic.weak(this, other));
  }

  /** Whether this is greater. */
  public Tensor gt(Tensor other) {
    return Arithmetic.compare("gt", Comparison.LT, other, this);
  }

  /** Whether this is greater. */
  public Tensor gt(double other) {
    return gt(Arithmetic.weak(this, other));
  }

  /** Whether this is greater or equal. */
  public Tensor ge(Tensor other) {
    return Arithmetic.compare("ge", Comparison.LE, other, this);
  }

  /** Whether this is greater or equal. */
  public Tensor ge(double other) {
    return ge(Arithmetic.weak(this, other));
  }

  /** Whether both are equal; false for NaN. */
  public Tensor eq(Tensor other) {
    return Arithmetic.compare("eq", Comparison.EQ, this, other);
  }

  /** Whether both are equal; false for NaN. */
  public Tensor eq(double other) {
    return eq(Arithmetic.weak(this, other));
  }

  /** Whether both differ; true for NaN. */
  public Tensor ne(Tensor other) {
    return Arithmetic.compare("ne", Comparison.NE, this, other);
  }

  /** Whether both differ; true for NaN. */
  public Tensor ne(double other) {
    return ne(Arithmetic.weak(this, other));
  }

  /** Whether both hold. */
  public Tensor and(Tensor other) {
    return Arithmetic.logic("and", Connective.AND, this, other);
  }

  /** Whether one holds. */
  public Tensor or(Tensor other) {
    return Arithmetic.logic("or", Connective.OR, this, other);
  }

  /** Whether exactly one holds. */
  public Tensor xor(Tensor other) {
    return Arithmetic.logic("xor", Connective.XOR, this, other);
  }

  /** Whether this does not hold. */
  public Tensor not() {
    return new Tensor(Nodes.not(node));
  }

  /** Whether the element is neither infinite nor NaN. */
  public Tensor isFinite() {
    return Arithmetic.floating(UnaryKind.IS_FINITE, this);
  }

  /** Whether the element is NaN. */
  public Tensor isNaN() {
    return ne(this);
  }

  /**
   * Elements of {@code a} where the condition holds, else of {@code b}. What is not chosen
   * contributes exactly zero to every derivative, even where its own derivative is infinite or NaN.
   */
  public static Tensor where(Tensor condition, Tensor a, Tensor b) {
    return Arithmetic.select(condition, a, b);
  }

  /** {@code a} where the condition holds, else the number {@code b}. */
  public static Tensor where(Tensor condition, Tensor a, double b) {
    return where(condition, a, Arithmetic.weak(a, b));
  }

  /** The number {@code a} where the condition holds, else {@code b}. */
  public static Tensor where(Tensor condition, double a, Tensor b) {
    return where(condition, Arithmetic.weak(b, a), b);
  }

  /** The same numbers in another type; float to int saturates and takes NaN to 0. */
  public Tensor cast(DType dtype) {
    return new Tensor(Node.of(new Op.Elementwise.Cast(dtype), node));
  }

  // ---- reductions: over the named axes, or over all where none is named

  /** The sum. */
  public Tensor sum(int... axes) {
    return reduce(ReduceKind.SUM, "sum", axes);
  }

  /** The product; its derivative leaves one factor out, so zeros do no harm. */
  public Tensor prod(int... axes) {
    return reduce(ReduceKind.PROD, "prod", axes);
  }

  /** The largest element; NaN if there is one; ties share the derivative equally. */
  public Tensor max(int... axes) {
    return reduce(ReduceKind.MAX, "max", axes);
  }

  /** The smallest element; NaN if there is one; ties share the derivative equally. */
  public Tensor min(int... axes) {
    return reduce(ReduceKind.MIN, "min", axes);
  }

  private Tensor reduce(ReduceKind kind, String name, int... axes) {
    boolean sums = kind == ReduceKind.SUM || kind == ReduceKind.PROD;
    Node x = sums && dtype() == DType.BOOL ? Nodes.cast(node, DType.INT64) : node;
    return new Tensor(Nodes.reduce(kind, x, shape().axes(name, axes)));
  }

  /** Whether any element is true; of none, false. */
  public Tensor any(int... axes) {
    return truth(ReduceKind.MAX, "any", axes);
  }

  /** Whether all elements are true; of none, true. */
  public Tensor all(int... axes) {
    return truth(ReduceKind.MIN, "all", axes);
  }

  private Tensor truth(ReduceKind kind, String name, int... axes) {
    Ints over = shape().axes(name, axes);
    if (over.stream().anyMatch(a -> shape().size(a) == 0)) {
      return full(DType.BOOL, shape().without(over), kind == ReduceKind.MIN ? 1 : 0);
    }
    return new Tensor(Nodes.reduce(kind, Nodes.cast(node, DType.BOOL), over));
  }

  /** The mean. */
  public Tensor mean(int... axes) {
    return Origin.within(
        "mean",
        () -> {
          Ints over = shape().axes("mean", axes);
          int count = over.stream().map(a -> shape().size(a)).reduce(1, (a, b) -> a * b);
          return sum(axes).div(count);
        });
  }

  /** The first index (int64) of the largest element along an axis; NaN counts as largest. */
  public Tensor argmax(int axis) {
    return new Tensor(
        Node.of(new Op.Reduction.ArgReduce(Op.Extremum.MAX, shape().axis("argmax", axis)), node));
  }

  /** The first index (int64) of the smallest element along an axis; NaN counts as smallest. */
  public Tensor argmin(int axis) {
    return new Tensor(
        Node.of(new Op.Reduction.ArgReduce(Op.Extremum.MIN, shape().axis("argmin", axis)), node));
  }

  /** The permutation (int64) that sorts an axis, ascending and stable; NaN comes last. */
  public Tensor argsort(int axis) {
    return new Tensor(Node.of(new Op.Indexing.ArgSort(shape().axis("argsort", axis)), node));
  }

  // ---- movement

  /**
   * The same elements in row-major order under other sizes; one size may be -1 and follows.
   *
   * @throws ShapeException if the product differs
   */
  public Tensor reshape(int... sizes) {
    int[] filled = sizes.clone();
    int open = -1;
    long known = 1;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] == -1 && open < 0) {
        open = i;
      } else if (sizes[i] < 0) {
        throw new ShapeException(
            "reshape: "
                + shape()
                + " to "
                + Arrays.toString(sizes)
                + "; sizes are 0 or more, and one of them may be -1");
      } else {
        known = Math.min(known * sizes[i], 1L << 32);
      }
    }
    if (open >= 0) {
      if (known == 0 || shape().elements() % known != 0) {
        throw new ShapeException(
            "reshape: "
                + shape()
                + " to "
                + Arrays.toString(sizes)
                + "; no size in place of -1 gives "
                + shape().elements()
                + " elements; name all sizes");
      }
      filled[open] = (int) (shape().elements() / known);
    }
    return new Tensor(Nodes.reshape(node, Shape.of(filled)));
  }

  /** The same elements under another shape. */
  public Tensor reshape(Shape shape) {
    return new Tensor(Nodes.reshape(node, shape));
  }

  /** Axes {@code from} to {@code to} (inclusive) merged into one. */
  public Tensor flatten(int from, int to) {
    int first = shape().axis("flatten", from);
    int last = shape().axis("flatten", to);
    if (first > last) {
      throw new ShapeException(
          "flatten: axes "
              + from
              + " to "
              + to
              + " of "
              + shape()
              + "; the first comes last; exchange them");
    }
    Shape merged =
        shape()
            .slice(0, first)
            .concat(Shape.of(shape().elements(first, last + 1)))
            .concat(shape().slice(last + 1, rank()));
    return new Tensor(Nodes.reshape(node, merged));
  }

  /** Axis {@code i} of the result is axis {@code order[i]} of this. */
  public Tensor permute(int... order) {
    int[] counted = Arrays.stream(order).map(a -> shape().axis("permute", a)).toArray();
    return new Tensor(Nodes.permute(node, Ints.of(counted)));
  }

  /** The last two axes exchanged. */
  public Tensor transpose() {
    return transpose(-2, -1);
  }

  /** Two axes exchanged. */
  public Tensor transpose(int a, int b) {
    int first = shape().axis("transpose", a);
    int second = shape().axis("transpose", b);
    int[] order = IntStream.range(0, rank()).toArray();
    order[first] = second;
    order[second] = first;
    return permute(order);
  }

  /** One axis moved, the others in order. */
  public Tensor moveAxis(int from, int to) {
    return new Tensor(
        Nodes.moveAxis(node, shape().axis("moveAxis", from), shape().axis("moveAxis", to)));
  }

  /** A new axis of size 1 before axis {@code axis}; -1 puts it last. */
  public Tensor unsqueeze(int axis) {
    return new Tensor(Nodes.insertAxes(node, Ints.of(shape().insertion("unsqueeze", axis))));
  }

  /** Without an axis of size 1. */
  public Tensor squeeze(int axis) {
    int at = shape().axis("squeeze", axis);
    if (shape().size(at) != 1) {
      throw new ShapeException(
          "squeeze: axis "
              + axis
              + " of "
              + shape()
              + "; only an axis of size 1 can be dropped; use select");
    }
    return new Tensor(Nodes.reshape(node, shape().without(Ints.of(at))));
  }

  /** Repeated by NumPy's rule: axes of size 1, and new ones in front, take the given sizes. */
  public Tensor expand(int... sizes) {
    Shape target = Shape.of(sizes);
    if (!shape().meets(target) || !shape().broadcast("expand", target).equals(target)) {
      throw new ShapeException(
          "expand: "
              + shape()
              + " to "
              + target
              + "; only axes of size 1 can be repeated; reshape first");
    }
    return new Tensor(
        Nodes.expand(node, target, Ints.range(target.rank() - rank(), target.rank())));
  }

  /**
   * Elements {@code start} to {@code limit} (exclusive) of an axis; negative counts from the end.
   */
  public Tensor slice(int axis, int start, int limit) {
    return slice(axis, start, limit, 1);
  }

  /** Every {@code step}-th element from {@code start} on, below {@code limit}. */
  public Tensor slice(int axis, int start, int limit, int step) {
    int at = shape().axis("slice", axis);
    int n = shape().size(at);
    int first = start < 0 ? start + n : start;
    int end = limit < 0 ? limit + n : limit;
    if (first < 0 || first > end || end > n || step < 1) {
      throw new ShapeException(
          Origin.named("slice")
              + ": axis "
              + axis
              + " of "
              + shape()
              + " from "
              + start
              + " to "
              + limit
              + " by "
              + step
              + "; places run from "
              + -n
              + " to "
              + n
              + ", the first comes first, and the step is 1 or more");
    }
    return new Tensor(
        Node.of(
            new Op.Movement.Slice(Ints.of(at), Ints.of(first), Ints.of(end), Ints.of(step)), node));
  }

  /** Entry {@code index} of axis 0, without that axis; negative counts from the end. */
  public Tensor get(int index) {
    return entry("get", 0, index);
  }

  /** Entry {@code index} of an axis, without that axis. */
  public Tensor select(int axis, int index) {
    return entry("select", axis, index);
  }

  private Tensor entry(String operation, int axis, int index) {
    int at = shape().axis(operation, axis);
    int n = shape().size(at);
    int counted = index < 0 ? index + n : index;
    if (counted < 0 || counted >= n) {
      throw new ShapeException(
          operation
              + ": index "
              + index
              + " of axis "
              + axis
              + " of "
              + shape()
              + "; "
              + (n == 0 ? "the axis is empty" : "indices run from " + -n + " to " + (n - 1)));
    }
    return new Tensor(
        Nodes.reshape(slice(at, counted, counted + 1).node, shape().without(Ints.of(at))));
  }

  /** Zeros before and behind an axis. */
  public Tensor pad(int axis, int low, int high) {
    return new Tensor(
        Node.of(
            new Op.Movement.Pad(
                Ints.of(shape().axis("pad", axis)), Ints.of(low), Ints.of(high), Ints.of(0)),
            node));
  }

  /** The same number before and behind an axis. */
  public Tensor pad(int axis, int low, int high, double number) {
    Tensor inside = full(DType.BOOL, shape(), 1).pad(axis, low, high);
    return where(inside, pad(axis, low, high), number);
  }

  /** Tensors one behind the other along an axis. */
  public static Tensor concat(int axis, Tensor... parts) {
    return concat(axis, List.of(parts));
  }

  /** Tensors one behind the other along an axis. */
  public static Tensor concat(int axis, List<Tensor> parts) {
    requireSome("concat", parts);
    DType dtype = parts.stream().map(Tensor::dtype).reduce(parts.get(0).dtype(), DType::promote);
    return new Tensor(
        Node.of(
            new Op.Movement.Concat(parts.get(0).shape().axis("concat", axis)),
            parts.stream().map(p -> Nodes.cast(p.node, dtype)).toList()));
  }

  /** Tensors of one shape along a new axis. */
  public static Tensor stack(int axis, Tensor... parts) {
    return stack(axis, List.of(parts));
  }

  /** Tensors of one shape along a new axis. */
  public static Tensor stack(int axis, List<Tensor> parts) {
    requireSome("stack", parts);
    Shape first = parts.get(0).shape();
    for (Tensor part : parts) {
      if (!part.shape().equals(first)) {
        throw new ShapeException(
            "stack: " + first + " and " + part.shape() + "; the shapes must be equal; use concat");
      }
    }
    first.insertion("stack", axis);
    return concat(axis, parts.stream().map(p -> p.unsqueeze(axis)).toList());
  }

  private static void requireSome(String operation, List<Tensor> parts) {
    if (parts.isEmpty()) {
      throw new ShapeException(operation + ": no tensors; give one or more");
    }
  }

  /** The elements in reverse order along the named axes, or along all. */
  public Tensor flip(int... axes) {
    return new Tensor(Node.of(new Op.Movement.Flip(shape().axes("flip", axes)), node));
  }

  // ---- indexing

  /**
   * Entries of an axis by number: {@code [before, n, after]} by indices {@code [i]} is {@code
   * [before, i, after]}.
   *
   * @param indices int32 or int64, 0 to n - 1; others are an error when the value is computed
   */
  public Tensor gather(int axis, Tensor indices) {
    return gather(axis, indices, 0);
  }

  /**
   * The same where the first {@code batchAxes} axes of both run together: each entry of these takes
   * its own indices.
   */
  public Tensor gather(int axis, Tensor indices, int batchAxes) {
    int at = shape().axis("gather", axis);
    requireBehindBatch("gather", axis, at, batchAxes);
    return new Tensor(Node.of(new Op.Indexing.Gather(at, batchAxes), node, indices.node));
  }

  private void requireBehindBatch(String operation, int axis, int at, int batchAxes) {
    if (batchAxes < 0 || batchAxes > at) {
      throw new ShapeException(
          operation
              + ": "
              + batchAxes
              + " batch axes and axis "
              + axis
              + " of "
              + shape()
              + "; the axis must come behind the batch axes");
    }
  }

  /** Elements of the last axis, chosen for each place of the others: {@code [.., n], [.., k]}. */
  public Tensor takeAlongLast(Tensor indices) {
    shape().axis("takeAlongLast", -1);
    return gather(-1, indices, rank() - 1);
  }

  /**
   * The adjoint of {@link #gather(int, Tensor, int)}: adds these entries into zeros of the given
   * size, where the indices point.
   */
  public Tensor scatterAdd(int axis, Tensor indices, int size, int batchAxes) {
    int at = shape().axis("scatterAdd", axis);
    requireBehindBatch("scatterAdd", axis, at, batchAxes);
    if (size < 0) {
      throw new ShapeException("scatterAdd: size " + size + "; sizes are 0 or more");
    }
    return new Tensor(Node.of(new Op.Indexing.ScatterAdd(at, batchAxes, size), node, indices.node));
  }

  /** The elements of an axis in ascending order, equal ones as they stood, NaN last. */
  public Tensor sort(int axis) {
    return Origin.within(
        "sort",
        () -> {
          int at = shape().axis("sort", axis);
          Tensor last = moveAxis(at, -1);
          return last.takeAlongLast(last.argsort(-1)).moveAxis(-1, at);
        });
  }

  /**
   * The k largest elements of an axis in descending order, equal ones as they stand, NaN first, and
   * where they stood; a derivative goes to the elements that were chosen.
   *
   * @param k 0 to the size of the axis
   */
  public TopK topK(int k, int axis) {
    return Ordered.topK(this, k, axis);
  }

  /** The sums of the elements up to each along an axis; integers wrap. */
  public Tensor cumsum(int axis) {
    return Cumulative.sum(this, axis);
  }

  /** The products of the elements up to each along an axis; zeros do no harm to derivatives. */
  public Tensor cumprod(int axis) {
    return Cumulative.product(this, axis);
  }

  /** {@code ln sum e^x} of the elements up to each along an axis. */
  public Tensor logCumSumExp(int axis) {
    return Cumulative.logSumExp(this, axis);
  }

  /**
   * The sums of the entries of an axis that have the same number: entry i of the axis is added to
   * entry {@code segments[i]} of the result, whose axis has {@code count} entries, 0 where there
   * are none.
   *
   * @param segments {@code [n]} for an axis of n entries, integers from 0 to count - 1, in any
   *     order
   */
  public Tensor segmentSum(int axis, Tensor segments, int count) {
    return Ordered.segmentSum(this, axis, segments, count);
  }

  /**
   * For each integer a last axis of {@code classes} float32 numbers, 1 at the integer and 0
   * elsewhere. An integer outside 0 .. classes - 1 is an error when the value is computed.
   */
  public Tensor oneHot(int classes) {
    return Origin.within("oneHot", () -> eye(classes).gather(0, this));
  }

  /**
   * Sliding windows over some axes: each axis becomes the places of the window, and the windows
   * become new last axes.
   */
  public Tensor unfold(int[] axes, int[] sizes, int[] strides, int[] dilations) {
    int[] counted = Arrays.stream(axes).map(a -> shape().axis("unfold", a)).toArray();
    return new Tensor(
        Node.of(
            new Op.Window.Unfold(
                Ints.of(counted), Ints.of(sizes), Ints.of(strides), Ints.of(dilations)),
            node));
  }

  // ---- products

  /** The matrix product of the last two axes, the axes before them broadcast as in NumPy. */
  public Tensor matmul(Tensor other) {
    return Matmul.of(this, other);
  }

  // ---- compositions: ordinary methods, differentiable to any order like what they are made of

  /**
   * An Einstein sum: axes that share a letter run together, letters that are missing from the
   * result are summed, as in {@code einsum("bi,oi->bo", x, weight)}. A letter that stands twice in
   * a term means the diagonal; {@code ...} stands for any further axes in front, broadcast by
   * NumPy's rule; without an arrow the result has the letters that stand once, in alphabetical
   * order. Several operands are multiplied two at a time, the cheapest pair first.
   *
   * @throws ShapeException if the notation does not fit the shapes
   */
  public static Tensor einsum(String notation, Tensor... operands) {
    return Einsum.of(notation, operands);
  }

  /**
   * {@code e^x / sum e^x} along an axis. A row of which every element is -inf, or one is inf, is
   * NaN.
   */
  public Tensor softmax(int axis) {
    return Softmax.softmax(this, axis);
  }

  /** {@code x - ln sum e^x} along an axis, accurate where the softmax is tiny. */
  public Tensor logSoftmax(int axis) {
    return Softmax.logSoftmax(this, axis);
  }

  /** {@code ln sum e^x} over the named axes or all; -inf, with derivative 0, if all are -inf. */
  public Tensor logSumExp(int... axes) {
    return Softmax.logSumExp(this, axes);
  }

  /** {@code ln(e^x + e^y)}, element by element. */
  public Tensor logAddExp(Tensor other) {
    return Softmax.logAddExp(this, other);
  }

  /** The larger of x and 0; its derivative at 0 is 0; NaN stays NaN. */
  public Tensor relu() {
    return Activations.relu(this);
  }

  /** x where x is positive, else {@code slope x}; its derivative at 0 is the slope. */
  public Tensor leakyRelu(double slope) {
    return Activations.leakyRelu(this, slope);
  }

  /**
   * The same with slopes to be learned, broadcast to x by NumPy's rule; for one slope for each
   * channel of {@code [B, C, n, m]} give {@code [C, 1, 1]}.
   */
  public Tensor prelu(Tensor slope) {
    return Activations.prelu(this, slope);
  }

  /** x bounded to -1 and 1; unlike that of {@link #clamp}, its derivative at the bounds is 0. */
  public Tensor hardtanh() {
    return Activations.hardtanh(this);
  }

  /** x where x is positive, else {@code e^x - 1}. */
  public Tensor elu() {
    return elu(1);
  }

  /** x where x is positive, else {@code alpha (e^x - 1)}; at 0 the derivatives are the latter's. */
  public Tensor elu(double alpha) {
    return Activations.elu(this, alpha);
  }

  /** A scaled {@link #elu(double)} that keeps mean 0 and variance 1 (Klambauer et al., 2017). */
  public Tensor selu() {
    return Activations.selu(this);
  }

  /** {@code ln(1 + e^x)}, without overflow and accurate in every derivative. */
  public Tensor softplus() {
    return Activations.softplus(this);
  }

  /** {@code ln(1 + e^(beta x)) / beta}. */
  public Tensor softplus(double beta) {
    return Activations.softplus(this, beta);
  }

  /** {@code ln(sigmoid(x)) = -softplus(-x)}. */
  public Tensor logSigmoid() {
    return Activations.logSigmoid(this);
  }

  /** {@code x sigmoid(x)}, also called swish. */
  public Tensor silu() {
    return Activations.silu(this);
  }

  /** {@code x Phi(x)} with the distribution function Phi of the normal distribution. */
  public Tensor gelu() {
    return Activations.gelu(this);
  }

  /** The approximation {@code x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) / 2} of {@link #gelu}. */
  public Tensor geluTanh() {
    return Activations.geluTanh(this);
  }

  /** {@code sin(pi x) / (pi x)}, 1 at 0, as NumPy and PyTorch define it. */
  public Tensor sinc() {
    return Sinc.of(this);
  }

  /**
   * The Euclidean norm over the named axes or all. Its derivatives at 0 are 0, and its square
   * differentiates as the sum of squares that it is.
   */
  public Tensor norm(int... axes) {
    return Norms.norm(this, axes);
  }

  /** The Frobenius norm of the matrices that two axes hold; at 0 as {@link #norm}. */
  public Tensor frobenius(int axisA, int axisB) {
    return Norms.frobenius(this, axisA, axisB);
  }

  /** {@code sqrt(x^2 + y^2)} without overflow or underflow; its derivatives at the origin are 0. */
  public Tensor hypot(Tensor other) {
    return Norms.hypot(this, other);
  }

  /** The mean squared distance from the mean over the named axes or all, divided by n. */
  public Tensor variance(int... axes) {
    return Norms.variance(this, axes, 0);
  }

  /** The same divided by {@code n - correction}: 1 for the unbiased estimate. */
  public Tensor variance(int[] axes, double correction) {
    return Norms.variance(this, axes, correction);
  }

  /** The root of {@link #variance(int...)}; where all are equal its derivatives are 0. */
  public Tensor std(int... axes) {
    return Norms.std(this, axes, 0);
  }

  /** The root of {@link #variance(int[], double)}; where all are equal its derivatives are 0. */
  public Tensor std(int[] axes, double correction) {
    return Norms.std(this, axes, correction);
  }

  /**
   * Each element is 0 with probability p, else divided by {@code 1 - p}. Which ones is the key's
   * choice, for each entry of axis 0 on its own.
   */
  public Tensor dropout(double p, Key key) {
    return Activations.dropout(this, p, key);
  }

  /** {@code f(this)}, for reading a chain from left to right. */
  public Tensor apply(java.util.function.UnaryOperator<Tensor> f) {
    return f.apply(this);
  }

  // ---- derivatives

  /** The same value, constant for derivatives. */
  public Tensor stopGradient() {
    return new Tensor(Node.of(new Op.Marker.StopGradient(), node));
  }

  /**
   * The gradient of this scalar with respect to a tensor, which may be an inner one.
   *
   * @return a tensor of x's shape
   * @throws ShapeException if this is no scalar
   * @throws dev.jacobi.type.NoPathException if x does not lead here
   */
  public Tensor gradient(Tensor x) {
    return Derivatives.gradient(this, x, Unused.REFUSE);
  }

  /** The same; zeros if x does not lead here and {@code unused} says so. */
  public Tensor gradient(Tensor x, Unused unused) {
    return Derivatives.gradient(this, x, unused);
  }

  /**
   * The gradient of this scalar with respect to all tensors of a record, list or map, in one sweep.
   *
   * @return a tree like {@code parameters} with gradients in place of the tensors; tensors that are
   *     not of a float type stand unchanged
   * @throws dev.jacobi.type.TreeException if there is no tensor in it
   */
  public <T> T gradient(T parameters) {
    return Derivatives.gradients(this, parameters, Unused.REFUSE);
  }

  /** The same; zeros for what does not lead here if {@code unused} says so. */
  public <T> T gradient(T parameters, Unused unused) {
    return Derivatives.gradients(this, parameters, unused);
  }

  /**
   * The gradient of every sample: for losses {@code [B]}, one for each sample, a tree like {@code
   * model} of {@code [B, ...]}.
   *
   * @throws dev.jacobi.type.MixedSamplesException if the loss of a sample depends on another one,
   *     naming where
   */
  public <T> T perSampleGradient(T model) {
    return SampleGradients.gradients(this, model);
  }

  /**
   * The norm of each sample's gradient over all tensors of {@code model}, {@code [B]}: as {@link
   * #perSampleGradient}, but without the gradients where products of norms are cheaper.
   */
  public Tensor perSampleGradientNorm(Object model) {
    return SampleGradients.norms(this, model);
  }

  /**
   * The sum of the gradients of all samples, each scaled down to the norm {@code maxNorm} if it is
   * longer. No gradient of a single sample is made for the sum.
   */
  public <T> T clippedGradientSum(T model, double maxNorm) {
    return SampleGradients.clippedSum(this, model, maxNorm);
  }

  /**
   * The same plus normal noise of standard deviation {@code noise maxNorm} on each element: what
   * differentially private training divides by the size of the batch (Abadi et al., 2016).
   */
  public <T> T clippedGradientSum(T model, double maxNorm, double noise, Key key) {
    return SampleGradients.clippedSum(this, model, maxNorm, noise, key);
  }

  /** The cotangent of x for a cotangent of this: {@code cotangent^T dy/dx}, of x's shape. */
  public Tensor vjp(Tensor x, Tensor cotangent) {
    return Derivatives.vjp(this, x, cotangent, Unused.REFUSE);
  }

  /** The tangent of this for a tangent of x: {@code dy/dx tangent}, of this tensor's shape. */
  public Tensor jvp(Tensor x, Tensor tangent) {
    return Derivatives.jvp(this, x, tangent, Unused.REFUSE);
  }

  /**
   * The Jacobian of every sample: for this {@code [B, m...]} and z {@code [B, n...]}, which may be
   * an inner tensor, {@code [B, m..., n...]}. It is proven on the graph that no sample of this
   * depends on another sample of z, or the call is refused.
   *
   * @throws dev.jacobi.type.MixedSamplesException if samples look at each other, naming where
   * @throws dev.jacobi.type.NoPathException if z does not lead here
   */
  public Tensor jacobian(Tensor z) {
    return Derivatives.jacobian(this, z, Mode.CHEAPER, Mixing.REFUSE);
  }

  /** The same in the given mode. */
  public Tensor jacobian(Tensor z, Mode mode) {
    return Derivatives.jacobian(this, z, mode, Mixing.REFUSE);
  }

  /** The same, and exact where samples mix if {@code mixing} says so. */
  public Tensor jacobian(Tensor z, Mixing mixing) {
    return Derivatives.jacobian(this, z, Mode.CHEAPER, mixing);
  }

  /** The Jacobian of every element by every element: this tensor's axes, then z's. */
  public Tensor fullJacobian(Tensor z) {
    return Derivatives.fullJacobian(this, z, Mode.CHEAPER, Unused.REFUSE);
  }

  /** The same in the given mode. */
  public Tensor fullJacobian(Tensor z, Mode mode) {
    return Derivatives.fullJacobian(this, z, mode, Unused.REFUSE);
  }

  /** The Hessian of this scalar: x's axes twice. */
  public Tensor hessian(Tensor x) {
    return Derivatives.hessian(this, x, Unused.REFUSE);
  }

  /**
   * The Laplacian {@code sum_i d^2 y / dx_i^2} of every sample: for this {@code [B, m...]} and x
   * {@code [B, n...]} {@code [B, m...]}, exact, in one forward pass. Of a scalar it is that by all
   * elements of x.
   *
   * @throws dev.jacobi.type.MixedSamplesException if samples look at each other, naming where
   */
  public Tensor laplacian(Tensor x) {
    return Curvature.of("laplacian", this, x).laplacian();
  }

  /** The sum over the named axes of x only; the other axes of x come last. */
  public Tensor laplacian(Tensor x, int... axes) {
    return Curvature.of("laplacian", this, x).laplacian(axes);
  }

  /**
   * Each second derivative times a number of either sign: {@code [n...]}, or {@code [B, n...]}
   * where each sample has its own. What has a known coefficient of 0 is left out.
   */
  public Tensor laplacian(Tensor x, Tensor coefficients) {
    return Curvature.of("laplacian", this, x).laplacian(coefficients);
  }

  /**
   * {@code sum_ij (sigma sigma^T)_ij d^2 y / dx_i dx_j} for sigma {@code [n..., r]}, or {@code [B,
   * n..., r]}: the second-order part of a diffusion, from r directions.
   */
  public Tensor diffusion(Tensor x, Tensor sigma) {
    return Curvature.of("diffusion", this, x).diffusion(sigma);
  }

  /** The second derivatives by each element of x: {@code [B, m..., n...]}. */
  public Tensor hessianDiagonal(Tensor x) {
    return Curvature.of("hessianDiagonal", this, x).diagonal();
  }

  /**
   * The divergence {@code sum_i dy_i / dx_i} of every sample: of two {@code [B, n...]}, {@code
   * [B]}.
   */
  public Tensor divergence(Tensor x) {
    return Divergence.perSample(this, x);
  }

  /**
   * The Frobenius norm of every sample's Jacobian dy/dz, {@code [B]}; its derivatives at 0 are 0.
   * The Jacobian is not made where a sum of squares is cheaper: of a layer {@code s(W z + b)} it is
   * {@code sum_i s_i'^2 |W_i|^2} (Rifai et al., 2011), and where all paths pass one number it is a
   * product of two norms. {@code explain} says what was taken and what it costs.
   *
   * @throws dev.jacobi.type.MixedSamplesException if samples look at each other, naming where
   */
  public Tensor jacobianNorm(Tensor z) {
    return JacobianStructure.of("jacobianNorm", this, z).norm();
  }

  /**
   * The metric that this tensor pulls back to z, {@code J^T J} of every sample's Jacobian J =
   * dy/dz: {@code [B, n..., n...]}. Of several exact ways, some of which make no J, the one of the
   * lowest counted cost is taken, and named by {@code explain}.
   *
   * @throws dev.jacobi.type.MixedSamplesException if samples look at each other, naming where
   */
  public Tensor pullbackMetric(Tensor z) {
    return JacobianStructure.of("pullbackMetric", this, z).metric();
  }

  /**
   * {@code ln |det dy/dz|} of every sample, for as many numbers out as in: {@code [B]}, as in the
   * change of variables of a flow. Where the function is a chain of parts of one size the
   * logarithms of the parts are added: those of elementwise parts from their diagonals, those of a
   * weight that samples share once for all. Where the Jacobian is singular it is -inf, and its
   * derivatives are not finite.
   *
   * @throws ShapeException if y and z differ in the numbers of a sample
   * @throws dev.jacobi.type.JacobiException if all paths pass fewer numbers: it is singular always
   * @throws dev.jacobi.type.MixedSamplesException if samples look at each other, naming where
   */
  public Tensor logAbsDetJacobian(Tensor z) {
    return JacobianStructure.of("logAbsDetJacobian", this, z).logAbsDet();
  }

  /**
   * The singular values of every sample's Jacobian dy/dz in descending order, {@code [B, min(m,
   * n)]}; their derivatives where they tie or are 0 are those of {@link
   * LinearAlgebra#singularValues}, of a single one those of a norm.
   *
   * @throws dev.jacobi.type.MixedSamplesException if samples look at each other, naming where
   */
  public Tensor jacobianSingularValues(Tensor z) {
    return JacobianStructure.of("jacobianSingularValues", this, z).singularValues();
  }

  /**
   * One partial derivative of every sample, {@code d^k y / dx_i dx_j ...} of this tensor's shape:
   * the coordinates of x are counted in row-major order, without the samples, as in {@code
   * u.partial(tx, 0, 1, 1)} for {@code u_txx}.
   */
  public Tensor partial(Tensor x, int... coordinates) {
    return MixedPartial.of(this, x, coordinates);
  }

  /**
   * This tensor and its derivatives as x moves along v, {@code x + v t}, in one pass.
   *
   * @param order 1 to {@link Jet#MAX_ORDER}
   */
  public Jet jet(Tensor x, Tensor v, int order) {
    return Jet.along(this, x, v, order);
  }

  /** The Hessian of this scalar times v, of x's shape: forward over reverse. */
  public Tensor hvp(Tensor x, Tensor v) {
    return Derivatives.hvp(this, x, v, Unused.REFUSE);
  }

  /** The same for all tensors of a record, list or map: a tree like {@code parameters}. */
  public <T> T hvp(T parameters, T direction) {
    return HessianProducts.of(this, parameters, direction);
  }
}
