package dev.jacobi.bench.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The numbers that every system starts from: the same network and batch, so that their first losses
 * must agree.
 *
 * @param encoder its layers
 * @param decoder its layers; none for a classifier
 * @param x {@code [batch, features]}, row by row
 * @param labels one for each sample, from 0 to the number of classes - 1; none for an autoencoder
 * @param batch the number of samples
 */
public record Problem(
    List<Layer> encoder, List<Layer> decoder, float[] x, int[] labels, int batch) {

  /**
   * A layer {@code x W^T + b}.
   *
   * @param weight {@code [out, in]}, row by row
   * @param bias {@code [out]} zeros, or none
   */
  public record Layer(int in, int out, float[] weight, float[] bias) {}

  /** The problem of a case. */
  public static Problem of(Case given) {
    SplittableRandom random = new SplittableRandom(1);
    Net net = given.net();
    List<Layer> encoder = layers(random, net.encoder(), net.bias());
    List<Layer> decoder = layers(random, net.decoder(), net.bias());
    float[] x = normal(random, given.batch() * net.encoder()[0], 1);
    int classes = net.encoder()[net.encoder().length - 1];
    int[] labels = net.classifies() ? random.ints(given.batch(), 0, classes).toArray() : new int[0];
    return new Problem(encoder, decoder, x, labels, given.batch());
  }

  private static List<Layer> layers(SplittableRandom random, int[] sizes, boolean bias) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i + 1 < sizes.length; i++) {
      int in = sizes[i];
      int out = sizes[i + 1];
      float[] weight = normal(random, in * out, 1 / Math.sqrt(in));
      layers.add(new Layer(in, out, weight, new float[bias ? out : 0]));
    }
    return layers;
  }

  private static float[] normal(SplittableRandom random, int n, double deviation) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }

  /** The numbers of a sample. */
  public int features() {
    return encoder.get(0).in();
  }

  /** The numbers of a sample's z. */
  public int latent() {
    return encoder.get(encoder.size() - 1).out();
  }

  /** Short enough that no training leaves the range of numbers. */
  public double learningRate() {
    return 1e-3 / batch;
  }
}
