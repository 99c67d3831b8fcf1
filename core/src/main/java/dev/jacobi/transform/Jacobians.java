package dev.jacobi.transform;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Walk;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.List;
import java.util.Map;

/**
 * Jacobians from sweeps that run for all seeds at once: one sweep is written for a placeholder seed
 * and then batched over the rows of an identity.
 */
public final class Jacobians {
  private Jacobians() {}

  /** Which sweeps. */
  public enum Sweep {
    /** One for each element of z. */
    FORWARD,
    /** One for each element of y. */
    REVERSE
  }

  /**
   * The Jacobian of every sample.
   *
   * @param y {@code [B, m...]}, each sample of which depends on no other sample of z
   * @param z {@code [B, n...]}
   * @return {@code [B, m..., n...]}
   */
  public static Node perSample(Sweep sweep, Node y, Node z) {
    Shape m = y.shape().slice(1, y.shape().rank());
    Shape n = z.shape().slice(1, z.shape().rank());
    Shape result = y.shape().concat(n);
    return switch (sweep) {
      case REVERSE -> {
        // [m, B, n...]
        Node rows = pullback(y, z, everySample(m, y));
        yield shaped(Nodes.moveAxis(rows, 0, 1), result, y);
      }
      case FORWARD -> {
        // [n, B, m...]
        Node columns = pushforward(y, z, everySample(n, z));
        yield shaped(Nodes.moveAxis(columns, 0, y.shape().rank()), result, y);
      }
    };
  }

  /** The same basis for every sample: {@code [k, shape...]} to {@code [k, B, shape...]}. */
  static Node everySample(Shape own, Node like) {
    Node basis = Batching.basis(own, like.dtype());
    return Nodes.expand(
        basis,
        like.shape().insert(0, own.elements()),
        Ints.range(2, like.shape().rank() + 1).prepend(0));
  }

  /**
   * The whole Jacobian.
   *
   * @return {@code [y..., z...]}
   */
  public static Node full(Sweep sweep, Node y, Node z) {
    Shape result = y.shape().concat(z.shape());
    return switch (sweep) {
      case REVERSE -> shaped(pullback(y, z, Batching.basis(y.shape(), y.dtype())), result, y);
      case FORWARD ->
          shaped(
              Nodes.moveAxis(
                  pushforward(y, z, Batching.basis(z.shape(), z.dtype())), 0, y.shape().rank()),
              result,
              y);
    };
  }

  /**
   * Columns of {@code J^T J} without J: each is a reverse sweep after a forward one.
   *
   * @param samples whether axis 0 of y and z is that of samples, apart from each other
   * @return {@code [B, n..., n]}, or {@code [z..., n]} without samples
   */
  public static Node metric(Node y, Node z, boolean samples) {
    Shape own = z.shape().slice(samples ? 1 : 0, z.shape().rank());
    Node seeds = samples ? everySample(own, z) : Batching.basis(own, z.dtype());
    Node seed = Nodes.placeholder("seed", z);
    Node tangent = Forward.pushforward(List.of(y), List.of(z), List.of(seed)).get(0);
    Node swept =
        tangent == null ? null : Reverse.pullback(List.of(y), List.of(tangent), List.of(z)).get(0);
    return Nodes.moveAxis(batch(swept, z, seed, seeds), 0, z.shape().rank());
  }

  private static Node pullback(Node y, Node z, Node seeds) {
    Node seed = Nodes.placeholder("seed", y);
    Node swept = Reverse.pullback(List.of(y), List.of(seed), List.of(z)).get(0);
    return batch(swept, z, seed, seeds);
  }

  private static Node pushforward(Node y, Node z, Node seeds) {
    Node seed = Nodes.placeholder("seed", z);
    Node swept = Forward.pushforward(List.of(y), List.of(z), List.of(seed)).get(0);
    return batch(swept, y, seed, seeds);
  }

  private static Node batch(
      @org.jspecify.annotations.Nullable Node swept, Node like, Node seed, Node seeds) {
    int count = seeds.shape().size(0);
    return swept == null
        ? Nodes.fill(like.dtype(), like.shape().insert(0, count), 0)
        : Batching.apply(List.of(swept), count, Map.of(seed, seeds)).get(0);
  }

  /** {@code x} under another shape, in the type of y in either mode. */
  private static Node shaped(Node x, Shape shape, Node y) {
    return Nodes.cast(x.shape().equals(shape) ? x : Nodes.reshape(x, shape), y.dtype());
  }

  /**
   * The diagonal blocks of the whole Jacobian: exact also where samples mix, at the cost of all
   * blocks.
   *
   * @return {@code [B, m..., n...]}
   */
  public static Node diagonalBlocks(Sweep sweep, Node y, Node z) {
    int samples = z.shape().size(0);
    Shape m = y.shape().slice(1, y.shape().rank());
    Shape n = z.shape().slice(1, z.shape().rank());
    Node blocks =
        Nodes.permute(
            Nodes.reshape(
                full(sweep, y, z), Shape.of(samples, m.elements(), samples, n.elements())),
            Ints.of(0, 2, 1, 3));
    Node own =
        Node.of(
            new Op.Indexing.Gather(1, 1), blocks, Nodes.iota(Shape.of(samples), 0, DType.INT64));
    return shaped(own, y.shape().concat(n), y);
  }

  /** {@code y} with its sample axis first: {@code [B, ...]}. */
  public static Node samplesFirst(Node y, Label.Sample label) {
    Node split = y;
    if (label.run() != 1) {
      Shape shape = y.shape();
      int samples = shape.size(label.axis()) / Math.max(label.run(), 1);
      split =
          Nodes.reshape(y, shape.with(label.axis(), samples).insert(label.axis() + 1, label.run()));
    }
    return Nodes.moveAxis(split, label.axis(), 0);
  }

  /**
   * Whether there is any path from {@code z} to {@code y}, be it one that derivatives do not take.
   */
  public static boolean leads(Node z, Node y) {
    return Walk.topological(List.of(y), List.of(z)).contains(z);
  }
}
