package dev.jacobi.nn;

import dev.jacobi.Convolution;
import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The adjoint of a convolution, which undoes its stride: of {@code [B, in, m...]} the result is
 * {@code [B, out, n...]} with {@code n = (m - 1) stride - 2 padding + dilation (k - 1) + 1 + more}.
 *
 * @param weight {@code [in, out / groups, window...]}
 * @param bias {@code [out]}, or null for none
 * @param convolution stride, padding, dilation and groups of the convolution
 * @param more further elements behind each axis: one number, or one for each
 */
public record ConvTranspose(
    Tensor weight, @Nullable Tensor bias, Convolution convolution, Ints more) implements Layer {

  /** Weight and bias uniform in {@code +-1/sqrt(out window)}, float32; stride 1, no padding. */
  public static ConvTranspose of(Key key, int in, int out, int... window) {
    return of(key, new Convolution(), in, out, window);
  }

  /** The same with other strides, padding, dilation or groups. */
  public static ConvTranspose of(Key key, Convolution convolution, int in, int out, int... window) {
    Conv.requireSizes("convTranspose", in, out, convolution.groups(), window);
    Shape shape = Shape.of(in, out / convolution.groups()).concat(Shape.of(window));
    return new ConvTranspose(
        Conv.weight(key, shape), Conv.bias(key, shape, out), convolution, Ints.of(0));
  }

  /** The same weights with another stride. */
  public ConvTranspose withStride(int... strides) {
    return new ConvTranspose(weight, bias, convolution.withStride(strides), more);
  }

  /** The same weights with padding. */
  public ConvTranspose withPadding(int... widths) {
    return new ConvTranspose(weight, bias, convolution.withPadding(widths), more);
  }

  /** The same weights with another dilation. */
  public ConvTranspose withDilation(int... distances) {
    return new ConvTranspose(weight, bias, convolution.withDilation(distances), more);
  }

  /** The same weights with further elements behind each axis: sizes that a stride rounded down. */
  public ConvTranspose withMore(int... elements) {
    return new ConvTranspose(weight, bias, convolution, Ints.of(elements));
  }

  /** The same weight without bias. */
  public ConvTranspose withoutBias() {
    return new ConvTranspose(weight, null, convolution, more);
  }

  @Override
  public Tensor apply(Tensor x) {
    return Calls.of(
        "convTranspose", this, x, () -> convolution.transposed(x, weight, bias, more.toArray()));
  }

  @Override
  public String toString() {
    int out = weight.size(1) * convolution.groups();
    return "ConvTranspose(" + Conv.describe(weight.size(0), out, weight, convolution) + ")";
  }
}
