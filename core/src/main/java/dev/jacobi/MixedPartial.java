package dev.jacobi;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.optimize.Simplifier;
import dev.jacobi.transform.Cheapest;
import dev.jacobi.transform.Taylor;
import dev.jacobi.type.Ints;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One partial derivative of any order, {@code d^k y / dx_i dx_j ...}, for every sample. The powers
 * of each coordinate take one series; coordinates are nested, in the order that costs least.
 */
final class MixedPartial {
  private final Tensor x;
  private final boolean samples;

  private MixedPartial(Tensor x, boolean samples) {
    this.x = x;
    this.samples = samples;
  }

  static Tensor of(Tensor y, Tensor x, int... coordinates) {
    boolean samples = y.rank() > 0;
    Tensor first = samples ? Derivatives.samplesFirst("partial", y, x) : y;
    Derivatives.requireFloat("partial", "y", y);
    Derivatives.requireFloat("partial", "x", x);
    Derivatives.requirePath("partial", y, x);
    Node node = new MixedPartial(x, samples).of(first, coordinates);
    Op marker = new Op.Marker.Derived(samples ? 0 : -1);
    Node place = samples ? x.node() : y.node();
    Node other = samples ? y.node() : x.node();
    return new Tensor(Node.of(marker, node, place, other));
  }

  private Node of(Tensor y, int... coordinates) {
    if (coordinates.length < 1 || coordinates.length > Jet.MAX_ORDER) {
      throw new JacobiException(
          "partial: "
              + coordinates.length
              + " coordinates; the order of the derivative is 1 to "
              + Jet.MAX_ORDER);
    }
    Map<Integer, Integer> powers = new TreeMap<>();
    for (int coordinate : coordinates) {
      powers.merge(counted(coordinate), 1, Integer::sum);
    }
    List<Cheapest.Way> ways = new ArrayList<>();
    for (List<Integer> order : orders(List.copyOf(powers.keySet()))) {
      Node nested = y.node();
      for (int coordinate : order) {
        nested =
            nested == null ? null : power(nested, coordinate, powers.getOrDefault(coordinate, 0));
      }
      Node value = nested == null ? Nodes.zerosLike(y.node()) : nested;
      ways.add(new Cheapest.Way("by " + order, value));
    }
    Cheapest cheapest = Cheapest.of(List.of(y.node()), ways, Simplifier::simplify);
    return Nodes.reshape(cheapest.way().value(), y.shape())
        .withNote(
            "partial of y "
                + y.shape()
                + " by coordinates "
                + Arrays.toString(coordinates)
                + " of x "
                + x.shape()
                + ": "
                + cheapest.why());
  }

  private int counted(int coordinate) {
    int own = x.shape().elements(samples ? 1 : 0, x.rank());
    int counted = coordinate < 0 ? coordinate + own : coordinate;
    if (counted < 0 || counted >= own) {
      throw new ShapeException(
          "partial: coordinate "
              + coordinate
              + " of x "
              + x.shape()
              + "; there are "
              + own
              + (samples ? " for each sample" : "")
              + ", counted in row-major order");
    }
    return counted;
  }

  /** All orders of two or three coordinates; one order of more. */
  private static List<List<Integer>> orders(List<Integer> coordinates) {
    if (coordinates.size() > 3) {
      return List.of(coordinates);
    }
    if (coordinates.size() < 2) {
      return List.of(coordinates);
    }
    List<List<Integer>> all = new ArrayList<>();
    for (Integer first : coordinates) {
      List<Integer> others = new ArrayList<>(coordinates);
      others.remove(first);
      for (List<Integer> rest : orders(others)) {
        List<Integer> order = new ArrayList<>(List.of(first));
        order.addAll(rest);
        all.add(order);
      }
    }
    return all;
  }

  // d^k y / dx_i^k = k! y_k as x_i moves
  private @Nullable Node power(Node y, int coordinate, int k) {
    Node coefficient = Taylor.series(y, x.node(), Taylor.line(unit(coordinate), k)).get(k - 1);
    double factorial = 1;
    for (int i = 2; i <= k; i++) {
      factorial *= i;
    }
    return coefficient == null || k == 1 ? coefficient : Nodes.scale(factorial, coefficient);
  }

  private Node unit(int coordinate) {
    Shape own = x.shape().slice(samples ? 1 : 0, x.rank());
    double[] one = new double[own.elements()];
    one[coordinate] = 1;
    Node unit = Nodes.cast(Nodes.constant(ArrayValue.of(own, one)), x.dtype());
    return samples ? Nodes.expand(unit, x.shape(), Ints.range(1, x.rank())) : unit;
  }
}
