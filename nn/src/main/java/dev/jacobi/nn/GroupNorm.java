package dev.jacobi.nn;

import dev.jacobi.Normalization;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import org.jspecify.annotations.Nullable;

/**
 * Group normalisation (Wu and He, 2018): the channels (axis 1) of {@code [B, C, ...]} in groups of
 * neighbours, each normalised for each sample on its own.
 *
 * @param weight {@code [C]}, or null for none
 * @param bias {@code [C]}, or null for none
 * @param groups how many groups there are
 * @param eps what is added to the variance
 */
public record GroupNorm(@Nullable Tensor weight, @Nullable Tensor bias, int groups, double eps)
    implements Layer {

  /** So many groups of so many channels, eps 1e-5. */
  public static GroupNorm of(int groups, int channels) {
    Shape shape = LayerNorm.requireSizes("groupNorm", channels);
    if (groups < 1 || channels % groups != 0) {
      throw new ShapeException(
          "groupNorm: "
              + channels
              + " channels in "
              + groups
              + " groups; they do not split into as many equal groups");
    }
    return new GroupNorm(
        Tensor.full(DType.FLOAT32, shape, 1).value(),
        Tensor.full(DType.FLOAT32, shape, 0).value(),
        groups,
        1e-5);
  }

  /** Instance normalisation (Ulyanov et al., 2016): each channel of each sample on its own. */
  public static GroupNorm instance(int channels) {
    return of(channels, channels);
  }

  /** The same with another eps. */
  public GroupNorm withEps(double eps) {
    return new GroupNorm(weight, bias, groups, eps);
  }

  @Override
  public Tensor apply(Tensor x) {
    return Calls.of(
        "groupNorm", this, x, () -> Normalization.groupNorm(x, groups, weight, bias, eps));
  }

  @Override
  public String toString() {
    String channels = weight == null ? "" : ", " + weight.size(-1) + " channels";
    return "GroupNorm(" + groups + " groups" + channels + ")";
  }
}
