package laws.api;

import static laws.api.Use.NONE;
import static laws.api.Use.ONE;
import static laws.api.Use.SCALAR;
import static laws.api.Use.V;
import static laws.api.Use.X;
import static laws.api.Use.use;

import dev.jacobi.Key;
import dev.jacobi.Mixing;
import dev.jacobi.Mode;
import dev.jacobi.Tensor;
import dev.jacobi.Unused;
import java.util.List;
import java.util.stream.Stream;

/** Derivatives of a tensor. */
final class DerivativeUses {
  private DerivativeUses() {}

  static Stream<Use> all() {
    return Stream.of(gradients(), products(), jacobians(), samples(), higher()).flatMap(s -> s);
  }

  private static Tensor cubes(Tensor x) {
    return x.pow(3).sum();
  }

  private static Stream<Use> gradients() {
    return Stream.of(
        use("gradient(Tensor)", () -> cubes(V).gradient(V), "float64[3] [27., 3., 12.]"),
        use("gradient(Tensor)", () -> cubes(SCALAR).gradient(SCALAR), "float64[] 12."),
        use("gradient(Tensor)", () -> cubes(NONE).gradient(NONE), "float64[0, 3] []"),
        use(
            "gradient(Tensor, Unused)",
            () -> cubes(V).gradient(X, Unused.ZEROS),
            "float64[2, 3] [[0., 0., 0.], [0., 0., 0.]]"),
        use("gradient(Object)", () -> cubes(V).gradient(List.of(V)), "[float64[3] [27., 3., 12.]]"),
        use(
            "gradient(Object, Unused)",
            () -> cubes(V).gradient(List.of(SCALAR, V), Unused.ZEROS),
            "[float64[] 0., float64[3] [27., 3., 12.]]"),
        use(
            "hessian(Tensor)",
            () -> cubes(V).hessian(V),
            "float64[3, 3] [[18., 0., 0.], [0., 6., 0.], [0., 0., 12.]]"),
        use("hessian(Tensor)", () -> cubes(SCALAR).hessian(SCALAR), "float64[] 12."));
  }

  private static Stream<Use> products() {
    return Stream.of(
        use(
            "vjp(Tensor, Tensor)",
            () -> V.square().vjp(V, Tensor.of(1.0, 0, 2)),
            "float64[3] [6., 0., 8.]"),
        use(
            "jvp(Tensor, Tensor)",
            () -> V.square().jvp(V, Tensor.of(1.0, 0, 2)),
            "float64[3] [6., 0., 8.]"),
        use(
            "hvp(Tensor, Tensor)",
            () -> cubes(V).hvp(V, Tensor.of(1.0, 0, 2)),
            "float64[3] [18., 0., 24.]"),
        use(
            "hvp(Object, Object)",
            () -> cubes(V).hvp(List.of(V), List.of(Tensor.of(1.0, 0, 2))),
            "[float64[3] [18., 0., 24.]]"));
  }

  private static Stream<Use> jacobians() {
    return Stream.of(
        use(
            "jacobian(Tensor)",
            () -> X.square().jacobian(X),
            "float64[2, 3, 3] [[[2., 0., 0.], [0., 4., 0.], [0., 0., 6.]], [[8., 0., 0.], [0., 10., 0.], [0., 0., 12.]]]"),
        use("jacobian(Tensor)", () -> ONE.sum(1).jacobian(ONE), "float64[1, 3] [[1., 1., 1.]]"),
        use("jacobian(Tensor)", () -> NONE.square().jacobian(NONE), "float64[0, 3, 3] []"),
        use(
            "jacobian(Tensor, Mode)",
            () -> ONE.square().jacobian(ONE, Mode.REVERSE),
            "float64[1, 3, 3] [[[2., 0., 0.], [0., 4., 0.], [0., 0., 6.]]]"),
        use(
            "jacobian(Tensor, Mixing)",
            () -> V.times(V.sum()).jacobian(V, Mixing.EXACT),
            "float64[3] [9., 7., 8.]"),
        use(
            "fullJacobian(Tensor)",
            () -> V.times(V.sum()).fullJacobian(V),
            "float64[3, 3] [[9., 3., 3.], [1., 7., 1.], [2., 2., 8.]]"),
        use("fullJacobian(Tensor)", () -> SCALAR.square().fullJacobian(SCALAR), "float64[] 4."),
        use(
            "fullJacobian(Tensor, Mode)",
            () -> V.square().fullJacobian(V, Mode.FORWARD),
            "float64[3, 3] [[6., 0., 0.], [0., 2., 0.], [0., 0., 4.]]"));
  }

  /** The loss of sample b is half the square of x_b w; its gradient is x_b w x_b. */
  private static Tensor losses(Tensor w) {
    return X.matmul(w).square().times(0.5);
  }

  private static Stream<Use> samples() {
    return Stream.of(
        use(
            "perSampleGradient(Object)",
            () -> losses(V).perSampleGradient(V),
            "float64[2, 3] [[11., 22., 33.], [116., 145., 174.]]"),
        use(
            "perSampleGradientNorm(Object)",
            () -> losses(V).perSampleGradientNorm(V),
            "float64[2] [41.15823125, 254.47396723]"),
        use(
            "clippedGradientSum(Object, double)",
            () -> losses(V).clippedGradientSum(V, 1),
            "float64[3] [0.72310355, 1.10432537, 1.48554718]"),
        use(
            "clippedGradientSum(Object, double, double, Key)",
            () -> losses(V).clippedGradientSum(V, 1, 0, Key.of(1)),
            "float64[3] [0.72310355, 1.10432537, 1.48554718]"));
  }

  /** The sum of cubes of each row. */
  private static Tensor rows(Tensor x) {
    return x.pow(3).sum(1);
  }

  private static Stream<Use> higher() {
    return Stream.of(
        use("laplacian(Tensor)", () -> rows(X).laplacian(X), "float64[2] [36., 90.]"),
        use("laplacian(Tensor)", () -> cubes(SCALAR).laplacian(SCALAR), "float64[] 12."),
        use("laplacian(Tensor)", () -> rows(NONE).laplacian(NONE), "float64[0] []"),
        use("laplacian(Tensor, int[])", () -> rows(X).laplacian(X, 1), "float64[2] [36., 90.]"),
        use("laplacian(Tensor, Tensor)", () -> rows(X).laplacian(X, V), "float64[2] [66., 174.]"),
        use(
            "diffusion(Tensor, Tensor)",
            () -> rows(X).diffusion(X, V.unsqueeze(1)),
            "float64[2] [138., 390.]"),
        use(
            "hessianDiagonal(Tensor)",
            () -> rows(X).hessianDiagonal(X),
            "float64[2, 3] [[6., 12., 18.], [24., 30., 36.]]"),
        use("divergence(Tensor)", () -> X.square().divergence(X), "float64[2] [12., 30.]"),
        use(
            "jacobianNorm(Tensor)",
            () -> X.square().jacobianNorm(X),
            "float64[2] [7.48331477, 17.54992877]"),
        use("jacobianNorm(Tensor)", () -> NONE.square().jacobianNorm(NONE), "float64[0] []"),
        use(
            "pullbackMetric(Tensor)",
            () -> X.prod(1).pullbackMetric(X),
            "float64[2, 3, 3] [[[36., 18., 12.], [18., 9., 6.], [12., 6., 4.]], [[900., 720., 600.], [720., 576., 480.], [600., 480., 400.]]]"),
        use(
            "logAbsDetJacobian(Tensor)",
            () -> X.square().logAbsDetJacobian(X),
            "float64[2] [3.87120101, 6.86693328]"),
        use(
            "jacobianSingularValues(Tensor)",
            () -> X.square().jacobianSingularValues(X),
            "float64[2, 3] [[6., 4., 2.], [12., 10., 8.]]"),
        use("partial(Tensor, int[])", () -> X.prod(1).partial(X, 0, 2), "float64[2] [2., 5.]"),
        use(
            "jet(Tensor, Tensor, int)",
            () -> SCALAR.square().jet(SCALAR, Tensor.scalar(1.0), 2),
            "Jet[value=float64[] 4., coefficients=[float64[] 4., float64[] 1.]]"));
  }
}
