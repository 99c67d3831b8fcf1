package laws.api;

import static laws.api.Use.BOOLS;
import static laws.api.Use.INTS;
import static laws.api.Use.NONE;
import static laws.api.Use.ONE;
import static laws.api.Use.SCALAR;
import static laws.api.Use.V;
import static laws.api.Use.X;
import static laws.api.Use.use;

import dev.jacobi.Tensor;
import dev.jacobi.type.Shape;
import java.util.List;
import java.util.stream.Stream;

/** Reductions, movement, indexing and products. */
final class AxisUses {
  private AxisUses() {}

  static Stream<Use> all() {
    return Stream.of(
            sums(),
            extremes(),
            running(),
            spreads(),
            shapes(),
            parts(),
            joined(),
            indices(),
            products())
        .flatMap(s -> s);
  }

  private static Stream<Use> sums() {
    return Stream.of(
        use("sum(int[])", X::sum, "float64[] 21."),
        use("sum(int[])", () -> X.sum(0), "float64[3] [5., 7., 9.]"),
        use("sum(int[])", SCALAR::sum, "float64[] 2."),
        use("sum(int[])", () -> NONE.sum(0), "float64[3] [0., 0., 0.]"),
        use("sum(int[])", () -> NONE.sum(1), "float64[0] []"),
        use("sum(int[])", BOOLS::sum, "int64[] 1"),
        use("prod(int[])", () -> X.prod(-1), "float64[2] [6., 120.]"),
        use("prod(int[])", NONE::prod, "float64[] 1."),
        use("mean(int[])", () -> X.mean(1), "float64[2] [2., 5.]"),
        use("mean(int[])", INTS::mean, "float32[] 2.5"),
        use("mean(int[])", NONE::mean, "float64[] NaN"));
  }

  private static Stream<Use> extremes() {
    return Stream.of(
        use("max(int[])", () -> X.max(0), "float64[3] [4., 5., 6.]"),
        use("max(int[])", BOOLS::max, "bool[] true"),
        use("min(int[])", INTS::min, "int32[] -2"),
        use("min(int[])", () -> NONE.min(1), "float64[0] []"),
        use("any(int[])", BOOLS::any, "bool[] true"),
        use("any(int[])", () -> NONE.any(0), "bool[3] [false, false, false]"),
        use("all(int[])", BOOLS::all, "bool[] false"),
        use("all(int[])", NONE::all, "bool[] true"),
        use("argmax(int)", () -> V.argmax(0), "int64[] 0"),
        use("argmin(int)", () -> X.argmin(0), "int64[3] [0, 0, 0]"),
        use("argsort(int)", () -> V.argsort(0), "int64[3] [1, 2, 0]"),
        use("sort(int)", () -> V.sort(0), "float64[3] [1., 2., 3.]"),
        use("sort(int)", () -> NONE.sort(0), "float64[0, 3] []"),
        use(
            "topK(int, int)",
            () -> X.topK(2, 1),
            "TopK[values=float64[2, 2] [[3., 2.], [6., 5.]], indices=int64[2, 2] [[2, 1], [2, 1]]]"),
        use(
            "topK(int, int)",
            () -> NONE.topK(0, 0),
            "TopK[values=float64[0, 3] [], indices=int64[0, 3] []]"));
  }

  private static Stream<Use> running() {
    return Stream.of(
        use("cumsum(int)", () -> V.cumsum(0), "float64[3] [3., 4., 6.]"),
        use("cumsum(int)", () -> BOOLS.cumsum(0), "int64[2] [1, 1]"),
        use("cumsum(int)", () -> NONE.cumsum(0), "float64[0, 3] []"),
        use("cumprod(int)", () -> X.cumprod(1), "float64[2, 3] [[1., 2., 6.], [4., 20., 120.]]"),
        use("cumprod(int)", () -> INTS.cumprod(0), "int32[2] [7, -14]"),
        use(
            "logCumSumExp(int)",
            () -> V.logCumSumExp(0),
            "float64[3] [3., 3.12692801, 3.40760596]"));
  }

  private static Stream<Use> spreads() {
    return Stream.of(
        use("softmax(int)", () -> V.softmax(0), "float64[3] [0.66524096, 0.09003057, 0.24472847]"),
        use(
            "logSoftmax(int)",
            () -> V.logSoftmax(0),
            "float64[3] [-0.40760596, -2.40760596, -1.40760596]"),
        use("logSumExp(int[])", () -> X.logSumExp(1), "float64[2] [3.40760596, 6.40760596]"),
        use("logSumExp(int[])", NONE::logSumExp, "float64[] -Infinity"),
        use("norm(int[])", () -> X.norm(0), "float64[3] [4.12310563, 5.38516481, 6.70820393]"),
        use("norm(int[])", NONE::norm, "float64[] 0."),
        use("frobenius(int, int)", () -> X.frobenius(0, 1), "float64[] 9.53939201"),
        use("variance(int[])", V::variance, "float64[] 0.66666667"),
        use("variance(int[], double)", () -> V.variance(new int[] {0}, 1), "float64[] 1."),
        use(
            "variance(int[], double)",
            () -> ONE.variance(new int[] {0}, 1),
            "float64[3] [NaN, NaN, NaN]"),
        use("std(int[])", () -> X.std(1), "float64[2] [0.81649658, 0.81649658]"),
        use("std(int[])", NONE::std, "float64[] NaN"),
        use("std(int[], double)", () -> V.std(new int[] {0}, 1), "float64[] 1."));
  }

  private static Stream<Use> shapes() {
    return Stream.of(
        use(
            "reshape(int[])",
            () -> X.reshape(3, -1),
            "float64[3, 2] [[1., 2.], [3., 4.], [5., 6.]]"),
        use("reshape(Shape)", () -> SCALAR.reshape(Shape.of(1, 1)), "float64[1, 1] [[2.]]"),
        use("flatten(int, int)", () -> X.flatten(0, -1), "float64[6] [1., 2., 3., 4., 5., 6.]"),
        use(
            "permute(int[])",
            () -> X.permute(1, 0),
            "float64[3, 2] [[1., 4.], [2., 5.], [3., 6.]]"),
        use("transpose()", NONE::transpose, "float64[3, 0] [[], [], []]"),
        use("transpose()", X::transpose, "float64[3, 2] [[1., 4.], [2., 5.], [3., 6.]]"),
        use("transpose(int, int)", () -> X.unsqueeze(0).transpose(0, 2).shape(), "[3, 2, 1]"),
        use("moveAxis(int, int)", () -> X.unsqueeze(0).moveAxis(0, -1).shape(), "[2, 3, 1]"),
        use("unsqueeze(int)", () -> V.unsqueeze(-1), "float64[3, 1] [[3.], [1.], [2.]]"),
        use("squeeze(int)", () -> ONE.squeeze(0), "float64[3] [1., 2., 3.]"),
        use("expand(int[])", () -> SCALAR.expand(2, 1), "float64[2, 1] [[2.], [2.]]"),
        use("expand(int[])", () -> ONE.expand(0, 3), "float64[0, 3] []"));
  }

  private static Stream<Use> parts() {
    return Stream.of(
        use("slice(int, int, int)", () -> X.slice(1, -2, 3), "float64[2, 2] [[2., 3.], [5., 6.]]"),
        use("slice(int, int, int)", () -> X.slice(0, 1, 1), "float64[0, 3] []"),
        use("slice(int, int, int, int)", () -> V.slice(0, 0, 3, 2), "float64[2] [3., 2.]"),
        use("get(int)", () -> X.get(-1), "float64[3] [4., 5., 6.]"),
        use("select(int, int)", () -> X.select(1, 0), "float64[2] [1., 4.]"),
        use("flip(int[])", () -> X.flip(1), "float64[2, 3] [[3., 2., 1.], [6., 5., 4.]]"),
        use("flip(int[])", X::flip, "float64[2, 3] [[6., 5., 4.], [3., 2., 1.]]"),
        use("pad(int, int, int)", () -> INTS.pad(0, 1, 2), "int32[5] [0, 7, -2, 0, 0]"),
        use(
            "pad(int, int, int, double)",
            () -> V.pad(0, 1, 0, Double.NEGATIVE_INFINITY),
            "float64[4] [-Infinity, 3., 1., 2.]"),
        use("pad(int, int, int)", () -> NONE.pad(0, 1, 0), "float64[1, 3] [[0., 0., 0.]]"));
  }

  private static Stream<Use> joined() {
    return Stream.of(
        use(
            "concat(int, Tensor[])",
            () -> Tensor.concat(0, X, NONE, ONE),
            "float64[3, 3] [[1., 2., 3.], [4., 5., 6.], [1., 2., 3.]]"),
        use(
            "concat(int, List)",
            () -> Tensor.concat(-1, List.of(INTS, V)),
            "float64[5] [7., -2., 3., 1., 2.]"),
        use(
            "stack(int, Tensor[])",
            () -> Tensor.stack(-1, V, V),
            "float64[3, 2] [[3., 3.], [1., 1.], [2., 2.]]"),
        use(
            "stack(int, List)",
            () -> Tensor.stack(0, List.of(SCALAR, SCALAR)),
            "float64[2] [2., 2.]"));
  }

  private static Stream<Use> indices() {
    Tensor last = Tensor.of(2, 0, 2);
    int[] one = {1};
    return Stream.of(
        use(
            "gather(int, Tensor)",
            () -> X.gather(1, last),
            "float64[2, 3] [[3., 1., 3.], [6., 4., 6.]]"),
        use("gather(int, Tensor)", () -> X.gather(0, Tensor.scalar(1)), "float64[3] [4., 5., 6.]"),
        use("gather(int, Tensor)", () -> X.gather(0, Tensor.of(new int[0])), "float64[0, 3] []"),
        use(
            "gather(int, Tensor, int)",
            () -> X.gather(1, Tensor.of(2, 0), 1),
            "float64[2] [3., 4.]"),
        use(
            "takeAlongLast(Tensor)",
            () -> X.takeAlongLast(Tensor.of(new int[][] {{0}, {2}})),
            "float64[2, 1] [[1.], [6.]]"),
        use(
            "scatterAdd(int, Tensor, int, int)",
            () -> V.scatterAdd(0, last, 3, 0),
            "float64[3] [1., 0., 5.]"),
        use(
            "segmentSum(int, Tensor, int)",
            () -> X.segmentSum(1, last, 4),
            "float64[2, 4] [[2., 0., 4., 0.], [5., 0., 10., 0.]]"),
        use(
            "oneHot(int)",
            () -> last.oneHot(3),
            "float32[3, 3] [[0., 0., 1.], [1., 0., 0.], [0., 0., 1.]]"),
        use(
            "unfold(int[], int[], int[], int[])",
            () -> V.unfold(new int[] {0}, new int[] {2}, one, one),
            "float64[2, 2] [[3., 1.], [1., 2.]]"));
  }

  private static Stream<Use> products() {
    return Stream.of(
        use("matmul(Tensor)", () -> X.matmul(V), "float64[2] [11., 29.]"),
        use("matmul(Tensor)", () -> NONE.matmul(X.transpose()), "float64[0, 2] []"),
        use(
            "matmul(Tensor)",
            () -> X.slice(1, 0, 0).matmul(Tensor.zeros(0, 1)),
            "float64[2, 1] [[0.], [0.]]"),
        use(
            "einsum(String, Tensor[])",
            () -> Tensor.einsum("ij,j->i", X, V),
            "float64[2] [11., 29.]"));
  }
}
