package dev.jacobi.testkit;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** Where an operand of a sample takes its numbers from, so that the operation is smooth there. */
@FunctionalInterface
public interface Domain {
  /** That many numbers. */
  double[] draw(int count, Random random);

  /** Anywhere between two numbers. */
  static Domain between(double low, double high) {
    return (count, random) -> random.doubles(count, low, high).toArray();
  }

  /** Of either sign, the absolute value between two positive numbers: away from 0. */
  static Domain awayFromZero(double low, double high) {
    return (count, random) ->
        random.doubles(count, low, high).map(x -> random.nextBoolean() ? x : -x).toArray();
  }

  /** Any two at least half of {@code (high - low) / count} apart: none tie. */
  static Domain distinct(double low, double high) {
    return (count, random) -> {
      double width = (high - low) / Math.max(count, 1);
      double[] places =
          IntStream.range(0, count)
              .mapToDouble(i -> low + width * (i + 0.25 + 0.5 * random.nextDouble()))
              .toArray();
      for (int i = count - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        double moved = places[i];
        places[i] = places[j];
        places[j] = moved;
      }
      return places;
    };
  }

  /** A whole number from -3 to 3 plus a fraction between two numbers. */
  static Domain fractions(double low, double high) {
    return (count, random) ->
        random.doubles(count, low, high).map(f -> f + random.nextInt(7) - 3).toArray();
  }

  /** Any of a few numbers: ties are likely. */
  static Domain among(double... numbers) {
    double[] own = numbers.clone();
    return (count, random) ->
        IntStream.range(0, count).mapToDouble(i -> own[random.nextInt(own.length)]).toArray();
  }

  /** These numbers again and again. */
  static Domain cycle(double... numbers) {
    double[] own = numbers.clone();
    return (count, random) -> {
      double[] drawn = new double[count];
      Arrays.setAll(drawn, i -> own[i % own.length]);
      return drawn;
    };
  }
}
