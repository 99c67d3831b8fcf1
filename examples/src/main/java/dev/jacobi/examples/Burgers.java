package dev.jacobi.examples;

import dev.jacobi.Jacobi;
import dev.jacobi.Key;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.nn.Linear;
import dev.jacobi.optim.Adam;
import dev.jacobi.optim.Lbfgs;
import dev.jacobi.optim.Optimizer;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Burgers' equation {@code u_t + u u_x = nu u_xx} on -1 .. 1 from {@code u(0, x) = -sin(pi x)},
 * with {@code u(t, -1) = u(t, 1) = 0}, solved by a physics-informed network (Raissi, Perdikaris,
 * Karniadakis, 2019): a net u(t, x) of which the loss knows only the equation, at random points, by
 * derivatives of the net with respect to its inputs, and the numbers at the start and the border.
 * The solution is known (Cole, 1951; Hopf, 1950), which says how good the net is.
 */
public final class Burgers {
  private static final int WIDTH = 20;
  private static final int LAYERS = 5;

  private Burgers() {}

  /** 2-20-20-20-20-20-1, tanh. */
  record Net(List<Linear> layers) {
    static Net of(long seed) {
      List<Key> keys = Key.of(seed).split(LAYERS + 1);
      List<Linear> layers = new ArrayList<>();
      for (int i = 0; i <= LAYERS; i++) {
        int in = i == 0 ? 2 : WIDTH;
        int out = i == LAYERS ? 1 : WIDTH;
        layers.add(Tree.map(Linear.of(keys.get(i), in, out), weight -> weight.cast(DType.FLOAT64)));
      }
      return new Net(layers);
    }

    /** u at points {@code [B, 2]} of time and place: {@code [B]}. */
    Tensor apply(Tensor tx) {
      Tensor h = tx;
      for (Linear layer : layers.subList(0, LAYERS)) {
        h = layer.apply(h).tanh();
      }
      return layers.get(LAYERS).apply(h).squeeze(1);
    }

    /** {@code u_t + u u_x - nu u_xx} at points: {@code [B]}. */
    Tensor residual(Tensor tx, double nu) {
      Tensor u = apply(tx);
      Tensor diffusion = u.partial(tx, 1, 1).times(nu);
      return u.partial(tx, 0).plus(u.times(u.partial(tx, 1))).minus(diffusion);
    }
  }

  /** Points within, and points with known numbers. */
  record Points(@Samples Tensor within, Tensor known, Tensor numbers) {
    static Points of(int within, int known, SplittableRandom random) {
      double[] inside = new double[2 * within];
      for (int i = 0; i < within; i++) {
        inside[2 * i] = random.nextDouble();
        inside[2 * i + 1] = random.nextDouble(-1, 1);
      }
      double[] places = new double[2 * known];
      double[] numbers = new double[known];
      for (int i = 0; i < known; i++) {
        if (i % 2 == 0) {
          places[2 * i + 1] = random.nextDouble(-1, 1);
          numbers[i] = -Math.sin(Math.PI * places[2 * i + 1]);
        } else {
          places[2 * i] = random.nextDouble();
          places[2 * i + 1] = i % 4 == 1 ? -1 : 1;
        }
      }
      return new Points(
          Tensor.of(Shape.of(within, 2), inside),
          Tensor.of(Shape.of(known, 2), places),
          Tensor.of(numbers));
    }
  }

  record Training(Net net, Optimizer.State<Net> optimizer) {}

  /**
   * What came of it.
   *
   * @param loss of the equation and the known numbers
   * @param error the root of the mean squared error against the solution, relative to the
   *     solution's own
   */
  public record Result(double loss, double error) {}

  static Tensor loss(Net net, Points points, double nu) {
    Tensor known = net.apply(points.known()).minus(points.numbers());
    return net.residual(points.within(), nu).square().mean().plus(known.square().mean());
  }

  /**
   * Learns with viscosity nu, first by Adam, then by L-BFGS.
   *
   * @param within points at which the equation is asked for
   */
  public static Result run(double nu, int within, int adamSteps, int lbfgsSteps) {
    Points points = Points.of(within, Math.max(8, within / 10), new SplittableRandom(1));
    Adam adam = Adam.learningRate(2e-3);
    var step =
        Jacobi.compile((Training t, Points p) -> {
          Tensor loss = loss(t.net(), p, nu);
          Optimizer.Step<Net> moved = adam.update(t.net(), loss.gradient(t.net()), t.optimizer());
          return new Training(moved.model(), moved.state());
        });
    Net start = Net.of(2);
    Training training = new Training(start, adam.init(start));
    for (int i = 0; i < adamSteps; i++) {
      training = step.apply(training, points);
    }
    var fine = Lbfgs.of().withMaxIterations(lbfgsSteps).withTolerances(1e-9, 1e-12);
    Lbfgs.Result<Net> end = fine.minimize(net -> loss(net, points, nu), training.net());
    return new Result(end.loss(), error(end.model(), nu));
  }

  /** Relative to the solution on a grid of 51 times and 101 places. */
  static double error(Net net, double nu) {
    double[] grid = new double[51 * 101 * 2];
    double[] expected = new double[51 * 101];
    for (int i = 0; i < expected.length; i++) {
      grid[2 * i] = i / 101 / 50.0;
      grid[2 * i + 1] = i % 101 / 50.0 - 1;
      expected[i] = solution(grid[2 * i], grid[2 * i + 1], nu);
    }
    double[] found = net.apply(Tensor.of(Shape.of(expected.length, 2), grid)).toDoubles();
    double off = 0;
    double all = 0;
    for (int i = 0; i < expected.length; i++) {
      off += (found[i] - expected[i]) * (found[i] - expected[i]);
      all += expected[i] * expected[i];
    }
    return Math.sqrt(off / all);
  }

  /**
   * {@code -int sin(pi y) f(y) k(x - y) dy / int f(y) k(x - y) dy} with {@code f(y) = exp(-cos(pi
   * y) / (2 pi nu))} and the kernel of heat {@code k(d) = exp(-d^2 / (4 nu t))}. The trapezoidal
   * rule is exact to rounding for such integrands.
   */
  static double solution(double t, double x, double nu) {
    if (t == 0) {
      return -Math.sin(Math.PI * x);
    }
    double width = Math.sqrt(4 * nu * t);
    double above = 0;
    double below = 0;
    for (double s = -12; s <= 12; s += 0.01) {
      double y = x - width * s;
      // f is at most its number at 1, by which both integrals are divided
      double f = Math.exp((-Math.cos(Math.PI * y) - 1) / (2 * Math.PI * nu) - s * s);
      above -= Math.sin(Math.PI * y) * f;
      below += f;
    }
    return above / below;
  }

  /** Full size. */
  public static void main(String[] arguments) {
    Result result = run(0.05, 1000, 1500, 800);
    IO.println(
        String.format(
            Locale.ROOT,
            "loss %.2e, relative error against the solution %.2e",
            result.loss(),
            result.error()));
  }
}
