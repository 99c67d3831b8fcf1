package laws.errors;

import static laws.errors.Mistake.INTS;
import static laws.errors.Mistake.V;
import static laws.errors.Mistake.W;
import static laws.errors.Mistake.X;
import static laws.errors.Mistake.general;
import static laws.errors.Mistake.index;
import static laws.errors.Mistake.mixed;
import static laws.errors.Mistake.noPath;
import static laws.errors.Mistake.shape;
import static laws.errors.Mistake.traced;
import static laws.errors.Mistake.tree;
import static laws.errors.Mistake.type;

import dev.jacobi.Csr;
import dev.jacobi.CustomOp;
import dev.jacobi.Jacobi;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.List;
import java.util.stream.Stream;

/** What is made of Jacobians, custom operations, linearizations. */
final class StructureMistakes {
  private StructureMistakes() {}

  private static Tensor ones(int... sizes) {
    return Tensor.full(DType.FLOAT64, Shape.of(sizes), 1);
  }

  private static Csr.Block block() {
    return new Csr.Block(ones(2, 1, 3), INTS, 0);
  }

  private static Csr matrix() {
    return Csr.of(6, block());
  }

  static Stream<Mistake> all() {
    return Stream.of(ofJacobians(), sparse(), control()).flatMap(s -> s);
  }

  private static Stream<Mistake> ofJacobians() {
    return Stream.of(
        mixed(
            "jacobianNorm of y [2, 3] with respect to z [2, 3]: samples mix at sum over axis 0, made"
                + " at {here}. Ways out: stopGradient() on what is taken over the samples.",
            () -> X.minus(X.sum(0)).jacobianNorm(X)),
        mixed(
            "pullbackMetric of y [] with respect to z [3]: inside vmap there is no sample axis, each"
                + " call sees one sample; use Jacobi.pullbackMetric",
            () -> Jacobi.vmap((Tensor x) -> x.sum().pullbackMetric(x)).apply(X)),
        shape(
            "logAbsDetJacobian: y [2] by z [2, 3]; a determinant is that of a square matrix; for"
                + " lengths, areas and volumes take half that of pullbackMetric",
            () -> X.prod(1).logAbsDetJacobian(X)),
        general(
            "logAbsDetJacobian: y [2, 3] by z [2, 3]; all paths pass sum over axis 1 [2] (made at"
                + " {here}), which holds less, so that the determinant is 0 everywhere; keep the size",
            () -> X.square().sum(1).unsqueeze(1).times(V).logAbsDetJacobian(X)),
        type(
            "jacobianNorm: z is int32[2]; only float32 and float64 have derivatives; cast it before"
                + " it is used",
            () -> Jacobi.jacobianNorm(x -> x.cast(DType.FLOAT64)).apply(INTS)));
  }

  private static CustomOp<Tensor> square() {
    return Jacobi.customOp("square", Tensor::square);
  }

  private static Stream<Mistake> control() {
    return Stream.of(
        shape(
            "linearize: tangent [2] for x [3]; the shapes must be equal",
            () -> Jacobi.linearize(Tensor::exp, V).apply(W)),
        shape(
            "linearize: cotangent [2] for y [3]; the shapes must be equal",
            () -> Jacobi.linearize(Tensor::exp, V).transpose(W)),
        type(
            "argmax: a value of int64[]; only floats have derivatives",
            () ->
                Jacobi.customOp("argmax", (Tensor x) -> x.argmax(0)).jvp((x, y, v) -> y).apply(V)),
        shape(
            "square: a rule gave the tangent float64[] for y float64[3]; it has that shape and is of a"
                + " float type",
            () -> {
              Tensor x = V.times(1);
              square().jvp((at, y, v) -> v.sum()).apply(x).jvp(x, V);
            }),
        shape(
            "square: a rule gave the cotangent bool[3] for an argument float64[3]; it has that shape"
                + " and is of a float type",
            () -> {
              Tensor x = V.times(1);
              square().vjp((at, y, c) -> c.gt(0)).apply(x).sum().gradient(x);
            }),
        tree(
            "pair: a rule gave 1 cotangents for arguments of 2 tensors; give a tree like the"
                + " arguments",
            () -> {
              Tensor x = V.times(1);
              Jacobi.customOp("pair", (List<Tensor> in) -> in.get(0).times(in.get(1)))
                  .vjp((in, y, c) -> List.of(c))
                  .apply(List.of(x, V))
                  .sum()
                  .gradient(x);
            }),
        general(
            "square: a rule is not linear in the cotangent, so that it has no transpose; give the rule"
                + " of the other mode too",
            () -> {
              Tensor x = V.times(1);
              square().vjp((at, y, c) -> c.square()).apply(x).jvp(x, V);
            }),
        noPath(
            "scaled: its rule says nothing of constant [3] (made at {here}), which is no argument of"
                + " it; pass it as an argument, or stopGradient() it",
            () -> {
              Tensor x = V.times(1);
              Jacobi.customOp("scaled", (Tensor in) -> in.times(V))
                  .jvp((in, y, v) -> v.times(V))
                  .apply(x)
                  .sum()
                  .gradient(V);
            }));
  }

  private static Stream<Mistake> sparse() {
    return Stream.of(
        shape(
            "csr: a block [2, 3] with indices [2]; it takes [B, m, n] and [B]: m residuals of each"
                + " sample by the n elements of an entry",
            () -> new Csr.Block(X, INTS, 0)),
        type(
            "csr: a block of float64 with indices of float64; it takes floats, and int32 or int64",
            () -> new Csr.Block(ones(2, 1, 3), W, 0)),
        traced(
            "csr: indices without a value; the pattern is made at once; capture them instead of"
                + " passing them to the traced function",
            () ->
                Jacobi.compile((Tensor i) -> Csr.of(6, new Csr.Block(ones(2, 1, 3), i, 0)).values())
                    .apply(INTS)),
        shape(
            "csr: 2 rows with 2 starts, 1 column indices and values [3]; there is one more start than"
                + " rows, and a value for each column index",
            () -> new Csr(2, 3, new int[] {0, 1}, new int[] {0}, V)),
        general("csr: no blocks; give one for each table of parameters", () -> Csr.of(3)),
        shape(
            "csr: blocks float64[2, 1, 3] and float32[2, 1, 3]; all have the same samples, residuals"
                + " and type",
            () -> Csr.of(6, block(), new Csr.Block(ones(2, 1, 3).cast(DType.FLOAT32), INTS, 0))),
        index(
            "csr: entry 1 of sample 1 with 3 elements from column 1 on; there are 6 columns",
            () -> Csr.of(6, new Csr.Block(ones(2, 1, 3), INTS, 1))),
        general(
            "csr: 1 samples of 32768 residuals by 98304 elements; that is more than 2^31 - 1 values;"
                + " assemble fewer samples at once",
            () -> {
              Csr.Block large =
                  new Csr.Block(ones(1, 1 << 15, 1 << 15), Tensor.of(0, 1).slice(0, 0, 1), 0);
              Csr.of(1 << 15, large, large, large);
            }),
        shape("csr: the product of [2, 6] by [3]; it takes [6]", () -> matrix().times(V)),
        shape(
            "csr: the transposed product of [2, 6] by [3]; it takes [2]",
            () -> matrix().transposeTimes(V)),
        general(
            "csr: [2, 2147483647] has more than 2^31 - 1 elements; use times",
            () -> Csr.of(Integer.MAX_VALUE, block()).dense()));
  }
}
