package dev.jacobi;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Origin;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How a convolution moves over the spatial axes of its argument: padding with zeros, then sliding
 * windows, then a contraction of windows and weights. (As usual in networks the weights are not
 * flipped.) Each list has one number for each spatial axis, or one for all.
 *
 * <p>For x {@code [B, C, n...]} and weights {@code [O, C / groups, k...]} the result is {@code [B,
 * O, m...]} with {@code m = (n + 2 padding - dilation (k - 1) - 1) / stride + 1}, rounded down.
 *
 * @param stride how far the window moves
 * @param padding zeros before and behind each axis
 * @param dilation the distance of neighbours in a window
 * @param groups into how many groups the channels fall; channels of a group meet no others
 */
public record Convolution(Ints stride, Ints padding, Ints dilation, int groups) {

  /** Stride 1, no padding, dilation 1, one group. */
  public Convolution() {
    this(Ints.of(1), Ints.of(0), Ints.of(1), 1);
  }

  /** The same with another stride. */
  public Convolution withStride(int... strides) {
    return new Convolution(Ints.of(strides), padding, dilation, groups);
  }

  /** The same with other padding. */
  public Convolution withPadding(int... widths) {
    return new Convolution(stride, Ints.of(widths), dilation, groups);
  }

  /** The same with another dilation. */
  public Convolution withDilation(int... distances) {
    return new Convolution(stride, padding, Ints.of(distances), groups);
  }

  /** The same with another number of groups. */
  public Convolution withGroups(int number) {
    return new Convolution(stride, padding, dilation, number);
  }

  /**
   * The convolution of x with weights.
   *
   * @param x {@code [B, C, n...]}, or {@code [C, n...]} for a single sample
   * @param weight {@code [O, C / groups, k...]} with one to three spatial axes
   * @param bias {@code [O]} or null
   * @return {@code [B, O, m...]}, or {@code [O, m...]}
   */
  public Tensor apply(Tensor x, Tensor weight, @Nullable Tensor bias) {
    int spatial = weight.rank() - 2;
    String name = "conv" + spatial + "d";
    if (spatial < 1) {
      throw new ShapeException(
          "convolution: weight "
              + weight.shape()
              + "; it takes [out, in / groups, window...] with a spatial axis or more");
    }
    if (x.rank() == weight.rank() - 1) {
      return Origin.within(name, () -> apply(x.unsqueeze(0), weight, bias).squeeze(0));
    }
    check(name, x, weight, bias, weight.size(0), weight.size(1) * groups);
    return Origin.within(
        name,
        () -> {
          DType dtype = x.dtype().promote(weight.dtype());
          Tensor windows = windows(name, x.cast(dtype), weight, spatial);
          return biased(contracted(windows, weight.cast(dtype), spatial), bias);
        });
  }

  /** [B, C, n...] to [B, C, m..., k...]. */
  private Tensor windows(String name, Tensor x, Tensor weight, int spatial) {
    int[] axes = IntStream.range(2, 2 + spatial).toArray();
    Ints pads = each(name, "padding", padding, spatial, 0);
    Tensor padded = x;
    for (int i = 0; i < spatial; i++) {
      padded = pads.get(i) == 0 ? padded : padded.pad(2 + i, pads.get(i), pads.get(i));
    }
    return padded.unfold(
        axes,
        weight.shape().slice(2, 2 + spatial).sizes(),
        each(name, "stride", stride, spatial, 1).toArray(),
        each(name, "dilation", dilation, spatial, 1).toArray());
  }

  /** [B, C, m..., k...] by [O, C / groups, k...] to [B, O, m...]. */
  private Tensor contracted(Tensor windows, Tensor weight, int spatial) {
    // letters: 0 batch, 1 group, 2 in, 3 out, then places, then windows
    Ints places = Ints.range(4, 4 + spatial);
    Ints within = Ints.range(4 + spatial, 4 + 2 * spatial);
    Shape outer = Shape.of(windows.size(0), weight.size(0));
    Node product =
        Nodes.contract(
            Nodes.reshape(windows.node(), grouped(windows.shape(), 1)),
            joined(Ints.of(0, 1, 2), places, within),
            Nodes.reshape(weight.node(), grouped(weight.shape(), 0)),
            joined(Ints.of(1, 3, 2), within),
            joined(Ints.of(0, 1, 3), places));
    return new Tensor(Nodes.reshape(product, outer.concat(windows.shape().slice(2, 2 + spatial))));
  }

  /**
   * The adjoint of the convolution in x: each element of x puts a window of weights into the result
   * ("transposed convolution", which undoes a stride).
   *
   * @param x {@code [B, C, m...]}, or {@code [C, m...]} for a single sample
   * @param weight {@code [C, O / groups, k...]}
   * @param bias {@code [O]} or null
   * @param more further elements behind each axis of the result, one number or one for each: sizes
   *     that a stride rounded down
   * @return {@code [B, O, n...]} with {@code n = (m - 1) stride - 2 padding + dilation (k - 1) + 1
   *     + more}
   */
  public Tensor transposed(Tensor x, Tensor weight, @Nullable Tensor bias, int... more) {
    int spatial = weight.rank() - 2;
    String name = "transposed conv" + spatial + "d";
    if (spatial < 1) {
      throw new ShapeException(
          "transposed convolution: weight "
              + weight.shape()
              + "; it takes [in, out / groups, window...] with a spatial axis or more");
    }
    if (x.rank() == weight.rank() - 1) {
      return Origin.within(name, () -> transposed(x.unsqueeze(0), weight, bias, more).squeeze(0));
    }
    check(name, x, weight, bias, weight.size(1) * groups, weight.size(0));
    return Origin.within(
        name,
        () -> {
          DType dtype = x.dtype().promote(weight.dtype());
          return biased(spreadOut(name, x.cast(dtype), weight.cast(dtype), Ints.of(more)), bias);
        });
  }

  private Tensor spreadOut(String name, Tensor x, Tensor weight, Ints more) {
    int spatial = weight.rank() - 2;
    Ints strides = each(name, "stride", stride, spatial, 1);
    Ints pads = each(name, "padding", padding, spatial, 0);
    Ints dilations = each(name, "dilation", dilation, spatial, 1);
    Ints extra = more.isEmpty() ? Ints.repeat(0, spatial) : each(name, "more", more, spatial, 0);
    Ints places = Ints.range(4, 4 + spatial);
    Ints within = Ints.range(4 + spatial, 4 + 2 * spatial);
    // [B, g, C / g, m...] by [g, C / g, O / g, k...] to [B, g, O / g, m..., k...]
    Node windows =
        Nodes.contract(
            Nodes.reshape(x.node(), grouped(x.shape(), 1)),
            joined(Ints.of(0, 1, 2), places),
            Nodes.reshape(weight.node(), grouped(weight.shape(), 0)),
            joined(Ints.of(1, 2, 3), within),
            joined(Ints.of(0, 1, 3), places, within));
    int[] lengths = new int[spatial];
    for (int i = 0; i < spatial; i++) {
      if (extra.get(i) >= Math.max(strides.get(i), dilations.get(i))) {
        throw new ShapeException(
            name
                + ": more "
                + more
                + ", stride "
                + strides
                + ", dilation "
                + dilations
                + "; more must be less than the stride or the dilation");
      }
      int span = dilations.get(i) * (weight.size(2 + i) - 1) + 1;
      lengths[i] = (x.size(2 + i) - 1) * strides.get(i) + span + extra.get(i);
    }
    Node folded =
        Node.of(
            new Op.Window.Fold(
                Ints.range(3, 3 + spatial),
                Ints.of(weight.shape().slice(2, 2 + spatial).sizes()),
                strides,
                dilations,
                Ints.of(lengths)),
            windows);
    Tensor whole =
        new Tensor(
            Nodes.reshape(
                folded, Shape.of(x.size(0), weight.size(1) * groups).concat(Shape.of(lengths))));
    for (int i = 0; i < spatial; i++) {
      int pad = pads.get(i);
      if (2 * (long) pad > lengths[i]) {
        throw new ShapeException(
            name
                + ": x "
                + x.shape()
                + ", padding "
                + pads
                + "; the padding takes more than the "
                + lengths[i]
                + " elements there are; take less");
      }
      whole = pad == 0 ? whole : whole.slice(2 + i, pad, lengths[i] - pad);
    }
    return whole;
  }

  private static Tensor biased(Tensor y, @Nullable Tensor bias) {
    return bias == null ? y : y.plus(new Tensor(Nodes.expand(bias.node(), y.shape(), Ints.of(1))));
  }

  /** A channel axis split into groups. */
  private Shape grouped(Shape shape, int axis) {
    return shape.with(axis, shape.size(axis) / groups).insert(axis, groups);
  }

  private static Ints joined(Ints... parts) {
    return Ints.of(java.util.Arrays.stream(parts).flatMapToInt(Ints::stream).toArray());
  }

  private void check(String name, Tensor x, Tensor weight, @Nullable Tensor bias, int out, int in) {
    String given = name + ": x " + x.shape() + ", weight " + weight.shape();
    if (x.rank() != weight.rank()) {
      throw new ShapeException(
          given + "; x needs " + weight.rank() + " axes: samples, channels and the spatial axes");
    }
    if (groups < 1 || out % groups != 0 || in % groups != 0) {
      throw new ShapeException(
          given + "; " + in + " and " + out + " channels do not split into " + groups + " groups");
    }
    if (x.size(1) != in) {
      throw new ShapeException(
          given
              + ", groups "
              + groups
              + "; the weight is for "
              + in
              + " channels and x has "
              + x.size(1)
              + " (axis 1)");
    }
    if (bias != null && !bias.shape().equals(Shape.of(out))) {
      throw new ShapeException(given + "; bias " + bias.shape() + " needs the shape [" + out + "]");
    }
  }

  /** One number for each of {@code count} axes, at least {@code least}. */
  static Ints each(String name, String role, Ints numbers, int count, int least) {
    if (numbers.stream().anyMatch(number -> number < least)) {
      throw new ShapeException(
          name + ": " + role + " " + numbers + "; it takes " + least + " or more");
    }
    if (numbers.size() != 1 && numbers.size() != count) {
      throw new ShapeException(
          name
              + ": "
              + role
              + " "
              + numbers
              + " for "
              + count
              + " spatial axes; give one number, or one for each");
    }
    return numbers.size() == count ? numbers : Ints.repeat(numbers.get(0), count);
  }
}
