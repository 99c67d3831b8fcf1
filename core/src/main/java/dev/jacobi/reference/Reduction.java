package dev.jacobi.reference;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Op;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.stream.IntStream;

/**
 * Axes that disappear, and contractions.
 *
 * <p>A sum or product begins with its first element, so that the sum of -0.0 alone is -0.0, and
 * goes on in row-major order. float32 is accumulated in double and rounded once at the end; float64
 * is accumulated in float64, with a rounding at each step; integers are accumulated in long and
 * wrap.
 */
final class Reduction {
  private Reduction() {}

  static ArrayValue reduce(ArrayValue x, Op.ReduceKind kind, Ints axes) {
    Shape in = x.shape();
    Ints kept = Ints.of(IntStream.range(0, in.rank()).filter(a -> !axes.contains(a)).toArray());
    int[] starts = along(in, kept);
    int[] offsets = along(in, axes);
    Cells out = new Cells(in.without(axes), x.dtype());
    for (int i = 0; i < starts.length; i++) {
      if (x.dtype().isFloat()) {
        out.set(i, combineDoubles(kind, x, starts[i], offsets));
      } else {
        out.set(i, combineLongs(kind, x, starts[i], offsets));
      }
    }
    return out.value();
  }

  private static double combineDoubles(Op.ReduceKind kind, ArrayValue x, int start, int[] offsets) {
    if (offsets.length == 0) {
      return switch (kind) {
        case SUM -> 0;
        case PROD -> 1;
        case MAX -> Double.NEGATIVE_INFINITY;
        case MIN -> Double.POSITIVE_INFINITY;
      };
    }
    double all = x.getDouble(start + offsets[0]);
    for (int i = 1; i < offsets.length; i++) {
      double next = x.getDouble(start + offsets[i]);
      all =
          switch (kind) {
            case SUM -> all + next;
            case PROD -> all * next;
            case MAX -> Math.max(all, next);
            case MIN -> Math.min(all, next);
          };
    }
    return all;
  }

  /** Truth values are 0 and 1 here: the largest is "any", the smallest is "all". */
  private static long combineLongs(Op.ReduceKind kind, ArrayValue x, int start, int[] offsets) {
    if (offsets.length == 0) {
      return switch (kind) {
        case SUM -> 0;
        case PROD -> 1;
        case MAX -> Long.MIN_VALUE;
        case MIN -> Long.MAX_VALUE;
      };
    }
    long all = x.getLong(start + offsets[0]);
    for (int i = 1; i < offsets.length; i++) {
      long next = x.getLong(start + offsets[i]);
      all =
          switch (kind) {
            case SUM -> all + next;
            case PROD -> all * next;
            case MAX -> Math.max(all, next);
            case MIN -> Math.min(all, next);
          };
    }
    return all;
  }

  /** The first of the most extreme elements; NaN is more extreme than any number. */
  static ArrayValue argReduce(ArrayValue x, Op.Extremum kind, int axis) {
    Shape in = x.shape();
    Ints kept = Ints.of(IntStream.range(0, in.rank()).filter(a -> a != axis).toArray());
    int[] starts = along(in, kept);
    int[] offsets = along(in, Ints.of(axis));
    Cells out = new Cells(in.without(Ints.of(axis)), DType.INT64);
    for (int i = 0; i < starts.length; i++) {
      int best = 0;
      for (int k = 1; k < offsets.length; k++) {
        if (beats(kind, x, starts[i] + offsets[k], starts[i] + offsets[best])) {
          best = k;
        }
      }
      out.set(i, (long) best);
    }
    return out.value();
  }

  private static boolean beats(Op.Extremum kind, ArrayValue x, int challenger, int best) {
    if (x.dtype().isFloat()) {
      double a = x.getDouble(challenger);
      double b = x.getDouble(best);
      return switch (kind) {
        case MAX -> a > b || (Double.isNaN(a) && !Double.isNaN(b));
        case MIN -> a < b || (Double.isNaN(a) && !Double.isNaN(b));
      };
    }
    return switch (kind) {
      case MAX -> x.getLong(challenger) > x.getLong(best);
      case MIN -> x.getLong(challenger) < x.getLong(best);
    };
  }

  /** {@code out[o] = sum over s of a[o, s] b[o, s]}, each operand read by the letters it has. */
  static ArrayValue contract(ArrayValue a, ArrayValue b, Shape result, Op.Contract op) {
    Ints out = op.out();
    Ints summed =
        Ints.of(
            IntStream.concat(op.lhs().stream(), op.rhs().stream())
                .filter(letter -> !out.contains(letter))
                .distinct()
                .toArray());
    Shape sum =
        Shape.of(
            summed.stream()
                .map(letter ->
                    op.lhs().contains(letter)
                        ? a.shape().size(op.lhs().indexOf(letter))
                        : b.shape().size(op.rhs().indexOf(letter)))
                .toArray());
    int[] startsA = Positions.of(result, 0, strides(out, op.lhs(), a.shape()));
    int[] startsB = Positions.of(result, 0, strides(out, op.rhs(), b.shape()));
    int[] offsetsA = Positions.of(sum, 0, strides(summed, op.lhs(), a.shape()));
    int[] offsetsB = Positions.of(sum, 0, strides(summed, op.rhs(), b.shape()));
    Cells cells = new Cells(result, a.dtype());
    for (int i = 0; i < startsA.length; i++) {
      if (a.dtype().isFloat()) {
        cells.set(i, dotDoubles(a, startsA[i], offsetsA, b, startsB[i], offsetsB));
      } else {
        cells.set(i, dotLongs(a, startsA[i], offsetsA, b, startsB[i], offsetsB));
      }
    }
    return cells.value();
  }

  private static double dotDoubles(
      ArrayValue a, int startA, int[] offsetsA, ArrayValue b, int startB, int[] offsetsB) {
    double sum = 0;
    for (int k = 0; k < offsetsA.length; k++) {
      double product = a.getDouble(startA + offsetsA[k]) * b.getDouble(startB + offsetsB[k]);
      sum = k == 0 ? product : sum + product;
    }
    return sum;
  }

  private static long dotLongs(
      ArrayValue a, int startA, int[] offsetsA, ArrayValue b, int startB, int[] offsetsB) {
    long sum = 0;
    for (int k = 0; k < offsetsA.length; k++) {
      sum += a.getLong(startA + offsetsA[k]) * b.getLong(startB + offsetsB[k]);
    }
    return sum;
  }

  /** For each of {@code letters} the stride of its axis in an operand, 0 where it has none. */
  private static int[] strides(Ints letters, Ints operand, Shape shape) {
    int[] strides = shape.strides();
    return letters.stream()
        .map(letter -> operand.contains(letter) ? strides[operand.indexOf(letter)] : 0)
        .toArray();
  }

  /** Where the elements along the given axes lie, the other coordinates being 0. */
  private static int[] along(Shape shape, Ints axes) {
    int[] strides = shape.strides();
    Shape block = Shape.of(axes.stream().map(shape::size).toArray());
    return Positions.of(block, 0, axes.stream().map(axis -> strides[axis]).toArray());
  }
}
