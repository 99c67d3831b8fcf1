package laws.api;

import static laws.api.Use.BOOLS;
import static laws.api.Use.HALVES;
import static laws.api.Use.INTS;
import static laws.api.Use.NONE;
import static laws.api.Use.ONE;
import static laws.api.Use.SCALAR;
import static laws.api.Use.V;
import static laws.api.Use.use;

import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import java.util.stream.Stream;

/** Arithmetic, functions of an element, comparisons and choice. */
final class ElementUses {
  private static final Tensor ODD = Tensor.of(-1.5, -0.5, 0.5, 2.5);
  private static final Tensor SPECIAL = Tensor.of(1, Double.POSITIVE_INFINITY, Double.NaN);

  private ElementUses() {}

  static Stream<Use> all() {
    return Stream.of(arithmetic(), roundings(), functions(), activations(), comparisons(), choice())
        .flatMap(s -> s);
  }

  private static Stream<Use> arithmetic() {
    return Stream.of(
        use("plus(Tensor)", () -> INTS.plus(HALVES), "float64[2] [7.25, -1.5]"),
        use("plus(Tensor)", () -> NONE.plus(ONE), "float64[0, 3] []"),
        use("plus(double)", () -> INTS.plus(1), "int32[2] [8, -1]"),
        use("minus(Tensor)", () -> V.minus(SCALAR), "float64[3] [1., -1., 0.]"),
        use("minus(double)", () -> INTS.minus(0.5), "float32[2] [6.5, -2.5]"),
        use("times(Tensor)", () -> BOOLS.times(HALVES), "float64[2] [0.25, 0.]"),
        use("times(double)", () -> HALVES.times(2), "float64[2] [0.5, 1.]"),
        use("div(Tensor)", () -> INTS.div(Tensor.scalar(2)), "float32[2] [3.5, -1.]"),
        use("div(double)", () -> V.div(2), "float64[3] [1.5, 0.5, 1.]"),
        use("unaryMinus()", INTS::unaryMinus, "int32[2] [-7, 2]"),
        use("pow(Tensor)", () -> V.pow(V), "float64[3] [27., 1., 4.]"),
        use("pow(double)", () -> V.pow(-1), "float64[3] [0.33333333, 1., 0.5]"),
        use("minimum(Tensor)", () -> INTS.minimum(HALVES), "float64[2] [0.25, -2.]"),
        use("minimum(double)", () -> SPECIAL.minimum(2), "float64[3] [1., 2., NaN]"),
        use("maximum(Tensor)", () -> INTS.maximum(HALVES), "float64[2] [7., 0.5]"),
        use("maximum(double)", () -> SPECIAL.maximum(2), "float64[3] [2., Infinity, NaN]"),
        use(
            "atan2(Tensor)",
            () -> V.atan2(Tensor.of(-1.0, 0, 2)),
            "float64[3] [1.89254688, 1.57079633, 0.78539816]"),
        use(
            "hypot(Tensor)",
            () -> V.hypot(Tensor.of(4.0, 0, 2)),
            "float64[3] [5., 1., 2.82842712]"),
        use(
            "logAddExp(Tensor)",
            () -> V.logAddExp(SCALAR),
            "float64[3] [3.31326169, 2.31326169, 2.69314718]"),
        use("clamp(double, double)", () -> ODD.clamp(-1, 1), "float64[4] [-1., -0.5, 0.5, 1.]"),
        use("abs()", INTS::abs, "int32[2] [7, 2]"),
        use("square()", INTS::square, "int32[2] [49, 4]"));
  }

  private static Stream<Use> roundings() {
    return Stream.of(
        use("sign()", ODD::sign, "float64[4] [-1., -1., 1., 1.]"),
        use("floor()", ODD::floor, "float64[4] [-2., -1., 0., 2.]"),
        use("ceil()", ODD::ceil, "float64[4] [-1., -0., 1., 3.]"),
        use("round()", ODD::round, "float64[4] [-2., -0., 0., 2.]"),
        use("cast(DType)", () -> ODD.cast(DType.INT32), "int32[4] [-1, 0, 0, 2]"),
        use(
            "cast(DType)",
            () -> SPECIAL.cast(DType.INT64),
            "int64[3] [1, 9223372036854775807, 0]"));
  }

  private static Stream<Use> functions() {
    return Stream.of(
        use("sqrt()", HALVES::sqrt, "float64[2] [0.5, 0.70710678]"),
        use("rsqrt()", HALVES::rsqrt, "float64[2] [2., 1.41421356]"),
        use("exp()", HALVES::exp, "float64[2] [1.28402542, 1.64872127]"),
        use("expm1()", HALVES::expm1, "float64[2] [0.28402542, 0.64872127]"),
        use("log()", HALVES::log, "float64[2] [-1.38629436, -0.69314718]"),
        use("log1p()", HALVES::log1p, "float64[2] [0.22314355, 0.40546511]"),
        use("log2()", HALVES::log2, "float64[2] [-2., -1.]"),
        use("sin()", HALVES::sin, "float64[2] [0.24740396, 0.47942554]"),
        use("cos()", HALVES::cos, "float64[2] [0.96891242, 0.87758256]"),
        use("tan()", HALVES::tan, "float64[2] [0.25534192, 0.54630249]"),
        use("asin()", HALVES::asin, "float64[2] [0.25268026, 0.52359878]"),
        use("acos()", HALVES::acos, "float64[2] [1.31811607, 1.04719755]"),
        use("atan()", HALVES::atan, "float64[2] [0.24497866, 0.46364761]"),
        use("sinh()", HALVES::sinh, "float64[2] [0.25261232, 0.52109531]"),
        use("cosh()", HALVES::cosh, "float64[2] [1.0314131, 1.12762597]"),
        use("tanh()", HALVES::tanh, "float64[2] [0.24491866, 0.46211716]"),
        use("sigmoid()", HALVES::sigmoid, "float64[2] [0.5621765, 0.62245933]"),
        use("erf()", HALVES::erf, "float64[2] [0.27632639, 0.52049988]"),
        use("erfc()", HALVES::erfc, "float64[2] [0.72367361, 0.47950012]"),
        use("lgamma()", HALVES::lgamma, "float64[2] [1.28802252, 0.57236494]"),
        use("digamma()", HALVES::digamma, "float64[2] [-4.22745353, -1.96351003]"),
        use("polygamma(int)", () -> HALVES.polygamma(1), "float64[2] [17.19732915, 4.9348022]"),
        use("sinc()", HALVES::sinc, "float64[2] [0.90031632, 0.63661977]"));
  }

  private static Stream<Use> activations() {
    return Stream.of(
        use("relu()", ODD::relu, "float64[4] [0., 0., 0.5, 2.5]"),
        use("leakyRelu(double)", () -> ODD.leakyRelu(0.1), "float64[4] [-0.15, -0.05, 0.5, 2.5]"),
        use(
            "prelu(Tensor)",
            () -> ODD.prelu(Tensor.scalar(0.2)),
            "float64[4] [-0.3, -0.1, 0.5, 2.5]"),
        use("hardtanh()", ODD::hardtanh, "float64[4] [-1., -0.5, 0.5, 1.]"),
        use("elu()", ODD::elu, "float64[4] [-0.77686984, -0.39346934, 0.5, 2.5]"),
        use("elu(double)", () -> ODD.elu(2), "float64[4] [-1.55373968, -0.78693868, 0.5, 2.5]"),
        use("selu()", ODD::selu, "float64[4] [-1.36581435, -0.69175819, 0.52535049, 2.62675247]"),
        use(
            "softplus()",
            ODD::softplus,
            "float64[4] [0.20141328, 0.47407698, 0.97407698, 2.57888973]"),
        use(
            "softplus(double)",
            () -> ODD.softplus(2),
            "float64[4] [0.02429368, 0.15663084, 0.65663084, 2.50335767]"),
        use(
            "logSigmoid()",
            ODD::logSigmoid,
            "float64[4] [-1.70141328, -0.97407698, -0.47407698, -0.07888973]"),
        use("silu()", ODD::silu, "float64[4] [-0.27363829, -0.18877033, 0.31122967, 2.31035455]"),
        use("gelu()", ODD::gelu, "float64[4] [-0.1002108, -0.15426877, 0.34573123, 2.48447584]"),
        use(
            "geluTanh()",
            ODD::geluTanh,
            "float64[4] [-0.10042842, -0.15428599, 0.34571401, 2.48491573]"),
        use(
            "dropout(double, Key)",
            () -> ODD.dropout(0, Key.of(1)),
            "float64[4] [-1.5, -0.5, 0.5, 2.5]"),
        use(
            "dropout(double, Key)",
            () -> ODD.dropout(1, Key.of(1)),
            "float64[4] [0., 0., 0., 0.]"));
  }

  private static Stream<Use> comparisons() {
    return Stream.of(
        use("lt(Tensor)", () -> INTS.lt(HALVES), "bool[2] [false, true]"),
        use("lt(double)", () -> V.lt(2), "bool[3] [false, true, false]"),
        use("le(Tensor)", () -> V.le(SCALAR), "bool[3] [false, true, true]"),
        use("le(double)", () -> V.le(2), "bool[3] [false, true, true]"),
        use("gt(Tensor)", () -> V.gt(SCALAR), "bool[3] [true, false, false]"),
        use("gt(double)", () -> V.gt(2), "bool[3] [true, false, false]"),
        use("ge(Tensor)", () -> V.ge(SCALAR), "bool[3] [true, false, true]"),
        use("ge(double)", () -> V.ge(2), "bool[3] [true, false, true]"),
        use("eq(Tensor)", () -> SPECIAL.eq(SPECIAL), "bool[3] [true, true, false]"),
        use("eq(double)", () -> V.eq(2), "bool[3] [false, false, true]"),
        use("ne(Tensor)", () -> SPECIAL.ne(SPECIAL), "bool[3] [false, false, true]"),
        use("ne(double)", () -> V.ne(2), "bool[3] [true, true, false]"),
        use("isFinite()", SPECIAL::isFinite, "bool[3] [true, false, false]"),
        use("isNaN()", SPECIAL::isNaN, "bool[3] [false, false, true]"));
  }

  private static Stream<Use> choice() {
    return Stream.of(
        use("and(Tensor)", () -> BOOLS.and(Tensor.scalar(true)), "bool[2] [true, false]"),
        use("or(Tensor)", () -> BOOLS.or(Tensor.scalar(true)), "bool[2] [true, true]"),
        use("xor(Tensor)", () -> BOOLS.xor(Tensor.scalar(true)), "bool[2] [false, true]"),
        use("not()", BOOLS::not, "bool[2] [false, true]"),
        use(
            "where(Tensor, Tensor, Tensor)",
            () -> Tensor.where(BOOLS, HALVES, INTS),
            "float64[2] [0.25, -2.]"),
        use(
            "where(Tensor, Tensor, double)",
            () -> Tensor.where(BOOLS, HALVES, 9),
            "float64[2] [0.25, 9.]"),
        use(
            "where(Tensor, double, Tensor)",
            () -> Tensor.where(BOOLS, 9, HALVES),
            "float64[2] [9., 0.5]"));
  }
}
