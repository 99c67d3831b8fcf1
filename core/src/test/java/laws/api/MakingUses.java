package laws.api;

import static laws.api.Use.BOOLS;
import static laws.api.Use.HALVES;
import static laws.api.Use.INTS;
import static laws.api.Use.NONE;
import static laws.api.Use.SCALAR;
import static laws.api.Use.V;
import static laws.api.Use.X;
import static laws.api.Use.use;

import dev.jacobi.Tensor;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.Arrays;
import java.util.stream.Stream;

/** Making tensors and looking at them. */
final class MakingUses {
  private static final Tensor ODD = Tensor.of(1.5, -2.5, 3e9, Double.NaN);

  private MakingUses() {}

  static Stream<Use> all() {
    return Stream.of(vectors(), nested(), shaped(), filled(), looking(), leaving()).flatMap(s -> s);
  }

  private static Stream<Use> vectors() {
    return Stream.of(
        use("of(float[])", () -> Tensor.of(1.5f, -2), "float32[2] [1.5, -2.]"),
        use("of(double[])", () -> Tensor.of(1.5, -2), "float64[2] [1.5, -2.]"),
        use("of(double[])", () -> Tensor.of(new double[0]), "float64[0] []"),
        use("of(int[])", () -> Tensor.of(1, -2), "int32[2] [1, -2]"),
        use("of(long[])", () -> Tensor.of(1L << 40), "int64[1] [1099511627776]"),
        use("of(boolean[])", () -> Tensor.of(true, false), "bool[2] [true, false]"),
        use("scalar(float)", () -> Tensor.scalar(0.5f), "float32[] 0.5"),
        use("scalar(double)", () -> Tensor.scalar(0.5), "float64[] 0.5"),
        use("scalar(int)", () -> Tensor.scalar(3), "int32[] 3"),
        use("scalar(long)", () -> Tensor.scalar(3L), "int64[] 3"),
        use("scalar(boolean)", () -> Tensor.scalar(true), "bool[] true"),
        use(
            "of(ArrayValue)",
            () -> Tensor.of(ArrayValue.of(Shape.of(1, 2), new int[] {1, 2})),
            "int32[1, 2] [[1, 2]]"));
  }

  private static Stream<Use> nested() {
    return Stream.of(
        use(
            "of(float[][])",
            () -> Tensor.of(new float[][] {{1}, {2}}),
            "float32[2, 1] [[1.], [2.]]"),
        use("of(double[][])", () -> Tensor.of(new double[][] {{1, 2}}), "float64[1, 2] [[1., 2.]]"),
        use("of(double[][])", () -> Tensor.of(new double[0][3]), "float64[0, 0] []"),
        use("of(int[][])", () -> Tensor.of(new int[][] {{1, 2}}), "int32[1, 2] [[1, 2]]"),
        use("of(long[][])", () -> Tensor.of(new long[][] {{1, 2}}), "int64[1, 2] [[1, 2]]"),
        use(
            "of(boolean[][])",
            () -> Tensor.of(new boolean[][] {{true}, {false}}),
            "bool[2, 1] [[true], [false]]"),
        use(
            "of(float[][][])",
            () -> Tensor.of(new float[][][] {{{1}, {2}}}),
            "float32[1, 2, 1] [[[1.], [2.]]]"),
        use(
            "of(double[][][])",
            () -> Tensor.of(new double[][][] {{{1, 2}}}),
            "float64[1, 1, 2] [[[1., 2.]]]"),
        use(
            "ofArray(Object)",
            () -> Tensor.ofArray(new int[][][][] {{{{1}}}}),
            "int32[1, 1, 1, 1] [[[[1]]]]"));
  }

  private static Stream<Use> shaped() {
    Shape row = Shape.of(1, 2);
    return Stream.of(
        use("of(Shape, float[])", () -> Tensor.of(row, 1f, 2f), "float32[1, 2] [[1., 2.]]"),
        use("of(Shape, double[])", () -> Tensor.of(row, 1.0, 2.0), "float64[1, 2] [[1., 2.]]"),
        use("of(Shape, double[])", () -> Tensor.of(Shape.scalar(), 1.0), "float64[] 1."),
        use("of(Shape, int[])", () -> Tensor.of(row, 1, 2), "int32[1, 2] [[1, 2]]"),
        use("of(Shape, long[])", () -> Tensor.of(row, 1L, 2L), "int64[1, 2] [[1, 2]]"),
        use(
            "of(Shape, boolean[])",
            () -> Tensor.of(row, true, false),
            "bool[1, 2] [[true, false]]"));
  }

  private static Stream<Use> filled() {
    return Stream.of(
        use("zeros(int[])", () -> Tensor.zeros(2), "float32[2] [0., 0.]"),
        use("zeros(int[])", Tensor::zeros, "float32[] 0."),
        use("ones(int[])", () -> Tensor.ones(1, 2), "float32[1, 2] [[1., 1.]]"),
        use(
            "full(DType, Shape, double)",
            () -> Tensor.full(DType.INT32, Shape.of(2), 7),
            "int32[2] [7, 7]"),
        use("zerosLike()", INTS::zerosLike, "int32[2] [0, 0]"),
        use("onesLike()", BOOLS::onesLike, "bool[2] [true, true]"),
        use("eye(int)", () -> Tensor.eye(2), "float32[2, 2] [[1., 0.], [0., 1.]]"),
        use("eye(DType, int)", () -> Tensor.eye(DType.BOOL, 1), "bool[1, 1] [[true]]"),
        use("arange(int)", () -> Tensor.arange(3), "int64[3] [0, 1, 2]"),
        use("arange(int)", () -> Tensor.arange(0), "int64[0] []"),
        use(
            "iota(DType, Shape, int)",
            () -> Tensor.iota(DType.INT32, Shape.of(2, 2), -2),
            "int32[2, 2] [[0, 0], [1, 1]]"));
  }

  private static Stream<Use> looking() {
    return Stream.of(
        use("shape()", X::shape, "[2, 3]"),
        use("shape()", SCALAR::shape, "[]"),
        use("size(int)", () -> X.size(-1), "3"),
        use("rank()", X::rank, "2"),
        use("rank()", SCALAR::rank, "0"),
        use("dtype()", INTS::dtype, "int32"),
        use("node()", () -> X.exp().node().op(), "Unary[kind=EXP]"),
        use("toString()", NONE::toString, "float64[0, 3] []"),
        use(
            "toString()",
            () -> Tensor.arange(3).expand(2, 3).plus(0.5),
            "float32[2, 3] [[0.5, 1.5, 2.5], [0.5, 1.5, 2.5]]"),
        use("value()", () -> HALVES.plus(1).value().node().inputs(), "[]"),
        use("value()", () -> HALVES.plus(1).value(), "float64[2] [1.25, 1.5]"),
        use("stopGradient()", HALVES::stopGradient, "float64[2] [0.25, 0.5]"),
        use("apply(UnaryOperator)", () -> HALVES.apply(x -> x.plus(1)), "float64[2] [1.25, 1.5]"));
  }

  private static Stream<Use> leaving() {
    return Stream.of(
        use("item()", SCALAR::item, "2.0"),
        use("item()", () -> BOOLS.get(0).reshape(1, 1).item(), "1.0"),
        use("toArrayValue()", () -> X.plus(1).toArrayValue(), "float64[2, 3]"),
        use(
            "toArray()",
            () -> Arrays.deepToString((double[][]) X.toArray()),
            "[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]"),
        use("toArray()", SCALAR::toArray, "2.0"),
        use("toArray()", () -> ((double[][]) NONE.toArray()).length, "0"),
        use("toFloats()", () -> Arrays.toString(ODD.toFloats()), "[1.5, -2.5, 3.0E9, NaN]"),
        use("toDoubles()", () -> Arrays.toString(ODD.toDoubles()), "[1.5, -2.5, 3.0E9, NaN]"),
        use("toDoubles()", () -> Arrays.toString(NONE.toDoubles()), "[]"),
        use("toInts()", () -> Arrays.toString(ODD.toInts()), "[1, -2, 2147483647, 0]"),
        use("toLongs()", () -> Arrays.toString(ODD.toLongs()), "[1, -2, 3000000000, 0]"),
        use("toBooleans()", () -> Arrays.toString(V.minus(1).toBooleans()), "[true, false, true]"));
  }
}
