package dev.jacobi;

import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Origin;
import dev.jacobi.type.Ints;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The normalisations of networks: {@code (x - mean) / sqrt(variance + eps) * weight + bias} with
 * the biased variance (divided by the number of elements). They are made of ordinary operations, so
 * mean and variance take part in derivatives of every order. Weight and bias may be null.
 */
public final class Normalization {
  private Normalization() {}

  /**
   * Layer normalisation (Ba, Kiros, Hinton, 2016) over the last axes, as many as the weight has.
   *
   * @param weight of the shape of these axes
   * @param bias of the same shape
   */
  public static Tensor layerNorm(Tensor x, Tensor weight, @Nullable Tensor bias, double eps) {
    int from = Math.max(0, x.rank() - weight.rank());
    return layerNorm(x, IntStream.range(from, x.rank()).toArray(), weight, bias, eps);
  }

  /**
   * Layer normalisation over the named axes.
   *
   * @param axes one or more, counted from either end
   * @param weight of the shape of these axes in ascending order
   * @param bias of the same shape
   */
  public static Tensor layerNorm(
      Tensor x, int[] axes, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
    requireEps("layerNorm", eps);
    return Origin.within(
        "layerNorm",
        () -> {
          Ints over = x.shape().axes("layerNorm", axes);
          Tensor floats = Activations.floats(x);
          return affine("layerNorm", standardised(floats, over, eps), over, weight, bias);
        });
  }

  /**
   * The result of batch normalisation in training, and the statistics that it used.
   *
   * @param output of x's shape
   * @param mean {@code [C]}
   * @param variance {@code [C]}, biased
   */
  public record BatchNorm(Tensor output, Tensor mean, Tensor variance) {}

  /**
   * Batch normalisation in training (Ioffe and Szegedy, 2015): the statistics of each channel (axis
   * 1) are taken over all other axes, so samples look at each other.
   *
   * @param x {@code [B, C, ...]}
   * @param weight {@code [C]}
   * @param bias {@code [C]}
   */
  public static BatchNorm batchNorm(
      Tensor x, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
    Ints channel = channels("batchNorm", x);
    requireEps("batchNorm", eps);
    return Origin.within(
        "batchNorm",
        () -> {
          Tensor floats = Activations.floats(x);
          Ints over = others(x, channel);
          Tensor mean = mean(floats, over);
          Tensor deviation = floats.minus(Norms.spread(mean, floats, over));
          Tensor variance = mean(deviation.square(), over);
          Tensor scale = Norms.spread(variance.plus(eps).rsqrt(), floats, over);
          Tensor output = affine("batchNorm", deviation.times(scale), channel, weight, bias);
          return new BatchNorm(output, mean, variance);
        });
  }

  /**
   * Batch normalisation in evaluation: with given statistics, so that samples stay apart.
   *
   * @param x {@code [B, C, ...]}
   * @param mean {@code [C]}
   * @param variance {@code [C]}
   */
  public static Tensor frozenBatchNorm(
      Tensor x,
      Tensor mean,
      Tensor variance,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      double eps) {
    Ints channel = channels("frozenBatchNorm", x);
    requireEps("frozenBatchNorm", eps);
    return Origin.within(
        "frozenBatchNorm",
        () -> {
          Tensor floats = Activations.floats(x);
          Tensor deviation = floats.minus(along("frozenBatchNorm", "mean", mean, floats, channel));
          Tensor scale =
              along("frozenBatchNorm", "variance", variance, floats, channel).plus(eps).rsqrt();
          return affine("frozenBatchNorm", deviation.times(scale), channel, weight, bias);
        });
  }

  /**
   * Group normalisation (Wu and He, 2018): the channels (axis 1) in groups of neighbours, each
   * normalised for each sample on its own. With as many groups as channels it is instance
   * normalisation.
   *
   * @param x {@code [B, C, ...]}, C a multiple of the number of groups
   * @param weight {@code [C]}
   * @param bias {@code [C]}
   */
  public static Tensor groupNorm(
      Tensor x, int groups, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
    Ints channel = channels("groupNorm", x);
    if (groups < 1 || x.size(1) % groups != 0) {
      throw new ShapeException(
          "groupNorm: "
              + x.shape()
              + " in "
              + groups
              + " groups; the "
              + x.size(1)
              + " channels (axis 1) do not split into as many equal groups");
    }
    requireEps("groupNorm", eps);
    return Origin.within(
        "groupNorm",
        () -> {
          Shape split = x.shape().with(1, x.size(1) / groups).insert(1, groups);
          Tensor grouped = Activations.floats(x).reshape(split);
          Tensor standard = standardised(grouped, Ints.range(2, split.rank()), eps);
          return affine("groupNorm", standard.reshape(x.shape()), channel, weight, bias);
        });
  }

  /**
   * Division by the root mean square (Zhang and Sennrich, 2019) of the last axes, as many as the
   * weight has: {@code x / sqrt(mean(x^2) + eps) * weight}.
   */
  public static Tensor rmsNorm(Tensor x, Tensor weight, double eps) {
    requireEps("rmsNorm", eps);
    return Origin.within(
        "rmsNorm",
        () -> {
          Ints over = Ints.range(Math.max(0, x.rank() - weight.rank()), x.rank());
          Tensor floats = Activations.floats(x);
          Tensor scale = mean(floats.square(), over).plus(eps).rsqrt();
          Tensor output = floats.times(Norms.spread(scale, floats, over));
          return affine("rmsNorm", output, over, weight, null);
        });
  }

  private static void requireEps(String name, double eps) {
    if (!(eps >= 0)) {
      throw new JacobiException(name + ": eps " + eps + "; it must be 0 or more");
    }
  }

  private static Tensor standardised(Tensor x, Ints over, double eps) {
    Tensor deviation = x.minus(Norms.spread(mean(x, over), x, over));
    Tensor scale = mean(deviation.square(), over).plus(eps).rsqrt();
    return deviation.times(Norms.spread(scale, x, over));
  }

  private static Tensor mean(Tensor x, Ints over) {
    return over.isEmpty() ? x : x.mean(over.toArray());
  }

  private static Tensor affine(
      String name, Tensor x, Ints axes, @Nullable Tensor weight, @Nullable Tensor bias) {
    Tensor scaled = weight == null ? x : x.times(along(name, "weight", weight, x, axes));
    return bias == null ? scaled : scaled.plus(along(name, "bias", bias, x, axes));
  }

  /** A parameter whose axes are some axes of x, repeated along the others. */
  private static Tensor along(String name, String role, Tensor parameter, Tensor x, Ints axes) {
    Shape wanted = Shape.of(axes.stream().map(x.shape()::size).toArray());
    if (!parameter.shape().equals(wanted)) {
      throw new ShapeException(
          name
              + ": "
              + role
              + " "
              + parameter.shape()
              + " for x "
              + x.shape()
              + "; along axes "
              + axes
              + " it needs the shape "
              + wanted);
    }
    return new Tensor(Nodes.expand(parameter.node(), x.shape(), axes));
  }

  private static Ints channels(String name, Tensor x) {
    if (x.rank() < 2) {
      throw new ShapeException(
          name + ": " + x.shape() + "; it takes [B, C, ...], samples before channels; unsqueeze");
    }
    return Ints.of(1);
  }

  private static Ints others(Tensor x, Ints channel) {
    return Ints.of(IntStream.range(0, x.rank()).filter(a -> !channel.contains(a)).toArray());
  }
}
