package dev.jacobi.cpu;

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
    List<View> views = new ArrayList<>(map.reads());
    views.add(map.writes());
    Nest nest = new Nest(views, View.PANEL, false);
    int last = views.size() - 1;
    int[] ids = views.stream().mapToInt(v -> v.buffer().id()).toArray();
    int y = ids[last];
    DType dtype = views.get(0).buffer().dtype();
    return switch (map.op()) {
      case Op.Elementwise.Unary(var kind) ->
          nest.step((frame, at, rows, n) ->
              kernels.unary(
                  kind,
                  dtype,
                  frame.arrays[ids[0]],
                  at[0],
                  nest.rowStride(0),
                  nest.runStride(0),
                  frame.arrays[y],
                  at[1],
                  nest.rowStride(1),
                  rows,
                  n));
      case Op.Elementwise.Binary(var kind) ->
          nest.step((frame, at, rows, n) ->
              kernels.binary(
                  kind,
                  dtype,
                  frame.arrays[ids[0]],
                  at[0],
                  nest.rowStride(0),
                  nest.runStride(0),
                  frame.arrays[ids[1]],
                  at[1],
                  nest.rowStride(1),
                  nest.runStride(1),
                  frame.arrays[y],
                  at[2],
                  nest.rowStride(2),
                  rows,
                  n));
      case Op.Elementwise.Compare(var kind) ->
          nest.step((frame, at, rows, n) ->
              kernels.compare(
                  kind,
                  dtype,
                  frame.arrays[ids[0]],
                  at[0],
                  nest.rowStride(0),
                  nest.runStride(0),
                  frame.arrays[ids[1]],
                  at[1],
                  nest.rowStride(1),
                  nest.runStride(1),
                  (boolean[]) frame.arrays[y],
                  at[2],
                  nest.rowStride(2),
                  rows,
                  n));
      case Op.Elementwise.Logic(var kind) ->
          nest.step((frame, at, rows, n) ->
              kernels.logic(
                  kind,
                  (boolean[]) frame.arrays[ids[0]],
                  at[0],
                  nest.rowStride(0),
                  nest.runStride(0),
                  (boolean[]) frame.arrays[ids[1]],
                  at[1],
                  nest.rowStride(1),
                  nest.runStride(1),
                  (boolean[]) frame.arrays[y],
                  at[2],
                  nest.rowStride(2),
                  rows,
                  n));
      case Op.Elementwise.Select() ->
          nest.step((frame, at, rows, n) ->
              kernels.select(
                  map.dtype(),
                  (boolean[]) frame.arrays[ids[0]],
                  at[0],
                  nest.rowStride(0),
                  nest.runStride(0),
                  frame.arrays[ids[1]],
                  at[1],
                  nest.rowStride(1),
                  nest.runStride(1),
                  frame.arrays[ids[2]],
                  at[2],
                  nest.rowStride(2),
                  nest.runStride(2),
                  frame.arrays[y],
                  at[3],
                  nest.rowStride(3),
                  rows,
                  n));
      case Op.Elementwise.Cast(var to) ->
          nest.step((frame, at, rows, n) ->
              kernels.cast(
                  dtype,
                  to,
                  frame.arrays[ids[0]],
                  at[0],
                  nest.rowStride(0),
                  nest.runStride(0),
                  frame.arrays[y],
                  at[1],
                  nest.rowStride(1),
                  rows,
                  n));
    };
  }
}
