package dev.jacobi.cpu;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.reference.Philox;
import dev.jacobi.schedule.Instruction;
import dev.jacobi.schedule.View;
import dev.jacobi.type.DType;

/** Values that come from no other: indices and random bits. */
final class SourceSteps {
  private SourceSteps() {}

  static Step iota(Instruction.Iota iota) {
    View y = iota.writes();
    int id = y.buffer().id();
    int size = y.sizes().get(iota.axis());
    int inner = y.strides().get(iota.axis());
    int outer = y.elements() / Math.max(1, size * inner);
    DType dtype = y.buffer().dtype();
    return frame -> {
      Object array = frame.arrays[id];
      for (int i = 0, at = 0; i < outer; i++) {
        for (int j = 0; j < size; j++) {
          Object number = ArrayValue.scalar(dtype, j).array();
          for (int k = 0; k < inner; k++) {
            System.arraycopy(number, 0, array, at++, 1);
          }
        }
      }
    };
  }

  /** Each entry of the batch has its key; element i is word i mod 4 of block i / 4. */
  static Step randomBits(Instruction.RandomBits bits) {
    View keys = bits.keys();
    View streams = bits.streams();
    View y = bits.writes();
    int n = bits.shape().elements();
    int entries = streams.elements();
    int unit = y.lanes() ? View.PANEL : 1;
    return frame -> {
      int[] key = (int[]) frame.arrays[keys.buffer().id()];
      long[] stream = (long[]) frame.arrays[streams.buffer().id()];
      int[] out = (int[]) frame.arrays[y.buffer().id()];
      int panels = y.lanes() ? frame.panels : 1;
      for (int p = 0; p < panels; p++) {
        for (int lane = 0; lane < unit; lane++) {
          for (int entry = 0; entry < entries; entry++) {
            int k = place(keys, 2 * entry, p, lane);
            int k1 = place(keys, 2 * entry + 1, p, lane);
            long s = stream[place(streams, entry, p, lane)];
            int to = y.offset() + p * y.panelStride() + lane * y.laneStride() + entry * n * unit;
            for (int i = 0; i < n; i += 4) {
              int[] words =
                  Philox.block(i / 4, bits.purpose(), (int) s, (int) (s >>> 32), key[k], key[k1]);
              for (int w = 0; w < 4 && i + w < n; w++) {
                out[to + (i + w) * unit] = words[w];
              }
            }
          }
        }
      }
    };
  }

  /** Where the element of that number in row-major order stands. */
  private static int place(View view, int element, int panel, int lane) {
    int at = view.offset() + panel * view.panelStride() + lane * view.laneStride();
    int rest = element;
    for (int axis = view.rank() - 1; axis >= 0; axis--) {
      at += rest % view.sizes().get(axis) * view.strides().get(axis);
      rest /= view.sizes().get(axis);
    }
    return at;
  }
}
