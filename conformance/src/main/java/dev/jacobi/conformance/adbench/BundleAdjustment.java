package dev.jacobi.conformance.adbench;

import dev.jacobi.Compiled;
import dev.jacobi.Jacobi;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.type.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Errors of projections and their 2 x 15 Jacobians, for every observation.
 *
 * <p>A camera is a rotation vector r (3), a centre C (3), a focal length f, a principal point (2)
 * and a radial distortion (k1, k2).
 */
public final class BundleAdjustment {
  private BundleAdjustment() {}

  /** What all observations share: {@code [cameras, 11]} and {@code [points, 3]}. */
  public record Scene(Tensor cameras, Tensor points) {}

  /**
   * What was seen.
   *
   * @param camera the number of the camera, {@code [n]}
   * @param point the number of the point, {@code [n]}
   * @param weight {@code [n]}
   * @param feature {@code [n, 2]}
   */
  public record Observations(
      @Samples Tensor camera,
      @Samples Tensor point,
      @Samples Tensor weight,
      @Samples Tensor feature) {}

  /**
   * The result for each observation.
   *
   * @param error {@code [n, 2]}
   * @param jacobian {@code [n, 2, 15]}: by camera, point and weight
   */
  public record Result(Tensor error, Tensor jacobian) {}

  /** The errors and Jacobians of a scene, compiled. */
  public static Compiled.Of2<Scene, Observations, Result> compile() {
    return Jacobi.compile((Scene scene, Observations seen) -> {
      Tensor camera = scene.cameras().gather(0, seen.camera());
      Tensor point = scene.points().gather(0, seen.point());
      return result(Tensor.concat(1, camera, point, seen.weight().unsqueeze(1)), seen.feature());
    });
  }

  /**
   * The errors and Jacobians.
   *
   * @param z camera, point and weight of each observation, {@code [n, 15]}
   * @param feature {@code [n, 2]}
   */
  public static Result result(Tensor z, Tensor feature) {
    Tensor error = error(z, feature);
    return new Result(error, error.jacobian(z));
  }

  /**
   * {@code p = R(r) (X - C); (a, b) = (p0, p1) / p2; s = a^2 + b^2; L = 1 + k1 s + k2 s^2; error =
   * weight (f L (a, b) + principal point - feature)}.
   */
  static Tensor error(Tensor z, Tensor feature) {
    Tensor away = z.slice(1, 11, 14).minus(z.slice(1, 3, 6));
    Tensor p = rotate(z.slice(1, 0, 3), away);
    Tensor onPlane = p.slice(1, 0, 2).div(p.slice(1, 2, 3));
    Tensor s = onPlane.square().sum(1).unsqueeze(1);
    Tensor k1 = z.slice(1, 9, 10);
    Tensor k2 = z.slice(1, 10, 11);
    Tensor distortion = k2.times(s).plus(k1).times(s).plus(1);
    Tensor projection = onPlane.times(distortion.times(z.slice(1, 6, 7))).plus(z.slice(1, 7, 9));
    return projection.minus(feature).times(z.slice(1, 14, 15));
  }

  /**
   * Rodrigues' formula {@code cos(t) v + sin(t)/t (r x v) + (1 - cos(t))/t^2 (r . v) r} with t =
   * |r|, by sinc so that it holds at r = 0: {@code (1 - cos(t))/t^2 = (sin(t/2)/(t/2))^2 / 2}.
   */
  private static Tensor rotate(Tensor r, Tensor v) {
    Tensor t = r.norm(1).unsqueeze(1);
    Tensor sine = t.times(1 / Math.PI).sinc();
    Tensor half = t.times(0.5 / Math.PI).sinc();
    Tensor along = r.times(v).sum(1).unsqueeze(1).times(half.square().times(0.5));
    return v.times(t.cos()).plus(cross(r, v).times(sine)).plus(r.times(along));
  }

  private static Tensor cross(Tensor a, Tensor b) {
    Tensor a0 = a.slice(1, 0, 1);
    Tensor a1 = a.slice(1, 1, 2);
    Tensor a2 = a.slice(1, 2, 3);
    Tensor b0 = b.slice(1, 0, 1);
    Tensor b1 = b.slice(1, 1, 2);
    Tensor b2 = b.slice(1, 2, 3);
    return Tensor.concat(
        1,
        a1.times(b2).minus(a2.times(b1)),
        a2.times(b0).minus(a0.times(b2)),
        a0.times(b1).minus(a1.times(b0)));
  }

  /** A scene and what was seen of it. */
  public record Problem(Scene scene, Observations seen) {}

  /**
   * Cameras near the origin that look along the third axis at points 5 to 15 away; observation i is
   * made by camera i mod cameras of point 7 i mod points, with a weight and a feature of its own.
   */
  public static Problem generate(int cameras, int points, int observations) {
    SplittableRandom random = new SplittableRandom(11);
    double[] camera = new double[cameras * 11];
    for (int c = 0; c < cameras; c++) {
      double[] own = GmmProblem.normal(random, 11);
      for (int j = 0; j < 3; j++) {
        camera[c * 11 + j] = 0.2 * own[j];
        camera[c * 11 + 3 + j] = 0.5 * own[3 + j];
      }
      camera[c * 11 + 6] = 500 + 50 * own[6];
      camera[c * 11 + 7] = 5 * own[7];
      camera[c * 11 + 8] = 5 * own[8];
      camera[c * 11 + 9] = 0.05 * own[9];
      camera[c * 11 + 10] = 0.05 * own[10];
    }
    double[] point = GmmProblem.normal(random, points * 3);
    for (int p = 0; p < points; p++) {
      point[3 * p + 2] = random.nextDouble(5, 15);
    }
    int[] whose = new int[observations];
    int[] which = new int[observations];
    Arrays.setAll(whose, i -> i % cameras);
    Arrays.setAll(which, i -> (int) (7L * i % points));
    Observations seen =
        new Observations(
            Tensor.of(whose),
            Tensor.of(which),
            Tensor.of(random.doubles(observations).toArray()),
            Tensor.of(Shape.of(observations, 2), GmmProblem.normal(random, observations * 2)));
    return new Problem(
        new Scene(Tensor.of(Shape.of(cameras, 11), camera), Tensor.of(Shape.of(points, 3), point)),
        seen);
  }
}
