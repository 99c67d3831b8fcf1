package dev.jacobi.conformance.adbench;

import dev.jacobi.Tensor;
import dev.jacobi.type.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.StringTokenizer;

/** A mixture, points and a prior: read from a file of ADBench, or made up. */
public record GmmProblem(Gmm gmm, Gmm.Points points, Gmm.Wishart prior) {

  /**
   * The numbers of a file: D, K, n; K alphas; K lines of means; K lines of factors; n lines of
   * points; gamma and m.
   */
  public static GmmProblem read(Path file) throws IOException {
    StringTokenizer words = new StringTokenizer(Files.readString(file));
    int d = Integer.parseInt(words.nextToken());
    int k = Integer.parseInt(words.nextToken());
    int n = Integer.parseInt(words.nextToken());
    Gmm gmm =
        new Gmm(
            Tensor.of(numbers(words, k)),
            Tensor.of(Shape.of(k, d), numbers(words, k * d)),
            Tensor.of(Shape.of(k, factor(d)), numbers(words, k * factor(d))));
    Gmm.Points points = new Gmm.Points(Tensor.of(Shape.of(n, d), numbers(words, n * d)));
    double gamma = Double.parseDouble(words.nextToken());
    return new GmmProblem(gmm, points, new Gmm.Wishart(gamma, Integer.parseInt(words.nextToken())));
  }

  /** Numbers of a factor: the diagonal and what is below it. */
  private static int factor(int d) {
    return d + d * (d - 1) / 2;
  }

  private static double[] numbers(StringTokenizer words, int count) {
    double[] numbers = new double[count];
    Arrays.setAll(numbers, i -> Double.parseDouble(words.nextToken()));
    return numbers;
  }

  /** Standard normal alphas, means, factors and points, in this order; gamma = 1, m = 0. */
  public static GmmProblem generate(int d, int k, int n) {
    SplittableRandom random = new SplittableRandom(7);
    Gmm gmm =
        new Gmm(
            Tensor.of(normal(random, k)),
            Tensor.of(Shape.of(k, d), normal(random, k * d)),
            Tensor.of(Shape.of(k, factor(d)), normal(random, k * factor(d))));
    Gmm.Points points = new Gmm.Points(Tensor.of(Shape.of(n, d), normal(random, n * d)));
    return new GmmProblem(gmm, points, new Gmm.Wishart(1, 0));
  }

  static double[] normal(SplittableRandom random, int count) {
    double[] numbers = new double[count];
    Arrays.setAll(numbers, i -> random.nextGaussian());
    return numbers;
  }
}
