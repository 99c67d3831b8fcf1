package dev.jacobi.schedule;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the instructions of one phase and makes the buffers that they need. */
final class Emitter {
  private final List<Buffer> buffers;
  private final List<Instruction> body = new ArrayList<>();
  private final boolean perSample;
  private final Map<View, View> packs = new HashMap<>();

  /** An emitter whose new buffers are added to {@code buffers}. */
  Emitter(List<Buffer> buffers, boolean perSample) {
    this.buffers = buffers;
    this.perSample = perSample;
  }

  boolean perSample() {
    return perSample;
  }

  List<Instruction> body() {
    return body;
  }

  void emit(Instruction instruction) {
    body.add(instruction);
  }

  Buffer buffer(Buffer.Kind kind, DType dtype, int elements, @Nullable ArrayValue constant) {
    Buffer buffer = new Buffer(buffers.size(), kind, dtype, elements, constant);
    buffers.add(buffer);
    return buffer;
  }

  /** A new dense value: a tile in a per-sample phase, else a whole. */
  View fresh(DType dtype, Shape shape) {
    return perSample
        ? View.tile(buffer(Buffer.Kind.TILE, dtype, shape.elements() * View.PANEL, null), shape)
        : View.whole(buffer(Buffer.Kind.WHOLE, dtype, shape.elements(), null), shape);
  }

  /** {@code view} itself if it is dense, else a dense copy. */
  View dense(View view) {
    if (view.dense() && view.lanes() == perSample) {
      return view;
    }
    View copy = fresh(view.buffer().dtype(), view.shape());
    emit(new Instruction.Copy(perSample ? view.besideSamples() : view, copy));
    return copy;
  }

  /**
   * {@code view}'s axes in the order of the groups, one axis for each group: as they lie where the
   * axes of each group lie one behind the other, else a dense copy.
   */
  View strided(View view, Ints... groups) {
    int[] sizes = new int[groups.length];
    int[] strides = new int[groups.length];
    for (int i = 0; i < groups.length; i++) {
      sizes[i] = 1;
      for (int at = groups[i].size() - 1; at >= 0; at--) {
        int axis = groups[i].get(at);
        if (view.sizes().get(axis) == 1) {
          continue;
        }
        if (sizes[i] == 1) {
          strides[i] = view.strides().get(axis);
        } else if (view.strides().get(axis) != sizes[i] * strides[i]) {
          return grouped(view, groups);
        }
        sizes[i] *= view.sizes().get(axis);
      }
    }
    return view.with(view.offset(), Ints.of(sizes), Ints.of(strides));
  }

  /** A dense value from {@code view}'s axes in the order of the groups, one axis for each group. */
  View grouped(View view, Ints... groups) {
    Ints order = Ints.of();
    int[] sizes = new int[groups.length];
    for (int i = 0; i < groups.length; i++) {
      sizes[i] = 1;
      for (int axis : groups[i].toArray()) {
        order = order.append(axis);
        sizes[i] *= view.sizes().get(axis);
      }
    }
    return dense(view.permute(order)).reshape(Shape.of(sizes));
  }

  /** Weights {@code [g, m, k]} as {@link Instruction.Pack} leaves them; once for each of them. */
  View packed(View weights, int g, int m, int k) {
    return packs.computeIfAbsent(
        weights.with(weights.offset(), Ints.of(g, m, k), weights.strides()),
        w -> {
          View packed = fresh(w.buffer().dtype(), Shape.of(g, Instruction.Pack.length(m, k)));
          emit(new Instruction.Pack(w, g, m, k, packed));
          return packed;
        });
  }
}
