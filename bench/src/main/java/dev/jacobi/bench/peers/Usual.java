package dev.jacobi.bench.peers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The numbers that every system starts from for a classifier of the usual layers: parameters by
 * name, samples and their classes.
 *
 * @param parameters in the order in which the networks name them
 * @param shape of the samples, the batch first
 * @param x the samples, row by row
 * @param labels from 0 to 9
 */
public record Usual(List<Parameter> parameters, long[] shape, float[] x, long[] labels) {
  /** The classes. */
  public static final int CLASSES = 10;

  /** Channels of the two convolutions, whose windows are 3 x 3, with padding 1. */
  public static final int[] CHANNELS = {16, 32};

  /** Numbers of a step of a sequence, and units of the LSTM. */
  public static final int INPUTS = 64;

  public static final int UNITS = 128;

  /** Features, heads and wide features of the transformer layer. */
  public static final int FEATURES = 128;

  public static final int HEADS = 4;
  private static final int WIDE = 512;
  private static final int TIMES = 32;
  private static final int TOKENS = 64;

  /** So small that the network stays what it is for all steps of a measurement. */
  public static final double LEARNING_RATE = 1e-6;

  /** A parameter. */
  public record Parameter(String name, long[] shape, float[] values) {}

  /** The numbers of a case. */
  public static Usual of(Case given) {
    Parameters p = new Parameters();
    int batch = given.batch();
    long[] shape =
        switch (given.net()) {
          case F -> {
            p.linear("layers.0", 784, 256).linear("layers.1", 256, 128);
            p.linear("layers.2", 128, CLASSES);
            yield new long[] {batch, 784};
          }
          case G -> images(p, batch, 8);
          case H -> images(p, batch, 28);
          case I -> {
            p.weight("lstm.weight_ih_l0", 4 * UNITS, INPUTS);
            p.weight("lstm.weight_hh_l0", 4 * UNITS, UNITS);
            p.filled("lstm.bias_ih_l0", 0, 4 * UNITS).filled("lstm.bias_hh_l0", 0, 4 * UNITS);
            p.linear("output", UNITS, CLASSES);
            yield new long[] {batch, TIMES, INPUTS};
          }
          case J -> {
            p.weight("layer.self_attn.in_proj_weight", 3 * FEATURES, FEATURES);
            p.filled("layer.self_attn.in_proj_bias", 0, 3 * FEATURES);
            p.linear("layer.self_attn.out_proj", FEATURES, FEATURES);
            p.linear("layer.linear1", FEATURES, WIDE).linear("layer.linear2", WIDE, FEATURES);
            for (String norm : List.of("layer.norm1", "layer.norm2")) {
              p.filled(norm + ".weight", 1, FEATURES).filled(norm + ".bias", 0, FEATURES);
            }
            p.linear("output", FEATURES, CLASSES);
            yield new long[] {batch, TOKENS, FEATURES};
          }
          case A, B, C, D, E -> throw new IllegalArgumentException("net: " + given);
        };
    int n = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    float[] x = p.normal(n, 1);
    return new Usual(p.all, shape, x, p.random.longs(batch, 0, CLASSES).toArray());
  }

  private static long[] images(Parameters p, int batch, int side) {
    int in = 1;
    for (int i = 0; i < CHANNELS.length; i++) {
      p.weight("convolutions." + i + ".weight", CHANNELS[i], in, 3, 3);
      p.filled("convolutions." + i + ".bias", 0, CHANNELS[i]);
      in = CHANNELS[i];
    }
    p.linear("output", in * (side / 4) * (side / 4), CLASSES);
    return new long[] {batch, 1, side, side};
  }

  /** Parameters as they come. */
  private static final class Parameters {
    private final SplittableRandom random = new SplittableRandom(1);
    private final List<Parameter> all = new ArrayList<>();

    Parameters linear(String name, int in, int out) {
      weight(name + ".weight", out, in);
      return filled(name + ".bias", 0, out);
    }

    /** Normal, with the variance 1 over the numbers that each result is made of. */
    Parameters weight(String name, long... shape) {
      int n = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
      all.add(new Parameter(name, shape, normal(n, 1 / Math.sqrt(n / (double) shape[0]))));
      return this;
    }

    Parameters filled(String name, float value, int size) {
      float[] values = new float[size];
      Arrays.fill(values, value);
      all.add(new Parameter(name, new long[] {size}, values));
      return this;
    }

    float[] normal(int n, double deviation) {
      float[] values = new float[n];
      for (int i = 0; i < n; i++) {
        values[i] = (float) (deviation * random.nextGaussian());
      }
      return values;
    }
  }
}
