package laws.errors;

import static laws.errors.Mistake.BOOLS;
import static laws.errors.Mistake.EMPTY;
import static laws.errors.Mistake.INTS;
import static laws.errors.Mistake.SCALAR;
import static laws.errors.Mistake.W;
import static laws.errors.Mistake.X;
import static laws.errors.Mistake.general;
import static laws.errors.Mistake.shape;
import static laws.errors.Mistake.type;

import dev.jacobi.Tensor;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/** Arithmetic, comparisons, choice and reductions. */
final class ElementMistakes {
  private ElementMistakes() {}

  static Stream<Mistake> all() {
    return Stream.of(operands(), truth(), reductions()).flatMap(s -> s);
  }

  private static Mistake differ(String operation, BinaryOperator<Tensor> call) {
    return shape(
        operation
            + ": [2, 3] and [2]; the sizes 3 and 2 differ and neither is 1; reshape or expand one of"
            + " them",
        () -> call.apply(X, W));
  }

  private static Stream<Mistake> operands() {
    return Stream.of(
        differ("plus", Tensor::plus),
        differ("minus", Tensor::minus),
        differ("times", Tensor::times),
        differ("div", Tensor::div),
        differ("pow", Tensor::pow),
        differ("minimum", Tensor::minimum),
        differ("maximum", Tensor::maximum),
        differ("atan2", Tensor::atan2),
        differ("lt", Tensor::lt),
        differ("le", Tensor::le),
        differ("eq", Tensor::eq),
        differ("ne", Tensor::ne),
        differ("hypot", Tensor::hypot),
        differ("logAddExp", Tensor::logAddExp),
        differ("where", (a, b) -> Tensor.where(Tensor.scalar(true), a, b)),
        shape(
            "gt: [2] and [2, 3]; the sizes 2 and 3 differ and neither is 1; reshape or expand one of"
                + " them",
            () -> X.gt(W)),
        shape(
            "ge: [2] and [2, 3]; the sizes 2 and 3 differ and neither is 1; reshape or expand one of"
                + " them",
            () -> X.ge(W)),
        shape(
            "prelu: slope [2] for [2, 3]; it must broadcast to that shape; reshape it",
            () -> X.prelu(W)),
        shape(
            "prelu: slope [2, 3] for []; it must broadcast to that shape; reshape it",
            () -> SCALAR.prelu(X)),
        general(
            "clamp: bounds NaN and 1.0; the first must not exceed the second",
            () -> X.clamp(Double.NaN, 1)),
        general("softplus: beta 0.0; it must be finite and not 0", () -> X.softplus(0)));
  }

  private static Stream<Mistake> truth() {
    return Stream.of(
        type("not: float64[2, 3]; it takes bool; cast the operand", X::not),
        type(
            "or: bool and int32; it takes truth values; compare first, as in x.gt(0)",
            () -> BOOLS.or(INTS)),
        shape(
            "xor: [2] and [3]; the sizes 2 and 3 differ and neither is 1; reshape or expand one of"
                + " them",
            () -> BOOLS.xor(Tensor.of(true, true, true))),
        type(
            "where: a condition of type float64; it takes truth values; compare first, as in"
                + " x.gt(0)",
            () -> Tensor.where(X, X, X)));
  }

  private static Stream<Mistake> reductions() {
    return Stream.of(
        shape("sum: axis 2 of [2, 3]; axes run from -2 to 1", () -> X.sum(2)),
        shape("mean: axis 0 of []; a scalar has no axes", () -> SCALAR.mean(0)),
        shape(
            "prod: axes [0, -2] of [2, 3]; axis 0 is named twice; name each axis once",
            () -> X.prod(0, -2)),
        shape("any: axis 1 of [2]; axes run from -1 to 0", () -> BOOLS.any(1)),
        shape("argmax: axis 2 of [2, 3]; axes run from -2 to 1", () -> X.argmax(2)),
        shape("argsort: axis 0 of []; a scalar has no axes", () -> SCALAR.argsort(0)),
        shape("sort: axis 2 of [2, 3]; axes run from -2 to 1", () -> X.sort(2)),
        shape(
            "max over axis 0: [0, 3]; an empty axis has no largest or smallest element; check for it"
                + " before",
            () -> EMPTY.max(0)),
        shape(
            "argmin over axis 0: [0, 3]; an empty axis has no largest or smallest element; check for"
                + " it before",
            () -> EMPTY.argmin(0)),
        shape("softmax: axis 2 of [2, 3]; axes run from -2 to 1", () -> X.softmax(2)),
        shape("logSoftmax: axis 0 of []; a scalar has no axes", () -> SCALAR.logSoftmax(0)),
        shape("logSumExp: axis 2 of [2, 3]; axes run from -2 to 1", () -> X.logSumExp(2)),
        shape("norm: axis 2 of [2, 3]; axes run from -2 to 1", () -> X.norm(2)),
        shape(
            "frobenius: axes [1, -1] of [2, 3]; axis 1 is named twice; name each axis once",
            () -> X.frobenius(1, -1)),
        shape("variance: axis 2 of [2, 3]; axes run from -2 to 1", () -> X.variance(2)),
        shape("std: axis 2 of [2, 3]; axes run from -2 to 1", () -> X.std(2)),
        general("std: correction NaN; it must be finite", () -> X.std(new int[] {0}, Double.NaN)));
  }
}
