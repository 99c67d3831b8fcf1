package laws.errors;

import static laws.errors.Mistake.INTS;
import static laws.errors.Mistake.SCALAR;
import static laws.errors.Mistake.V;
import static laws.errors.Mistake.X;
import static laws.errors.Mistake.general;
import static laws.errors.Mistake.mixed;
import static laws.errors.Mistake.noPath;
import static laws.errors.Mistake.shape;
import static laws.errors.Mistake.traced;
import static laws.errors.Mistake.tree;
import static laws.errors.Mistake.type;

import dev.jacobi.Check;
import dev.jacobi.Jacobi;
import dev.jacobi.Mixing;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Derivatives through both doors, vmap, and records as trees. */
final class DerivativeMistakes {
  record Two(Tensor a, Tensor b) {}

  record Empty() {}

  /** A record that cannot be read. */
  record Closed(Tensor x) {
    @Override
    public Tensor x() {
      raise(new IOException("closed"));
      return x;
    }
  }

  /** A record that can be built once. */
  record Single(Tensor x) {
    static boolean built;

    Single {
      if (built) {
        raise(new IOException("built once"));
      }
    }
  }

  /** Throws what is not declared. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void raise(Throwable thrown) throws E {
    throw (E) thrown;
  }

  private DerivativeMistakes() {}

  static Stream<Mistake> all() {
    return Stream.of(scalars(), types(), paths(), samples(), functions(), trees()).flatMap(s -> s);
  }

  private static Stream<Mistake> scalars() {
    String scalar =
        "; it takes a scalar; sum or average first, or use jacobian, fullJacobian or vjp";
    return Stream.of(
        shape("gradient: y [2, 3]" + scalar, () -> X.gradient(X)),
        shape("gradient: y [2, 3]" + scalar, () -> X.gradient(List.of(X))),
        shape("hessian: y [2, 3]" + scalar, () -> X.hessian(X)),
        shape("hvp: y [2, 3]" + scalar, () -> X.hvp(X, X)),
        shape(
            "jacobian: z []; a scalar has no samples; use gradient, or fullJacobian for the whole"
                + " matrix",
            () -> SCALAR.exp().jacobian(SCALAR)),
        shape(
            "vjp: cotangent [3] for y [2, 3]; the shapes must be equal",
            () -> X.square().vjp(X, V)),
        shape(
            "jvp: tangent [3] for x [2, 3]; the shapes must be equal", () -> X.square().jvp(X, V)),
        shape(
            "hvp: v [3] for x [2, 3]; the shapes must be equal", () -> X.square().sum().hvp(X, V)));
  }

  private static Stream<Mistake> types() {
    String types = "; only float32 and float64 have derivatives; cast it before it is used";
    return Stream.of(
        type("gradient: y is bool[]" + types, () -> X.gt(0).any().gradient(X)),
        type("gradient: x is int32[2]" + types, () -> X.sum().gradient(INTS)),
        type("jacobian: y is int64[2]" + types, () -> X.argmax(1).jacobian(X)),
        type("jacobian: z is int32[2]" + types, () -> X.jacobian(INTS)),
        type("fullJacobian: z is int32[2]" + types, () -> X.fullJacobian(INTS)),
        type("jvp: x is int32[2]" + types, () -> X.jvp(INTS, INTS)));
  }

  private static Mistake path(
      String operation,
      String y,
      String more,
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return noPath(
        operation
            + ": no path leads from constant [3] (made at {here}) to "
            + y
            + " (made at {here}); use the very tensor that the result was computed from (a second"
            + " call of the encoder gives another)"
            + more,
        call);
  }

  private static Stream<Mistake> paths() {
    String zeros = ", or Unused.ZEROS if zeros are meant";
    String sum = "sum over axes [0, 1] []";
    return Stream.of(
        path("gradient", sum, zeros, () -> X.sum().gradient(V)),
        path("gradient", sum, zeros, () -> X.sum().gradient(new Two(X, V))),
        path("hessian", sum, "", () -> X.sum().hessian(V)),
        path("hvp", sum, "", () -> X.sum().hvp(V, V)),
        path("vjp", "exp [2, 3]", "", () -> X.exp().vjp(V, X)),
        path("jvp", "exp [2, 3]", "", () -> X.exp().jvp(V, V)),
        path("jacobian", "exp [2, 3]", "", () -> X.exp().jacobian(V)),
        path("fullJacobian", "exp [2, 3]", "", () -> X.exp().fullJacobian(V)),
        path("jacobian", "exp [2, 3]", "", () -> Check.jacobian(X.exp(), V)));
  }

  private static Stream<Mistake> samples() {
    String stop = "; stopGradient() on what is taken over the samples.";
    String softmax =
        "jacobian of y [2, 3] with respect to z [2, 3]: samples mix at sum over axis 0 of softmax,"
            + " made at {here}. Ways out: Mixing.EXACT (about 2 times the cost); y.fullJacobian(z),"
            + " [2, 3, 2, 3]"
            + stop;
    String total =
        "jacobian of y [] with respect to z [2, 3]: samples mix at sum over axes [0, 1], made at"
            + " {here}. Ways out: y.fullJacobian(z), [2, 3]"
            + stop;
    return Stream.of(
        mixed(softmax, () -> X.softmax(0).jacobian(X)),
        mixed(softmax, () -> Check.jacobian(X.softmax(0), X)),
        mixed(total, () -> X.sum().jacobian(X)),
        mixed(total, () -> X.sum().jacobian(X, Mixing.EXACT)),
        general(
            "check of the jacobian [1, 1, 1]: entry [0, 0, 0] is 0.00000, by finite differences"
                + " 0.500000; the error relative to the largest entry is 5.0e+29, more than 1e-05; if"
                + " the function has a kink there, move the sample",
            () -> {
              Tensor z = Tensor.of(new double[][] {{0}});
              Check.jacobian(z.relu(), z);
            }),
        mixed(
            "jacobian of y [3] with respect to z [3]: inside vmap there is no sample axis, each call"
                + " sees one sample; use y.fullJacobian(z)",
            () -> Jacobi.vmap((Tensor x) -> x.exp().jacobian(x)).apply(X)));
  }

  private static Stream<Mistake> functions() {
    return Stream.of(
        shape(
            "vmap: [[]]; every tensor needs an axis 0, all of one size; capture what is shared",
            () -> Jacobi.vmap((Tensor x) -> x).apply(SCALAR)),
        shape(
            "vmap: [[2, 3], [3]]; every tensor needs an axis 0, all of one size; capture what is"
                + " shared",
            () -> Jacobi.vmap(Two::a).apply(new Two(X, V))),
        tree(
            "vmap: an argument without tensors; give at least one",
            () -> Jacobi.vmap((Empty x) -> x).apply(new Empty())),
        shape(
            "vmap: axis 2 of [2, 3]; axes run from -2 to 1",
            () -> Jacobi.vmap(x -> x, 2, 0).apply(X)),
        traced(
            "item: sum over axis 0 [] (made at {here}); it has no value while a function is traced"
                + " (compile, vmap); return it from the function and look at the result",
            () -> Jacobi.vmap((Tensor x) -> x.times(x.sum().item())).apply(X)),
        shape(
            "matmul: [3] x [2, 3]; the inner sizes 3 and 2 differ; transpose or reshape one of them",
            () -> Jacobi.vmap((Tensor x) -> x.matmul(X)).apply(X)));
  }

  private static Stream<Mistake> trees() {
    String none =
        "; there is no tensor of a float type to learn in it; give a record, list or map of tensors";
    return Stream.of(
        tree("gradient: Empty" + none, () -> X.sum().gradient(new Empty())),
        tree("gradient: String" + none, () -> X.sum().gradient("weights")),
        tree("gradient: List" + none, () -> X.sum().gradient(List.of(INTS))),
        tree("gradient: Map" + none, () -> X.sum().gradient(Map.of())),
        tree(
            "tree: Tensor[] at 1 holds tensors and is no part of a tree; use a List",
            () -> X.sum().gradient(List.of(X, new Tensor[] {X}))),
        tree(
            "tree: Set holds tensors and is no part of a tree; use a List",
            () -> X.sum().gradient(Set.of(X))),
        tree(
            "tree: Optional at bias holds tensors and is no part of a tree; use a component that may"
                + " be null",
            () -> Tree.named(Map.of("bias", Optional.of(X)))),
        tree(
            "zip: a tree with the tensors [0] and one with [0, 1]; they must be built alike",
            () -> Tree.zip(List.of(X), List.of(X, X), Tensor::plus)),
        tree(
            "named: two tensors are called a.b; give one of their components another @Name",
            () -> Tree.named(Map.of("a.b", X, "a", Map.of("b", V)))),
        tree("rebuild: 0 tensors; the tree has 1", () -> Tree.rebuild(List.of(X), List.of())),
        tree("rebuild: 2 tensors; the tree has 1", () -> Tree.rebuild(List.of(X), List.of(X, X))),
        tree(
            "record laws.errors.DerivativeMistakes$Closed: its accessor threw java.io.IOException:"
                + " closed",
            () -> Tree.leaves(new Closed(X))),
        tree(
            "record laws.errors.DerivativeMistakes$Single: its constructor threw java.io.IOException:"
                + " built once",
            () -> {
              Single one = new Single(X);
              Single.built = true;
              try {
                Tree.map(one, Tensor::exp);
              } finally {
                Single.built = false;
              }
            }));
  }
}
