package dev.jacobi;

import dev.jacobi.graph.CustomRule;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Origin;
import dev.jacobi.type.DType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * sin(t) / t at t = pi x, and its derivatives by t. Each order has a formula of its own, so that a
 * derivative costs what the function does, and no order is lost near 0:
 *
 * <pre>
 *   S_0 = sin(t) / t,  S_n = (sin(t + n pi/2) - n S_(n-1)) / t      (t S_0 = sin(t), n times)
 *   S_n = sum over m = n, n + 2, ... of +-t^(m-n) / ((m + 1) (m - n)!)   near 0, n &gt; 0
 * </pre>
 *
 * <p>The sum is that of sin(t) / t, term by term. sin(pi x) is (-1)^k sin(pi (x - k)) with the
 * nearest integer k, so that rounding pi x does not move the zeros.
 */
final class Sinc {
  private Sinc() {}

  static Tensor of(Tensor x) {
    return Origin.within("sinc", () -> derivative(0, Activations.floats(x)));
  }

  /** The derivative of one order by t; that by x of it is pi times the next one. */
  private record Slope(int order) implements CustomRule {
    @Override
    public String name() {
      return "sinc";
    }

    @Override
    public boolean isElementwise() {
      return true;
    }

    private Node times(Node seed, Node x) {
      return new Tensor(seed).times(derivative(order + 1, new Tensor(x)).times(Math.PI)).node();
    }

    @Override
    public @Nullable Node pushforward(Node y, List<Node> x, List<@Nullable Node> tangents) {
      Node seed = tangents.get(0);
      return seed == null ? null : times(seed, x.get(0));
    }

    @Override
    public List<@Nullable Node> pullback(Node y, List<Node> x, Node cotangent) {
      return List.of(times(cotangent, x.get(0)));
    }
  }

  private static Tensor derivative(int order, Tensor x) {
    return new Tensor(
        Node.of(
            new Op.Marker.Custom(new Slope(order)), value(order, new Turn(x)).node(), x.node()));
  }

  private static Tensor value(int order, Turn turn) {
    Tensor above = turn.sine(order);
    if (order == 0) {
      return Tensor.where(turn.x.eq(0), 1, above.div(turn.t));
    }
    Tensor closed = above.minus(value(order - 1, turn).times(order)).div(turn.t);
    return Tensor.where(turn.x.abs().lt(near(order)), series(order, turn.t), closed);
  }

  /** The closed form of order n is n! / t^n times less exact than the sum. */
  private static double near(int order) {
    return order == 1 ? 0.5 : 1;
  }

  /** An angle t = pi x without its whole half turns. */
  private static final class Turn {
    private final Tensor x;
    private final Tensor t;
    private final Tensor rest;
    private final Tensor sign;

    Turn(Tensor x) {
      this.x = x;
      this.t = x.times(Math.PI);
      Tensor k = x.round();
      Tensor odd = k.minus(k.times(0.5).floor().times(2));
      this.sign = odd.times(-2).plus(1);
      this.rest = x.minus(k).times(Math.PI);
    }

    /** sin(t + n pi/2). */
    Tensor sine(int n) {
      Tensor y = (n % 2 == 0 ? rest.sin() : rest.cos()).times(sign);
      return n % 4 < 2 ? y : y.unaryMinus();
    }
  }

  /**
   * {@code t^(n mod 2) (p(u^2) + u q(u^2))} with u = t^2, p and q by Horner's scheme: two short
   * chains of operations that wait for each other instead of a long one.
   */
  private static Tensor series(int n, Tensor t) {
    double[] c = coefficients(n, t.dtype());
    Tensor u = t.square();
    Tensor square = u.square();
    Tensor sum = horner(c, 0, square).plus(horner(c, 1, square).times(u));
    return n % 2 == 0 ? sum : sum.times(t);
  }

  private static Tensor horner(double[] c, int first, Tensor x) {
    int last = c.length - 1 - (c.length - 1 - first) % 2;
    Tensor sum = x.onesLike().times(c[last]);
    for (int i = last - 2; i >= 0; i -= 2) {
      sum = sum.times(x).plus(c[i]);
    }
    return sum;
  }

  /** As many as change a sum where it is used. */
  static double[] coefficients(int n, DType dtype) {
    double least = dtype == DType.FLOAT32 ? 0x1p-28 : 0x1p-57;
    double[] all = new double[32];
    int count = 0;
    double factorial = 1;
    double power = 1;
    for (int m = 0; power / factorial / (m + n + 1) > least || count == 0; m++) {
      if ((m + n) % 2 == 0) {
        int sign = (m + n) % 4 == 0 ? 1 : -1;
        all[count++] = sign / ((m + n + 1) * factorial);
      }
      power *= Math.PI * near(n);
      factorial *= m + 1;
    }
    return Arrays.copyOf(all, count);
  }
}
