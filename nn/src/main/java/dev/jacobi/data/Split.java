package dev.jacobi.data;

import dev.jacobi.type.JacobiException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Numbers of samples in parts. */
final class Split {
  private static final double ROUNDING = 1e-9;

  private Split() {}

  /** 0, ..., size - 1 in the order of the seed, cut at the rounded sums of the shares. */
  static List<int[]> of(int size, long seed, double... shares) {
    double sum = 0;
    for (double share : shares) {
      if (!(share > 0)) {
        throw refused(shares, share + " is not above 0");
      }
      sum += share;
    }
    if (Math.abs(sum - 1) > ROUNDING) {
      throw refused(shares, "their sum is " + sum);
    }
    int[] order = Sampler.shuffled(seed).rows(size, 0);
    List<int[]> parts = new ArrayList<>();
    double end = 0;
    int from = 0;
    for (int i = 0; i < shares.length; i++) {
      end += shares[i];
      int to = i == shares.length - 1 ? size : (int) Math.round(end * size);
      if (from == to) {
        throw refused(shares, shares[i] + " of " + size + " samples is none");
      }
      parts.add(Arrays.copyOfRange(order, from, to));
      from = to;
    }
    return parts;
  }

  private static JacobiException refused(double[] shares, String why) {
    return new JacobiException(
        "split: shares "
            + Arrays.toString(shares)
            + "; "
            + why
            + "; give the share of each part, 1 in all, such as 0.8 and 0.2");
  }
}
