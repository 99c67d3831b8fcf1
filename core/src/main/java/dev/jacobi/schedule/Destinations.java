package dev.jacobi.schedule;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the values of a per-sample stage are written that are put together with others: straight
 * into their places, such as the gates of a step into the step, and that into the stack of all
 * steps. Whoever else uses such a value reads it there. Only elementwise results and what is put
 * together itself go there, each to one place.
 */
final class Destinations {
  /** Loops over a tile's panels need so many numbers of each sample to be worth their calls. */
  private static final int FEWEST = 16;

  private final Stages stages;
  private final int stage;
  private final Emitter emitter;
  private final Map<Node, View> places = new IdentityHashMap<>();

  /** The places for the values of per-sample stage {@code stage}. */
  Destinations(Stages stages, int stage, Emitter emitter) {
    this.stages = stages;
    this.stage = stage;
    this.emitter = emitter;
    for (Node node : stages.order().reversed()) {
      if (isHere(node) && node.op() instanceof Op.Movement.Concat(var axis)) {
        assign(node, axis);
      }
    }
  }

  /** The place of {@code node}, or null where it may be anywhere. */
  @Nullable View of(Node node) {
    return places.get(node);
  }

  private boolean isHere(Node node) {
    return stages.sample(node) != null && stages.placement().computes(stage, node);
  }

  /** A value that has a place in another one. */
  private record Part(Node node, int start, int limit) {}

  private void assign(Node whole, int axis) {
    Shape local = stages.local(whole);
    if (local.elements(0, axis) != 1) {
      return; // the elements of a part are no neighbours
    }
    List<Part> parts = new ArrayList<>();
    int start = 0;
    long elements = 0;
    for (int i = 0; i < whole.inputs().size(); i++) {
      int limit = start + stages.local(whole.input(i)).size(axis);
      Node source = source(whole, i);
      if (source != null && parts.stream().noneMatch(part -> part.node == source)) {
        parts.add(new Part(source, start, limit));
        elements += stages.local(source).elements();
      }
      start = limit;
    }
    // what is copied anyway would keep room for itself from the first part on
    if (parts.isEmpty() || 2 * elements < local.elements()) {
      return;
    }
    View view = places.computeIfAbsent(whole, n -> emitter.fresh(n.dtype(), local));
    for (Part part : parts) {
      View place = view.slice(Ints.of(axis), Ints.of(part.start), Ints.of(part.limit), Ints.of(1));
      places.put(part.node, place.reshape(stages.local(part.node)));
    }
  }

  /**
   * What computes operand {@code index}, possibly under other sizes, if it can be computed at its
   * place.
   */
  private @Nullable Node source(Node whole, int index) {
    Node user = whole;
    int operand = index;
    Node x = user.input(operand);
    while (isAlignedHere(user, operand) && isResized(x)) {
      user = x;
      operand = 0;
      x = user.input(0);
    }
    boolean fits =
        isAlignedHere(user, operand)
            && (x.op() instanceof Op.Elementwise || x.op() instanceof Op.Movement.Concat)
            && stages.local(x).elements() >= FEWEST
            && !places.containsKey(x);
    return fits ? x : null;
  }

  private boolean isAlignedHere(Node user, int operand) {
    return isHere(user.input(operand)) && stages.isAligned(user, operand);
  }

  /** Whether nothing but axes of size 1 comes or goes. */
  private boolean isResized(Node node) {
    return (node.op() instanceof Op.Movement.Reshape || node.op() instanceof Op.Movement.Expand)
        && stages.sample(node.input(0)) != null
        && stages.local(node).squeezed().equals(stages.local(node.input(0)).squeezed());
  }
}
