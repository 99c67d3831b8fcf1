package dev.jacobi.testkit.laws.engine;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Contractions of every pattern, indexing and random bits. */
final class ContractionRules {
  private ContractionRules() {}

  static final List<Rule> ALL =
      List.of(
          ContractionRules::contract,
          ContractionRules::contract,
          ContractionRules::contract,
          ContractionRules::contractWeights,
          ContractionRules::contractWeights,
          ContractionRules::gather,
          ContractionRules::gather,
          ContractionRules::scatter,
          ContractionRules::scatter,
          ContractionRules::argSort,
          ContractionRules::iota,
          ContractionRules::randomBits);

  /** Two nodes; axes of equal size may share a letter, and shared letters may be summed. */
  private static @Nullable Node contract(Growth graph) {
    Node a = graph.pick(n -> n.dtype() != DType.BOOL);
    Node b = a == null ? null : graph.pick(n -> n.dtype() == a.dtype());
    return a == null || b == null ? null : contract(graph, a, b);
  }

  /** A node and new weights with some of its sizes. */
  private static @Nullable Node contractWeights(Growth graph) {
    Node a = graph.pick(n -> n.dtype().isFloat() && n.shape().rank() > 0);
    if (a == null) {
      return null;
    }
    Random random = graph.random;
    int[] shared = IntStream.of(a.shape().sizes()).filter(s -> random.nextBoolean()).toArray();
    Node b = graph.source(a.dtype(), Shape.of(shared).concat(Shape.of(graph.sizes(2))));
    return random.nextBoolean() ? contract(graph, a, b) : contract(graph, b, a);
  }

  private static @Nullable Node contract(Growth graph, Node a, Node b) {
    Random random = graph.random;
    Ints lhs = Ints.range(0, a.shape().rank());
    Ints rhs = Ints.of();
    List<Integer> out = new ArrayList<>();
    List<Integer> shared = new ArrayList<>();
    for (int axis = 0; axis < b.shape().rank(); axis++) {
      int size = b.shape().size(axis);
      int[] partners =
          lhs.stream().filter(l -> a.shape().size(l) == size && !shared.contains(l)).toArray();
      if (partners.length > 0 && random.nextInt(5) > 0) {
        int letter = partners[random.nextInt(partners.length)];
        shared.add(letter);
        rhs = rhs.append(letter);
        if (random.nextInt(3) == 0) {
          out.add(letter);
        }
      } else {
        rhs = rhs.append(lhs.size() + axis);
        out.add(lhs.size() + axis);
      }
    }
    lhs.stream().filter(l -> !shared.contains(l)).forEach(out::add);
    Collections.shuffle(out, random);
    return graph.add(new Op.Contract(lhs, rhs, MovementRules.ints(out)), a, b);
  }

  private static @Nullable Node gather(Growth graph) {
    Node x = graph.pick(n -> n.shape().rank() > 0);
    if (x == null) {
      return null;
    }
    Random random = graph.random;
    int axis = MovementRules.axis(random, x);
    int batch = random.nextInt(axis + 1);
    int n = x.shape().size(axis);
    if (n == 0) {
      return null;
    }
    Shape shape = x.shape().slice(0, batch).concat(indexShape(graph, batch));
    return graph.add(new Op.Indexing.Gather(axis, batch), x, graph.indices(shape, n));
  }

  /** The axes of indices behind those that run together; at times all samples. */
  private static Shape indexShape(Growth graph, int batch) {
    return batch == 0 && graph.random.nextInt(3) == 0
        ? Shape.of(graph.samples)
        : Shape.of(graph.sizes(2));
  }

  private static @Nullable Node scatter(Growth graph) {
    Node updates = graph.pick(n -> true);
    if (updates == null) {
      return null;
    }
    Random random = graph.random;
    Shape shape = updates.shape();
    int axis = random.nextInt(shape.rank() + 1);
    int end = random.nextInt(axis, shape.rank() + 1);
    int batch = random.nextInt(axis + 1);
    int n = graph.size();
    Shape indices = shape.slice(0, batch).concat(shape.slice(axis, end));
    return graph.add(
        new Op.Indexing.ScatterAdd(axis, batch, n), updates, graph.indices(indices, n));
  }

  private static @Nullable Node argSort(Growth graph) {
    Node x = graph.pick(n -> n.shape().rank() > 0);
    return x == null
        ? null
        : graph.add(new Op.Indexing.ArgSort(MovementRules.axis(graph.random, x)), x);
  }

  private static @Nullable Node iota(Growth graph) {
    Node x = graph.pick(n -> n.shape().rank() > 0);
    if (x == null) {
      return null;
    }
    DType[] types = {DType.INT32, DType.INT64, graph.real};
    DType dtype = ElementwiseRules.any(graph.random, types);
    int axis = MovementRules.axis(graph.random, x);
    return graph.add(() -> Node.of(new Op.Source.Iota(x.shape(), axis, dtype)));
  }

  /** Bits for each of some keys: those of the samples, or others. */
  private static @Nullable Node randomBits(Growth graph) {
    Random random = graph.random;
    Shape batch = random.nextInt(3) > 0 ? Shape.of(graph.samples) : Shape.of(graph.sizes(1));
    Node keys = graph.source(DType.INT32, batch.concat(Shape.of(2)));
    Node streams = graph.source(DType.INT64, batch);
    return graph.add(
        new Op.Source.RandomBits(Shape.of(graph.sizes(2)), random.nextInt(3)), keys, streams);
  }
}
