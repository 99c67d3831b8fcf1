package dev.jacobi.optim;

import java.util.function.DoubleFunction;

/**
 * A line search for the strong conditions of Wolfe: along a direction in which a function falls, a
 * step {@code a} with
 *
 * <pre>
 *   f(a) at most f(0) + c1 a f'(0)       it falls enough
 *   |f'(a)| at most c2 |f'(0)|           and no longer much
 * </pre>
 *
 * <p>First steps grow until such steps lie within an interval, then the interval shrinks around
 * them, by the minimum of the cubic through values and slopes at both ends (Nocedal and Wright,
 * "Numerical optimization", 2006, algorithms 3.5 and 3.6). A value that is not finite lies too far.
 */
final class WolfeSearch {
  private static final double C1 = 1e-4;
  private static final double C2 = 0.9;
  private static final int MOST_EVALUATIONS = 40;

  /**
   * A point of the line.
   *
   * @param step how far along the direction
   * @param value f there
   * @param slope f' there
   * @param gradient of f there
   */
  record Point(double step, double value, double slope, double[] gradient) {
    boolean finite() {
      return Double.isFinite(value) && Double.isFinite(slope);
    }
  }

  private final DoubleFunction<Point> line;
  private final Point start;
  private int evaluations;

  private WolfeSearch(DoubleFunction<Point> line, Point start) {
    this.line = line;
    this.start = start;
  }

  /**
   * The step, or if rounding leaves none the best point that was seen, which may be the start.
   *
   * @param line the point at a step
   * @param start that at 0, of negative slope
   * @param first the step to try first
   */
  static Point along(DoubleFunction<Point> line, Point start, double first) {
    return new WolfeSearch(line, start).bracket(first);
  }

  private Point at(double step) {
    evaluations++;
    return line.apply(step);
  }

  private boolean fallsEnough(Point p) {
    return p.finite() && p.value() <= start.value() + C1 * p.step() * start.slope();
  }

  private boolean isFlat(Point p) {
    return Math.abs(p.slope()) <= -C2 * start.slope();
  }

  private Point bracket(double first) {
    Point last = start;
    double step = first;
    while (evaluations < MOST_EVALUATIONS) {
      Point p = at(step);
      if (!fallsEnough(p) || (last != start && p.value() >= last.value())) {
        return shrink(last, p);
      }
      if (isFlat(p)) {
        return p;
      }
      if (p.slope() >= 0) {
        return shrink(p, last);
      }
      double far = 10 * step;
      step = Math.clamp(cubicMinimum(last, p, 2 * step), 1.1 * step, far);
      last = p;
    }
    return last;
  }

  /** Between the best point so far and one beyond which the step does not lie. */
  private Point shrink(Point best, Point other) {
    Point low = best;
    Point high = other;
    while (evaluations < MOST_EVALUATIONS) {
      double left = Math.min(low.step(), high.step());
      double width = Math.abs(high.step() - low.step());
      double middle = left + width / 2;
      double step =
          high.finite()
              ? Math.clamp(cubicMinimum(low, high, middle), left + 0.1 * width, left + 0.9 * width)
              : low.step() + (high.step() - low.step()) / 10;
      if (step == low.step() || width <= Math.ulp(low.step()) * 4) {
        return low;
      }
      Point p = at(step);
      if (!fallsEnough(p) || p.value() >= low.value()) {
        high = p;
      } else {
        if (isFlat(p)) {
          return p;
        }
        if (p.slope() * (high.step() - low.step()) >= 0) {
          high = low;
        }
        low = p;
      }
    }
    return low;
  }

  /** Where the cubic through both points has its minimum, or {@code otherwise} if it has none. */
  private static double cubicMinimum(Point p, Point q, double otherwise) {
    // Nocedal and Wright, (3.59)
    double d1 = p.slope() + q.slope() - 3 * (p.value() - q.value()) / (p.step() - q.step());
    double square = d1 * d1 - p.slope() * q.slope();
    if (!(square >= 0)) {
      return otherwise;
    }
    double d2 = Math.copySign(Math.sqrt(square), q.step() - p.step());
    double minimum =
        q.step()
            - (q.step() - p.step()) * ((q.slope() + d2 - d1) / (q.slope() - p.slope() + 2 * d2));
    return Double.isFinite(minimum) ? minimum : otherwise;
  }
}
