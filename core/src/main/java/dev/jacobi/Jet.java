package dev.jacobi;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.transform.Taylor;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A truncated power series: {@code value + c_1 t + c_2 t^2 + ...}, as of a tensor that moves with
 * t.
 *
 * @param value the constant coefficient
 * @param coefficients {@code c_1, c_2, ...}, of the value's shape
 */
public record Jet(Tensor value, List<Tensor> coefficients) {
  /** The highest order there is. */
  public static final int MAX_ORDER = 8;

  /** A series of 1 to {@link #MAX_ORDER} coefficients. */
  public Jet {
    coefficients = List.copyOf(coefficients);
    requireOrder(coefficients.size());
    for (int k = 1; k <= coefficients.size(); k++) {
      Tensor c = coefficients.get(k - 1);
      if (!c.shape().equals(value.shape())) {
        throw new ShapeException(
            "jet: coefficient "
                + k
                + " "
                + c.shape()
                + " for a value "
                + value.shape()
                + "; the shapes must be equal");
      }
    }
  }

  private static void requireOrder(int order) {
    if (order < 1 || order > MAX_ORDER) {
      throw new JacobiException(
          "jet: order " + order + "; it takes 1 to " + MAX_ORDER + "; nest two for more");
    }
  }

  /** The number of coefficients. */
  public int order() {
    return coefficients.size();
  }

  /** The derivative of order k by t at 0: {@code k! c_k}, the value for 0. */
  public Tensor derivative(int k) {
    if (k < 0 || k > order()) {
      throw new JacobiException(
          "jet: derivative " + k + " of a series of order " + order() + "; ask for a higher order");
    }
    if (k == 0) {
      return value;
    }
    double factorial = 1;
    for (int i = 2; i <= k; i++) {
      factorial *= i;
    }
    return coefficients.get(k - 1).times(factorial);
  }

  /** A straight line: {@code x + v t}. */
  private static Jet line(Tensor x, Tensor v, int order) {
    requireOrder(order);
    if (!v.shape().equals(x.shape())) {
      throw new ShapeException(
          "jet: direction " + v.shape() + " for x " + x.shape() + "; the shapes must be equal");
    }
    List<Tensor> coefficients = new ArrayList<>();
    coefficients.add(v);
    while (coefficients.size() < order) {
      coefficients.add(x.zerosLike());
    }
    return new Jet(x, coefficients);
  }

  static Jet along(Tensor y, Tensor x, Tensor v, int order) {
    Jet line = line(x, v, order);
    Derivatives.requirePath("jet", y, x);
    return of(y, x, line, 1);
  }

  static Jet along(Function<Tensor, Tensor> f, Tensor x, Tensor v, int order) {
    Jet line = line(x, v, order);
    return of(f.apply(x), x, line, 1);
  }

  static Jet of(Function<Tensor, Tensor> f, Jet input) {
    return of(f.apply(input.value()), input.value(), input, input.order());
  }

  /**
   * The series of y as x moves.
   *
   * @param used how many coefficients of the move are not zero by construction
   */
  private static Jet of(Tensor y, Tensor x, Jet move, int used) {
    Derivatives.requireFloat("jet", "y", y);
    Derivatives.requireFloat("jet", "x", x);
    List<@Nullable Node> moves = new ArrayList<>();
    for (int k = 1; k <= move.order(); k++) {
      moves.add(k > used ? null : move.coefficients().get(k - 1).cast(x.dtype()).node());
    }
    List<Tensor> coefficients = new ArrayList<>();
    for (Node found : Taylor.series(y.node(), x.node(), moves)) {
      Node value = found == null ? Nodes.zerosLike(y.node()) : found;
      coefficients.add(new Tensor(Node.of(new Op.Marker.Derived(-1), value, y.node(), x.node())));
    }
    return new Jet(y, coefficients);
  }
}
