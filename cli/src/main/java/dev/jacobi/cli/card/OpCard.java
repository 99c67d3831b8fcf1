package dev.jacobi.cli.card;

import dev.jacobi.Tensor;
import dev.jacobi.cli.model.Nearest;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.optimize.Simplifier;
import dev.jacobi.reference.ReferenceEvaluator;
import dev.jacobi.testkit.Bound;
import dev.jacobi.testkit.OpSample;
import dev.jacobi.testkit.OpSamples;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is known of an operation. Nothing on it is written by hand. */
public final class OpCard {
  private static final Shape POINTS = Shape.of(4096);
  private static final int ROUNDS = 25;

  private OpCard() {}

  /** The names of all operations. */
  public static List<String> names() {
    return List.copyOf(OpSamples.families().keySet());
  }

  /**
   * The lines of a card, by what they are.
   *
   * @throws JacobiException if there is no operation of that name; it suggests the nearest
   */
  public static Map<String, String> of(String name) {
    List<String> found = find(name);
    List<OpSample> samples = Objects.requireNonNull(OpSamples.families().get(found.get(0)));
    Map<String, String> card = new LinkedHashMap<>();
    OpSample sample = samples.get(0);
    List<Node> operands = sample.inputs(DType.FLOAT64, Shape.scalar());
    Node result = sample.apply(operands, Shape.scalar());
    card.put("operation", sample.family());
    if (found.size() > 1) {
      card.put("other forms", String.join("; ", found.subList(1, found.size())));
    }
    card.put(
        "operands",
        operands.stream().map(n -> n.dtype() + "" + n.shape()).collect(Collectors.joining(", ")));
    card.put("result", result.dtype() + "" + result.shape());
    card.put("formula", Formula.of(result));
    if (sample.hasDerivatives()) {
      derivatives(sample, operands, result, card);
    } else {
      card.put("derivatives", "none");
    }
    card.put("claimed", claim(samples));
    for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
      if (sample.hasDerivatives()) {
        card.put("measured, " + dtype, measured(samples.get(samples.size() - 1), dtype));
      }
    }
    return card;
  }

  /** The operation of that name, or all whose names begin with it, as gather has many forms. */
  private static List<String> find(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (names().contains(lower)) {
      return List.of(lower);
    }
    List<String> forms = names().stream().filter(each -> firstWord(each).equals(lower)).toList();
    if (forms.isEmpty()) {
      List<String> words = names().stream().map(OpCard::firstWord).distinct().toList();
      String hint = Nearest.hint(lower, words);
      throw new JacobiException(
          "--op: no operation '"
              + name
              + "'"
              + (hint.isEmpty() ? "; there are " + String.join(", ", words) : hint));
    }
    return forms;
  }

  private static String firstWord(String family) {
    return family.split("[: ]")[0];
  }

  private static void derivatives(
      OpSample sample, List<Node> operands, Node result, Map<String, String> card) {
    Tensor y = new Tensor(result);
    Tensor cotangent = input("v", result);
    for (int i : sample.reals()) {
      Tensor x = new Tensor(operands.get(i));
      card.put("forward, along u of x" + i, text(y.jvp(x, input("u", operands.get(i)))));
      card.put("reverse, v to x" + i, text(y.vjp(x, cotangent)));
    }
    card.put(
        "smooth",
        sample.smooth() == 0
            ? "its derivatives are what convention says, not differences"
            : "derivatives to order " + sample.smooth() + " checked by finite differences");
  }

  private static Tensor input(String name, Node like) {
    return new Tensor(Node.of(new Op.Source.Input(name, like.shape(), like.dtype(), -1)));
  }

  private static String text(Tensor derivative) {
    return Formula.of(Simplifier.simplify(List.of(derivative.node())).get(0));
  }

  private static String claim(List<OpSample> samples) {
    return samples.stream()
        .map(OpSample::bound)
        .distinct()
        .map(bound ->
            switch (bound) {
              case Bound.Exact() -> "the same bits as the reference";
              case Bound.WithinUlps(var wide, var narrow) ->
                  wide + " ulps in float64, " + narrow + " in float32";
              case Bound.Backward(var terms) ->
                  terms + " roundings of the same sum of absolute values";
              case Bound.Product(var factors) -> factors + " roundings";
              case Bound.Normwise(var roundings) -> roundings + " roundings of the largest element";
            })
        .collect(Collectors.joining("; by size: ", "within ", ""))
        .replace("within the same", "the same");
  }

  /** The engine against the reference in float64, at ordinary numbers of the operation's domain. */
  private static String measured(OpSample sample, DType dtype) {
    double worst = 0;
    long numbers = 0;
    for (int round = 0; round < ROUNDS; round++) {
      List<ArrayValue> drawn = sample.draw(dtype, POINTS, round);
      List<Node> own = drawn.stream().map(Nodes::constant).toList();
      List<Node> wide =
          drawn.stream()
              .map(v -> v.dtype() == DType.FLOAT32 ? widened(v) : v)
              .map(Nodes::constant)
              .toList();
      double[] found = new Tensor(sample.apply(own, POINTS)).toDoubles();
      Node exact = sample.apply(wide, POINTS);
      ArrayValue truth = new ReferenceEvaluator().evaluate(List.of(exact), Map.of()).get(0);
      numbers += found.length;
      for (int i = 0; i < found.length; i++) {
        worst = Math.max(worst, ulps(found[i], truth.getDouble(i), dtype));
      }
    }
    return String.format(
        Locale.ROOT, "%.2f ulps at most, of %,d numbers on this machine", worst, numbers);
  }

  private static ArrayValue widened(ArrayValue narrow) {
    double[] wide =
        IntStream.range(0, narrow.shape().elements()).mapToDouble(narrow::getDouble).toArray();
    return ArrayValue.of(narrow.shape(), wide);
  }

  private static double ulps(double found, double truth, DType dtype) {
    if (Double.compare(found, truth) == 0 || (Double.isNaN(found) && Double.isNaN(truth))) {
      return 0;
    }
    double unit = dtype == DType.FLOAT32 ? Math.ulp((float) truth) : Math.ulp(truth);
    return Math.abs(found - truth) / unit;
  }

  /** The lines of a card as text. */
  public static List<String> lines(Map<String, String> card) {
    int width = card.keySet().stream().mapToInt(String::length).max().orElse(0);
    List<String> lines = new ArrayList<>();
    card.forEach((name, text) -> lines.add(("%-" + width + "s  %s").formatted(name, text)));
    return lines;
  }
}
