package dev.jacobi.testkit;

import dev.jacobi.Tensor;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Evaluator;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.reference.ReferenceEvaluator;
import dev.jacobi.transform.Forward;
import dev.jacobi.transform.Reverse;
import dev.jacobi.type.DType;
import dev.jacobi.type.DTypeException;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Checks the derivatives of a function to any order, in one random direction.
 *
 * <p>At each order, with a tangent v of the inputs and a cotangent w of the result:
 *
 * <ul>
 *   <li>forward mode, {@code J v}, against the central difference {@code (f(x + h v) - f(x - h v))
 *       / 2h};
 *   <li>reverse mode, {@code J^T w}, against forward mode by the adjoint identity {@code <w, J v> =
 *       <J^T w, v>};
 *   <li>then both {@code x -> J(x) v} and {@code x -> J(x)^T w} are functions whose derivatives are
 *       checked in turn, so that at order k all 2^k ways to mix the modes are tried.
 * </ul>
 */
public final class GradientCheck {
  /** The seed of the random directions. */
  public static final long SEED = 20_260_117L;

  /**
   * The cube root of the rounding error: halving it further would cost more digits than it wins.
   */
  private static final double STEP = 6e-6;

  private static final double DIFFERENCE_TOLERANCE = 1e-6;
  private static final double ADJOINT_TOLERANCE = 1e-9;

  /** Numbers this much smaller than the function's values drown in its rounding errors. */
  private static final double NOISE = 1e-3;

  private final Evaluator evaluator;
  private final int order;
  private final Random random = new Random(SEED);
  private double differenceError;
  private double adjointError;

  private GradientCheck(Evaluator evaluator, int order) {
    this.evaluator = evaluator;
    this.order = order;
  }

  /**
   * What a check found.
   *
   * @param order the highest order that was checked
   * @param seed the seed of the random directions
   * @param differenceError the largest relative error against finite differences
   * @param adjointError the largest relative error between the modes
   */
  public record Report(int order, long seed, double differenceError, double adjointError) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "derivatives to order %d (seed %d): forward mode = finite differences within %.1e, ="
              + " reverse mode within %.1e",
          order,
          seed,
          differenceError,
          adjointError);
    }
  }

  /**
   * Checks a function of several tensors.
   *
   * @param inputs where; those of float64 are moved, integers and truth values stay
   * @param order the highest order to check, 1 or more
   * @throws CheckFailedException if derivatives are wrong, naming order, mode, numbers and seed
   * @throws DTypeException if an input or the result is float32
   */
  public static Report checkGradients(
      Function<List<Tensor>, Tensor> f, List<Tensor> inputs, int order) {
    return checkGradients(f, inputs, order, new ReferenceEvaluator());
  }

  /** Checks a function of one tensor. */
  public static Report checkGradients(Function<Tensor, Tensor> f, Tensor input, int order) {
    return checkGradients(inputs -> f.apply(inputs.get(0)), List.of(input), order);
  }

  /** The same with numbers computed by another evaluator. */
  public static Report checkGradients(
      Function<List<Tensor>, Tensor> f, List<Tensor> inputs, int order, Evaluator evaluator) {
    for (int i = 0; i < inputs.size(); i++) {
      requireDouble("input " + i, inputs.get(i), inputs.get(i).dtype().isFloat());
    }
    GradientCheck check = new GradientCheck(evaluator, order);
    check.check(f, inputs, 1, "f");
    return new Report(order, SEED, check.differenceError, check.adjointError);
  }

  private static void requireDouble(String role, Tensor x, boolean differentiated) {
    if (differentiated && x.dtype() != DType.FLOAT64) {
      throw new DTypeException(
          "checkGradients: "
              + role
              + " is "
              + x.dtype()
              + x.shape()
              + "; finite differences need the digits of float64; cast it");
    }
  }

  private void check(Function<List<Tensor>, Tensor> f, List<Tensor> at, int k, String what) {
    if (k > order) {
      return;
    }
    List<Tensor> tangents = at.stream().map(this::direction).toList();
    Tensor y = f.apply(at);
    requireDouble("the result", y, true);
    Tensor cotangent = direction(y);

    Tensor forward = pushforward(f, at, tangents);
    compareWithDifferences(f, at, tangents, values(forward), k, what);
    compareModes(forward, cotangent, pullback(f, at, cotangent), tangents, k, what);

    check(x -> pushforward(f, x, tangents), at, k + 1, "forward mode of " + what);
    check(x -> ravelled(pullback(f, x, cotangent)), at, k + 1, "reverse mode of " + what);
  }

  /** Random numbers from -1 to 1 for a tensor of floats. */
  private Tensor direction(Tensor like) {
    return like.dtype().isFloat()
        ? Tensor.of(like.shape(), random.doubles(like.shape().elements(), -1, 1).toArray())
        : like;
  }

  /** J v: the derivative of f in the direction of the tangents. */
  private static Tensor pushforward(
      Function<List<Tensor>, Tensor> f, List<Tensor> at, List<Tensor> tangents) {
    List<Node> sources = own(at);
    Node y = f.apply(sources.stream().map(Tensor::new).toList()).node();
    List<@Nullable Node> found =
        Forward.pushforward(
            List.of(y), floats(sources), floats(tangents.stream().map(Tensor::node).toList()));
    return orZeros(found.get(0), y);
  }

  /** J^T w for each input of floats. */
  private static List<Tensor> pullback(
      Function<List<Tensor>, Tensor> f, List<Tensor> at, Tensor cotangent) {
    List<Node> sources = own(at);
    Node y = f.apply(sources.stream().map(Tensor::new).toList()).node();
    List<Node> reals = floats(sources);
    List<@Nullable Node> found = Reverse.pullback(List.of(y), List.of(cotangent.node()), reals);
    List<Tensor> cotangents = new ArrayList<>();
    for (int i = 0; i < reals.size(); i++) {
      cotangents.add(orZeros(found.get(i), reals.get(i)));
    }
    return cotangents;
  }

  /** The same values under an identity of their own, so that only this use is differentiated. */
  private static List<Node> own(List<Tensor> at) {
    return at.stream().map(x -> Nodes.reshape(x.node(), x.shape())).toList();
  }

  private static List<Node> floats(List<Node> nodes) {
    return nodes.stream().filter(node -> node.dtype().isFloat()).toList();
  }

  private static Tensor orZeros(@Nullable Node derivative, Node like) {
    return new Tensor(derivative == null ? Nodes.zerosLike(like) : derivative);
  }

  /** All elements of some tensors in one vector. */
  private static Tensor ravelled(List<Tensor> parts) {
    return Tensor.concat(
        0, parts.stream().map(part -> part.reshape(Shape.of(part.shape().elements()))).toList());
  }

  private void compareWithDifferences(
      Function<List<Tensor>, Tensor> f,
      List<Tensor> at,
      List<Tensor> tangents,
      double[] forward,
      int k,
      String what) {
    double[] high = values(f.apply(moved(at, tangents, STEP)));
    double[] low = values(f.apply(moved(at, tangents, -STEP)));
    double size = 0;
    for (int i = 0; i < forward.length; i++) {
      double difference = (high[i] - low[i]) / (2 * STEP);
      size = Math.max(size, Math.max(Math.abs(forward[i]), Math.abs(difference)));
      size = Math.max(size, NOISE * Math.abs(high[i]));
    }
    for (int i = 0; i < forward.length; i++) {
      double difference = (high[i] - low[i]) / (2 * STEP);
      double error = relative(forward[i] - difference, size);
      differenceError = Math.max(differenceError, error);
      if (!(error <= DIFFERENCE_TOLERANCE)) {
        throw failure(
            k,
            "forward mode of " + what,
            String.format(
                Locale.ROOT,
                "element %d of the derivative in a random direction is %.17g, by finite"
                    + " differences %.17g",
                i,
                forward[i],
                difference),
            error,
            DIFFERENCE_TOLERANCE);
      }
    }
  }

  private List<Tensor> moved(List<Tensor> at, List<Tensor> tangents, double step) {
    List<Tensor> moved = new ArrayList<>();
    for (int i = 0; i < at.size(); i++) {
      moved.add(at.get(i).dtype().isFloat() ? moved(at.get(i), tangents.get(i), step) : at.get(i));
    }
    return moved;
  }

  private Tensor moved(Tensor x, Tensor tangent, double step) {
    double[] numbers = values(x);
    double[] direction = values(tangent);
    for (int e = 0; e < numbers.length; e++) {
      numbers[e] += step * direction[e];
    }
    return Tensor.of(x.shape(), numbers);
  }

  private void compareModes(
      Tensor forward,
      Tensor cotangent,
      List<Tensor> cotangents,
      List<Tensor> tangents,
      int k,
      String what) {
    double[] terms = values(cotangent.times(forward));
    double left = 0;
    double size = 0;
    for (double term : terms) {
      left += term;
      size += Math.abs(term);
    }
    double right = 0;
    List<Tensor> reals = tangents.stream().filter(t -> t.dtype().isFloat()).toList();
    for (int i = 0; i < reals.size(); i++) {
      for (double term : values(cotangents.get(i).times(reals.get(i)))) {
        right += term;
        size += Math.abs(term);
      }
    }
    double error = relative(left - right, size);
    adjointError = Math.max(adjointError, error);
    if (!(error <= ADJOINT_TOLERANCE)) {
      throw failure(
          k,
          "reverse mode of " + what,
          String.format(
              Locale.ROOT, "<J^T w, v> is %.17g, by forward mode <w, J v> is %.17g", right, left),
          error,
          ADJOINT_TOLERANCE);
    }
  }

  private static double relative(double difference, double size) {
    return difference == 0 ? 0 : Math.abs(difference) / size;
  }

  private double[] values(Tensor x) {
    ArrayValue value = evaluator.evaluate(List.of(x.node()), Map.of()).get(0);
    double[] numbers = new double[value.shape().elements()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = value.getDouble(i);
    }
    return numbers;
  }

  private static CheckFailedException failure(
      int order, String what, String comparison, double error, double tolerance) {
    return new CheckFailedException(
        String.format(
            Locale.ROOT,
            "checkGradients: order %d, %s: %s; relative error %.1e, more than %.0e (seed %d); if the"
                + " function has a kink there, move the inputs",
            order,
            what,
            comparison,
            error,
            tolerance,
            SEED));
  }
}
