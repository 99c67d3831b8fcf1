package dev.jacobi.nn;

import dev.jacobi.Convolution;
import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import org.jspecify.annotations.Nullable;

/**
 * A convolution over one to three axes: of {@code [B, in, n...]} the result is {@code [B, out,
 * m...]}. The window has a size for each axis, so {@code Conv.of(key, 3, 16, 5, 5)} is for images
 * and {@code Conv.of(key, 3, 16, 5)} for sequences.
 *
 * @param weight {@code [out, in / groups, window...]}
 * @param bias {@code [out]}, or null for none
 * @param convolution stride, padding, dilation and groups
 */
public record Conv(Tensor weight, @Nullable Tensor bias, Convolution convolution) implements Layer {

  /** Weight and bias uniform in {@code +-1/sqrt(in window)}, float32; stride 1, no padding. */
  public static Conv of(Key key, int in, int out, int... window) {
    return of(key, new Convolution(), in, out, window);
  }

  /** The same with other strides, padding, dilation or groups. */
  public static Conv of(Key key, Convolution convolution, int in, int out, int... window) {
    requireSizes("conv", in, out, convolution.groups(), window);
    Shape shape = Shape.of(out, in / convolution.groups()).concat(Shape.of(window));
    return new Conv(weight(key, shape), bias(key, shape, out), convolution);
  }

  static Tensor weight(Key key, Shape shape) {
    return Init.standard().of(key.split(2).get(0), shape.sizes());
  }

  /** Uniform in {@code +-1/sqrt(fan in)} of the weight. */
  static Tensor bias(Key key, Shape weight, int out) {
    double bound = 1 / Math.sqrt(weight.elements(1, weight.rank()));
    return Init.uniform(-bound, bound).of(key.split(2).get(1), out);
  }

  static void requireSizes(String name, int in, int out, int groups, int[] window) {
    boolean fits = in >= 1 && out >= 1 && groups >= 1 && in % groups == 0 && out % groups == 0;
    boolean spatial = window.length >= 1 && Ints.of(window).stream().allMatch(size -> size >= 1);
    if (!fits || !spatial) {
      throw new ShapeException(
          name
              + ": "
              + in
              + " to "
              + out
              + " channels in "
              + groups
              + " groups by windows of "
              + Ints.of(window)
              + "; channels are multiples of the groups, and each axis has a window of 1 or more");
    }
  }

  /** The same weights with another stride. */
  public Conv withStride(int... strides) {
    return new Conv(weight, bias, convolution.withStride(strides));
  }

  /** The same weights with padding. */
  public Conv withPadding(int... widths) {
    return new Conv(weight, bias, convolution.withPadding(widths));
  }

  /** The same weights with another dilation. */
  public Conv withDilation(int... distances) {
    return new Conv(weight, bias, convolution.withDilation(distances));
  }

  /** The same weight without bias. */
  public Conv withoutBias() {
    return new Conv(weight, null, convolution);
  }

  @Override
  public Tensor apply(Tensor x) {
    return Calls.of("conv", this, x, () -> convolution.apply(x, weight, bias));
  }

  @Override
  public String toString() {
    int in = weight.size(1) * convolution.groups();
    return "Conv(" + describe(in, weight.size(0), weight, convolution) + ")";
  }

  /** Channels and window, and the settings that are not the usual ones. */
  static String describe(int in, int out, Tensor weight, Convolution convolution) {
    Convolution usual = new Convolution();
    StringBuilder text = new StringBuilder();
    text.append(in).append(" -> ").append(out);
    text.append(", window ").append(weight.shape().slice(2, weight.rank()));
    if (!convolution.stride().equals(usual.stride())) {
      text.append(", stride ").append(convolution.stride());
    }
    if (!convolution.padding().equals(usual.padding())) {
      text.append(", padding ").append(convolution.padding());
    }
    if (!convolution.dilation().equals(usual.dilation())) {
      text.append(", dilation ").append(convolution.dilation());
    }
    if (convolution.groups() != 1) {
      text.append(", groups ").append(convolution.groups());
    }
    return text.toString();
  }
}
