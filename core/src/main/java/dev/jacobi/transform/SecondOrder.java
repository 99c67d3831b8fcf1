package dev.jacobi.transform;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sums of second derivatives along directions, {@code sum_d w_d v_d^T H v_d}, of which the
 * Laplacian is one, without the Hessian H.
 *
 * @param y what is differentiated
 * @param x by what
 * @param directions {@code [K, D, x...]}: K sums over D directions each
 * @param weights null for ones, {@code [K, D]}, or {@code [K, D, B]} for each sample
 * @param labels where the samples are if y and x have some, else null
 */
public record SecondOrder(
    Node y, Node x, Node directions, @Nullable Node weights, @Nullable SampleLabels labels) {

  /**
   * The exact ways there are.
   *
   * @return graphs of {@code [K, y...]}
   */
  public List<Cheapest.Way> ways() {
    int count = directions.shape().size(1);
    String each = count == 1 ? " direction" : " directions";
    List<Cheapest.Way> ways = new ArrayList<>();
    ways.add(new Cheapest.Way("Taylor mode, " + count + each, sums(SecondOrder::collapsed)));
    int elements = y.shape().elements();
    boolean scalar = labels == null ? elements == 1 : elements == y.shape().size(0);
    if (scalar) {
      ways.add(
          new Cheapest.Way(
              count + " Hessian-vector product" + (count == 1 ? "" : "s"),
              sums((own, all) -> own.products(all))));
    }
    return ways;
  }

  /** For one sum over directions: this with K = 1, and its directions. */
  private interface Sum {
    Node of(SecondOrder own, Directions directions);
  }

  /** Writes one sum for placeholders and batches it over all. */
  private Node sums(Sum sum) {
    Map<Node, Node> replaced = new IdentityHashMap<>();
    Node rows = placeholder("directions", directions, replaced);
    Node factors = weights == null ? null : placeholder("weights", weights, replaced);
    Node one = sum.of(this, new Directions(x, rows, factors, labels));
    return Batching.apply(List.of(one), directions.shape().size(0), replaced).get(0);
  }

  private static Node placeholder(String name, Node all, Map<Node, Node> replaced) {
    Shape one = all.shape().slice(1, all.shape().rank());
    Node placeholder = Nodes.placeholder(name, Nodes.fill(all.dtype(), one, 0));
    replaced.put(placeholder, all);
    return placeholder;
  }

  // d^2 y / dt^2 = 2 y_2
  private Node collapsed(Directions all) {
    Node second = Taylor.collapsed(y, x, 2, all);
    return second == null ? Nodes.zerosLike(y) : Nodes.scale(2, second);
  }

  // forward over reverse: v . d(gradient) along v
  private Node products(Directions all) {
    Node gradient = Reverse.pullback(List.of(y), List.of(Nodes.fillLike(y, 1)), List.of(x)).get(0);
    Node product =
        gradient == null
            ? null
            : Forward.pushforward(List.of(gradient), List.of(x), List.of(all.one())).get(0);
    if (product == null) {
      return Nodes.zerosLike(y);
    }
    Node terms = Nodes.mul(all.one(), product);
    Ints axes = Ints.range(labels == null ? 0 : 1, terms.shape().rank());
    Node dot = axes.isEmpty() ? terms : Nodes.sum(terms, axes);
    return all.collapse(y, Nodes.cast(Nodes.reshape(dot, y.shape()), y.dtype()));
  }

  /**
   * The unit directions of x, grouped.
   *
   * @param summed the axes of x over which each group runs, ascending; the others number the
   *     groups, apart from axis 0 if that one is the samples'
   * @param samples whether x has samples along axis 0
   */
  public static Node units(Node x, Ints summed, boolean samples) {
    int first = samples ? 1 : 0;
    int rank = x.shape().rank();
    Shape own = x.shape().slice(first, rank);
    Node basis = samples ? Jacobians.everySample(own, x) : Batching.basis(own, x.dtype());
    return grouped(Nodes.reshape(basis, own.concat(x.shape())), x, summed, samples);
  }

  /**
   * A number for each unit direction, grouped like these.
   *
   * @param numbers {@code [x...]} without its samples, or with them in front: {@code [B, x...]}
   */
  public static Node weights(Node numbers, Node x, Ints summed, boolean samples) {
    int own = x.shape().rank() - (samples ? 1 : 0);
    boolean each = numbers.shape().rank() > own;
    return grouped(each ? Nodes.moveAxis(numbers, 0, own) : numbers, x, summed, samples);
  }

  /** {@code [x..., rest...]} to {@code [groups, in each, rest...]}. */
  private static Node grouped(Node numbers, Node x, Ints summed, boolean samples) {
    int first = samples ? 1 : 0;
    int own = x.shape().rank() - first;
    int[] order = new int[numbers.shape().rank()];
    int next = 0;
    int groups = 1;
    for (int axis = 0; axis < own; axis++) {
      if (!summed.contains(axis + first)) {
        order[next++] = axis;
        groups *= numbers.shape().size(axis);
      }
    }
    int each = 1;
    for (int axis = 0; axis < own; axis++) {
      if (summed.contains(axis + first)) {
        order[next++] = axis;
        each *= numbers.shape().size(axis);
      }
    }
    for (int axis = own; axis < order.length; axis++) {
      order[axis] = axis;
    }
    Shape rest = numbers.shape().slice(own, numbers.shape().rank());
    return Nodes.reshape(
        Nodes.permute(numbers, Ints.of(order)), Shape.of(groups, each).concat(rest));
  }
}
