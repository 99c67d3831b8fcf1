package dev.jacobi.cli.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A chart and what is said of it to those who do not see it.
 *
 * @param title above it
 * @param description what it shows, in a sentence or two
 * @param x the horizontal axis
 * @param y the vertical axis
 * @param series what is drawn
 */
public record Chart(String title, String description, Axis x, Axis y, List<Series> series) {

  /**
   * An axis.
   *
   * @param label what it counts
   * @param logarithmic whether equal distances are equal factors
   * @param min where it begins, or null for where the numbers begin
   * @param max where it ends, or null
   */
  public record Axis(
      String label, boolean logarithmic, @Nullable Double min, @Nullable Double max) {
    /** An axis that holds all numbers. */
    public static Axis of(String label) {
      return new Axis(label, false, null, null);
    }

    /** The same with equal factors at equal distances. */
    public Axis log() {
      return new Axis(label, true, min, max);
    }

    /** The same from one number to another. */
    public Axis range(double from, double to) {
      return new Axis(label, logarithmic, from, to);
    }

    private Map<String, Object> map() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("label", label);
      map.put("log", logarithmic);
      if (min != null && max != null) {
        map.put("min", min);
        map.put("max", max);
      }
      return map;
    }
  }

  /** How a series is drawn. */
  public enum Style {
    /** A line from point to point. */
    LINE,
    /** The same, dashed. */
    DASHED,
    /** A small dot at each point. */
    POINTS,
    /** A large ring at each point. */
    RINGS,
    /** A bar up to each point. */
    BARS
  }

  /**
   * Numbers of one kind.
   *
   * @param name as the legend has it
   * @param style how they are drawn
   * @param x one number for each point
   * @param y another one
   */
  public record Series(String name, Style style, double[] x, double[] y) {}

  /** Whether one unit is as long on both axes: both are said to be as long. */
  boolean isSquare() {
    return x.min() != null && y.min() != null;
  }

  Map<String, Object> map() {
    List<Object> all = new ArrayList<>();
    for (Series each : series) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("name", each.name());
      map.put("style", each.style().name());
      map.put("x", each.x());
      map.put("y", each.y());
      all.add(map);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("x", x.map());
    map.put("y", y.map());
    map.put("series", all);
    return map;
  }
}
