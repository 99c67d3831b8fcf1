package dev.jacobi.examples;

import dev.jacobi.Tensor;
import dev.jacobi.optim.LevenbergMarquardt;
import dev.jacobi.type.Shape;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Bundle adjustment: cameras and points are found from where the points are seen in the pictures,
 * by the method of Levenberg and Marquardt of a library, with Jacobians from Jacobi. The scene is
 * made up, so what is to be found is known: without noise every point is hit exactly; with noise
 * the distances that are left have the size that the number of unknowns allows.
 */
public final class BundleAdjustment {
  private static final double FOCAL_LENGTH = 800;

  /** Moving, turning and scaling the whole scene changes no picture. */
  private static final int FREE = 7;

  private BundleAdjustment() {}

  /**
   * What is to be found.
   *
   * @param turns rotation vectors, {@code [cameras, 3]}
   * @param centres {@code [cameras, 3]}
   * @param points {@code [points, 3]}
   */
  record Scene(Tensor turns, Tensor centres, Tensor points) {
    int unknowns() {
      return turns.shape().elements() + centres.shape().elements() + points.shape().elements();
    }
  }

  /**
   * What came of it.
   *
   * @param before pixels between seen and computed points, root of the mean square, at the start
   * @param after and at the end
   * @param expected at the end: {@code noise sqrt(1 - (unknowns - 7) / numbers)}
   * @param evaluations how often the residuals were computed
   */
  public record Result(double before, double after, double expected, int evaluations) {}

  /** Where the points are in the pictures, {@code [cameras * points, 2]}. */
  static Tensor pictures(Scene scene) {
    int cameras = scene.turns().shape().size(0);
    int points = scene.points().shape().size(0);
    int[] camera = new int[cameras * points];
    int[] point = new int[cameras * points];
    for (int i = 0; i < camera.length; i++) {
      camera[i] = i / points;
      point[i] = i % points;
    }
    Tensor turn = scene.turns().gather(0, Tensor.of(camera));
    Tensor centre = scene.centres().gather(0, Tensor.of(camera));
    Tensor away = scene.points().gather(0, Tensor.of(point)).minus(centre);
    Tensor seen = rotate(turn, away);
    return seen.slice(1, 0, 2).div(seen.slice(1, 2, 3)).times(FOCAL_LENGTH);
  }

  /**
   * Rodrigues' formula {@code v + sin(t)/t (r x v) + (1 - cos t)/t^2 r x (r x v)} with t = |r|;
   * both factors by sinc, so that it holds at r = 0.
   */
  private static Tensor rotate(Tensor r, Tensor v) {
    Tensor t = r.norm(1).unsqueeze(1);
    Tensor sine = t.times(1 / Math.PI).sinc();
    Tensor half = t.times(0.5 / Math.PI).sinc();
    Tensor once = cross(r, v);
    return v.plus(once.times(sine)).plus(cross(r, once).times(half.square().times(0.5)));
  }

  private static Tensor cross(Tensor a, Tensor b) {
    Tensor[] x = {a.slice(1, 0, 1), a.slice(1, 1, 2), a.slice(1, 2, 3)};
    Tensor[] y = {b.slice(1, 0, 1), b.slice(1, 1, 2), b.slice(1, 2, 3)};
    return Tensor.concat(
        1,
        x[1].times(y[2]).minus(x[2].times(y[1])),
        x[2].times(y[0]).minus(x[0].times(y[2])),
        x[0].times(y[1]).minus(x[1].times(y[0])));
  }

  /** Cameras beside each other look at points 8 to 12 away. */
  private static Scene scene(int cameras, int points, SplittableRandom random) {
    double[] centres = new double[3 * cameras];
    for (int i = 0; i < cameras; i++) {
      centres[3 * i] = i - (cameras - 1) / 2.0;
    }
    double[] places = normal(3 * points, random);
    for (int i = 0; i < points; i++) {
      places[3 * i + 2] = random.nextDouble(8, 12);
    }
    Tensor turns = Tensor.of(Shape.of(cameras, 3), normal(3 * cameras, random)).times(0.1);
    return new Scene(
        turns, Tensor.of(Shape.of(cameras, 3), centres), Tensor.of(Shape.of(points, 3), places));
  }

  private static double[] normal(int count, SplittableRandom random) {
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = random.nextGaussian();
    }
    return numbers;
  }

  private static Tensor shaken(Tensor x, double deviation, SplittableRandom random) {
    double[] moved = x.toDoubles();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += deviation * random.nextGaussian();
    }
    return Tensor.of(x.shape(), moved);
  }

  /**
   * Finds a scene.
   *
   * @param noise pixels, the deviation of what is seen
   */
  public static Result run(int cameras, int points, double noise) {
    SplittableRandom random = new SplittableRandom(5);
    Scene truth = scene(cameras, points, random);
    Tensor seen = shaken(pictures(truth), noise, random);
    Scene start =
        new Scene(
            shaken(truth.turns(), 0.02, random),
            shaken(truth.centres(), 0.1, random),
            shaken(truth.points(), 0.3, random));
    var fit = LevenbergMarquardt.of().fit(scene -> pictures(scene).minus(seen), start);
    double numbers = seen.shape().elements();
    double before = pictures(start).minus(seen).square().sum().item();
    return new Result(
        Math.sqrt(before / numbers),
        Math.sqrt(fit.sumOfSquares() / numbers),
        noise * Math.sqrt(1 - (truth.unknowns() - FREE) / numbers),
        fit.evaluations());
  }

  /** Full size. */
  public static void main(String[] arguments) {
    for (double noise : new double[] {0, 0.5}) {
      Result result = run(8, 60, noise);
      IO.println(
          String.format(
              Locale.ROOT,
              "noise of %.1f pixels: off by %.2f at the start, by %.3g after %d evaluations;"
                  + " expected %.3g",
              noise,
              result.before(),
              result.after(),
              result.evaluations(),
              result.expected()));
    }
  }
}
