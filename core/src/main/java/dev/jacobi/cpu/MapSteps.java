package dev.jacobi.cpu;

import dev.jacobi.cpu.kernel.Gamma;
import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.graph.Op;
import dev.jacobi.schedule.Instruction;
import dev.jacobi.schedule.View;
import dev.jacobi.type.DType;
import java.util.ArrayList;
import java.util.List;

/** Elementwise operations. */
final class MapSteps {
  private MapSteps() {}

  static Step bind(Kernels kernels, Instruction.Map map) {
    Nest nest = new Nest(views(map), View.PANEL, false);
    return nest.step(body(kernels, map, nest, 0));
  }

  /** The operands and the result. */
  static List<View> views(Instruction.Map map) {
    List<View> views = new ArrayList<>(map.reads());
    views.add(map.writes());
    return views;
  }

  /** One operation within a nest, whose views from {@code v} on are its operands and its result. */
  static Nest.Body body(Kernels kernels, Instruction.Map map, Nest nest, int v) {
    int[] ids = views(map).stream().mapToInt(view -> view.buffer().id()).toArray();
    int y = ids[ids.length - 1];
    DType dtype = map.reads().get(0).buffer().dtype();
    return switch (map.op()) {
      case Op.Elementwise.Unary(var kind) ->
          (frame, at, rows, n) ->
              kernels.unary(
                  kind,
                  dtype,
                  frame.arrays[ids[0]],
                  at[v],
                  nest.rowStride(v),
                  nest.runStride(v),
                  frame.arrays[y],
                  at[v + 1],
                  nest.rowStride(v + 1),
                  rows,
                  n);
      case Op.Elementwise.LogGamma(var order) ->
          (frame, at, rows, n) ->
              Gamma.rows(
                  order,
                  frame.arrays[ids[0]],
                  at[v],
                  nest.rowStride(v),
                  nest.runStride(v),
                  frame.arrays[y],
                  at[v + 1],
                  nest.rowStride(v + 1),
                  rows,
                  n);
      case Op.Elementwise.Binary(var kind) ->
          (frame, at, rows, n) ->
              kernels.binary(
                  kind,
                  dtype,
                  frame.arrays[ids[0]],
                  at[v],
                  nest.rowStride(v),
                  nest.runStride(v),
                  frame.arrays[ids[1]],
                  at[v + 1],
                  nest.rowStride(v + 1),
                  nest.runStride(v + 1),
                  frame.arrays[y],
                  at[v + 2],
                  nest.rowStride(v + 2),
                  rows,
                  n);
      case Op.Elementwise.Compare(var kind) ->
          (frame, at, rows, n) ->
              kernels.compare(
                  kind,
                  dtype,
                  frame.arrays[ids[0]],
                  at[v],
                  nest.rowStride(v),
                  nest.runStride(v),
                  frame.arrays[ids[1]],
                  at[v + 1],
                  nest.rowStride(v + 1),
                  nest.runStride(v + 1),
                  (boolean[]) frame.arrays[y],
                  at[v + 2],
                  nest.rowStride(v + 2),
                  rows,
                  n);
      case Op.Elementwise.Logic(var kind) ->
          (frame, at, rows, n) ->
              kernels.logic(
                  kind,
                  (boolean[]) frame.arrays[ids[0]],
                  at[v],
                  nest.rowStride(v),
                  nest.runStride(v),
                  (boolean[]) frame.arrays[ids[1]],
                  at[v + 1],
                  nest.rowStride(v + 1),
                  nest.runStride(v + 1),
                  (boolean[]) frame.arrays[y],
                  at[v + 2],
                  nest.rowStride(v + 2),
                  rows,
                  n);
      case Op.Elementwise.Select() ->
          (frame, at, rows, n) ->
              kernels.select(
                  map.dtype(),
                  (boolean[]) frame.arrays[ids[0]],
                  at[v],
                  nest.rowStride(v),
                  nest.runStride(v),
                  frame.arrays[ids[1]],
                  at[v + 1],
                  nest.rowStride(v + 1),
                  nest.runStride(v + 1),
                  frame.arrays[ids[2]],
                  at[v + 2],
                  nest.rowStride(v + 2),
                  nest.runStride(v + 2),
                  frame.arrays[y],
                  at[v + 3],
                  nest.rowStride(v + 3),
                  rows,
                  n);
      case Op.Elementwise.Cast(var to) ->
          (frame, at, rows, n) ->
              kernels.cast(
                  dtype,
                  to,
                  frame.arrays[ids[0]],
                  at[v],
                  nest.rowStride(v),
                  nest.runStride(v),
                  frame.arrays[y],
                  at[v + 1],
                  nest.rowStride(v + 1),
                  rows,
                  n);
    };
  }
}
