package laws.errors;

import static laws.errors.Mistake.V;
import static laws.errors.Mistake.W;
import static laws.errors.Mistake.X;
import static laws.errors.Mistake.general;
import static laws.errors.Mistake.shape;
import static laws.errors.Mistake.tree;

import dev.jacobi.Jet;
import dev.jacobi.Key;
import dev.jacobi.Stochastic;
import dev.jacobi.Tensor;
import java.util.List;
import java.util.stream.Stream;

/** Series, Laplacians, divergences, mixed partials and estimates. */
final class HigherOrderMistakes {
  private static final Key KEY = Key.of(1);

  private HigherOrderMistakes() {}

  private static Tensor squares() {
    return X.square().sum(1);
  }

  static Stream<Mistake> all() {
    return Stream.of(
        general("jet: order 0; it takes 1 to 8; nest two for more", () -> squares().jet(X, X, 0)),
        general("jet: order 9; it takes 1 to 8; nest two for more", () -> squares().jet(X, X, 9)),
        shape(
            "jet: direction [3] for x [2, 3]; the shapes must be equal",
            () -> squares().jet(X, V, 2)),
        shape(
            "jet: coefficient 2 [2] for a value [3]; the shapes must be equal",
            () -> new Jet(V, List.of(V, W))),
        general(
            "jet: derivative 3 of a series of order 2; ask for a higher order",
            () -> squares().jet(X, X, 2).derivative(3)),
        shape(
            "laplacian: axis 0 of x [2, 3] is that of the samples; name axes behind it",
            () -> squares().laplacian(X, 0)),
        shape(
            "laplacian: coefficients [2] for x [2, 3]; they take the shape [3], or [2, 3] where each"
                + " sample has its own",
            () -> squares().laplacian(X, W)),
        shape(
            "diffusion: sigma [2] for x [2, 3]; it takes [3] with one more axis, which counts the"
                + " factors, or that for each sample",
            () -> squares().diffusion(X, W)),
        shape(
            "divergence: y [2] by x [2, 3]; a vector field has the shape of its points; use"
                + " jacobian, or laplacian",
            () -> squares().divergence(X)),
        general(
            "partial: 0 coordinates; the order of the derivative is 1 to 8",
            () -> squares().partial(X)),
        shape(
            "partial: coordinate 3 of x [2, 3]; there are 3 for each sample, counted in row-major"
                + " order",
            () -> squares().partial(X, 3)),
        tree(
            "hvp: a direction of 1 tensors for parameters of 2; they must be built alike",
            () -> V.square().sum().plus(W.square().sum()).hvp(List.of(V, W), List.of(V))),
        general(
            "laplacian: 0 probes; give one or more",
            () -> Stochastic.laplacian(squares(), X, KEY, 0)),
        shape(
            "divergence: y [2] by x [2, 3]; a vector field has the shape of its points",
            () -> Stochastic.divergence(squares(), X, KEY, 4)),
        shape(
            "trace: the product of [3] is []; a trace is that of a square matrix",
            () -> Stochastic.trace(Tensor::sum, V, KEY, 4)));
  }
}
