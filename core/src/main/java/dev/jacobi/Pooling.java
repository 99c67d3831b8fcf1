package dev.jacobi;

import dev.jacobi.graph.Origin;
import dev.jacobi.type.Ints;
import dev.jacobi.type.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Windows over the last axes of a tensor, each combined into one element. There are as many window
 * axes as sizes; the other lists have one number for each, or one for all.
 *
 * <p>{@code [..., n...]} becomes {@code [..., m...]} with {@code m = (n + 2 padding - dilation
 * (size - 1) - 1) / stride + 1}, rounded down.
 *
 * @param size of the window
 * @param stride how far the window moves
 * @param padding elements before and behind each axis: -inf for the maximum, 0 for the average; at
 *     most half of the window
 * @param dilation the distance of neighbours in a window
 */
public record Pooling(Ints size, Ints stride, Ints padding, Ints dilation) {
  /** Elements of a window that are compared one by one; the graph has some nodes for each. */
  private static final int SMALL = 16;

  /** Windows of the given sizes side by side. */
  public Pooling(int... size) {
    this(Ints.of(size), Ints.of(size), Ints.of(0), Ints.of(1));
  }

  /** The same with another stride. */
  public Pooling withStride(int... strides) {
    return new Pooling(size, Ints.of(strides), padding, dilation);
  }

  /** The same with padding. */
  public Pooling withPadding(int... widths) {
    return new Pooling(size, stride, Ints.of(widths), dilation);
  }

  /** The same with another dilation. */
  public Pooling withDilation(int... distances) {
    return new Pooling(size, stride, padding, Ints.of(distances));
  }

  /** The largest element of each window; of equal ones the first takes the derivative. */
  public Tensor max(Tensor x) {
    String name = "maxPool" + size.size() + "d";
    return Origin.within(
        name,
        () -> {
          Tensor windows = windows(name, Activations.floats(x), Double.NEGATIVE_INFINITY);
          if (windows.size(-1) <= SMALL) {
            return largest(windows);
          }
          Tensor first = windows.argmax(-1).unsqueeze(-1);
          return windows.takeAlongLast(first).squeeze(-1);
        });
  }

  /** One element after the other: comparisons and choices run in one loop, a gather does not. */
  private static Tensor largest(Tensor windows) {
    Tensor largest = windows.select(-1, 0);
    for (int i = 1; i < windows.size(-1); i++) {
      Tensor next = windows.select(-1, i);
      // of equal ones the first stays, and so does a NaN; another NaN is not <= and is taken
      Tensor stays = next.le(largest).or(largest.isNaN());
      largest = Tensor.where(stays, largest, next);
    }
    return largest;
  }

  /** The mean of each window, padding counted among its elements. */
  public Tensor average(Tensor x) {
    String name = "avgPool" + size.size() + "d";
    return Origin.within(name, () -> windows(name, Activations.floats(x), 0).mean(-1));
  }

  /**
   * The means over windows that divide the last axes into the given numbers of parts: part i of m
   * of an axis of n elements begins at {@code floor(i n / m)} and ends before {@code ceil((i + 1) n
   * / m)}, so that neighbours may share an element.
   *
   * @param parts how many for each of the last axes, 1 or more; there may be more than elements
   * @return {@code [..., m...]}
   */
  public static Tensor adaptiveAverage(Tensor x, int... parts) {
    return Origin.within(
        "adaptiveAverage",
        () -> adaptive("adaptiveAverage", Activations.floats(x), parts, part -> part.mean(-1)));
  }

  /** The same with the largest element of each window; of equal ones one takes the derivative. */
  public static Tensor adaptiveMax(Tensor x, int... parts) {
    return Origin.within(
        "adaptiveMax",
        () ->
            adaptive(
                "adaptiveMax",
                Activations.floats(x),
                parts,
                part -> part.takeAlongLast(part.argmax(-1).unsqueeze(-1)).squeeze(-1)));
  }

  /** Windows are products of parts of the axes, so that one axis may follow the other. */
  private static Tensor adaptive(
      String name, Tensor x, int[] parts, UnaryOperator<Tensor> combine) {
    int outer = x.rank() - parts.length;
    Tensor pooled = x;
    for (int i = 0; i < parts.length; i++) {
      int m = parts[i];
      int n = outer < 0 ? 0 : x.size(outer + i);
      if (m < 1 || n < 1) {
        throw new ShapeException(
            name
                + ": "
                + x.shape()
                + " into "
                + Arrays.toString(parts)
                + " parts; x needs an axis with elements for each number, and these are 1 or more");
      }
      Tensor last = pooled.moveAxis(outer + i, -1);
      List<Tensor> means = new ArrayList<>();
      for (int p = 0; p < m; p++) {
        int from = (int) ((long) p * n / m);
        int to = (int) Math.ceilDiv((p + 1L) * n, m);
        means.add(combine.apply(last.slice(-1, from, to)));
      }
      pooled = Tensor.stack(-1, means).moveAxis(-1, outer + i);
    }
    return pooled;
  }

  /** [..., n...] to [..., m..., size of a window]. */
  private Tensor windows(String name, Tensor x, double fill) {
    int spatial = size.size();
    int outer = x.rank() - spatial;
    if (spatial == 0 || outer < 0) {
      throw new ShapeException(
          name + ": " + x.shape() + " by windows of " + size + "; x needs an axis for each size");
    }
    Ints pads = Convolution.each(name, "padding", padding, spatial, 0);
    Tensor padded = x;
    for (int i = 0; i < spatial; i++) {
      int pad = pads.get(i);
      if (2 * pad > size.get(i)) {
        throw new ShapeException(
            name
                + ": padding "
                + pads
                + " for windows of "
                + size
                + "; it may be half of the window at most");
      }
      if (pad > 0) {
        padded =
            fill == 0 ? padded.pad(outer + i, pad, pad) : padded.pad(outer + i, pad, pad, fill);
      }
    }
    Tensor windows =
        padded.unfold(
            IntStream.range(outer, x.rank()).toArray(),
            size.toArray(),
            Convolution.each(name, "stride", stride, spatial, 1).toArray(),
            Convolution.each(name, "dilation", dilation, spatial, 1).toArray());
    return windows.flatten(x.rank(), windows.rank() - 1);
  }
}
