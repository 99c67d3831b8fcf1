package dev.jacobi.train;

import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.graph.ArrayValue;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.zip.CRC32C;

/** A checksum of all numbers of a tree. */
final class Checksum {
  private Checksum() {}

  static long of(Object tree) {
    CRC32C sum = new CRC32C();
    for (Tensor tensor : Tree.leaves(tree)) {
      ArrayValue value = tensor.toArrayValue();
      for (int size : value.shape().sizes()) {
        sum.update(size);
      }
      if (value.array() instanceof boolean[] truths) {
        for (boolean truth : truths) {
          sum.update(truth ? 1 : 0);
        }
      } else {
        sum.update(bytes(value.array()).toArray(ValueLayout.JAVA_BYTE));
      }
    }
    return sum.getValue();
  }

  private static MemorySegment bytes(Object array) {
    return switch (array) {
      case float[] a -> MemorySegment.ofArray(a);
      case double[] a -> MemorySegment.ofArray(a);
      case int[] a -> MemorySegment.ofArray(a);
      case long[] a -> MemorySegment.ofArray(a);
      default -> throw new IllegalStateException();
    };
  }
}
