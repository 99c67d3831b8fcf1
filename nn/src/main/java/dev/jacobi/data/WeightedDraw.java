package dev.jacobi.data;

import dev.jacobi.type.JacobiException;

/**
 * Drawing places by weight.
 *
 * @param sums the sums of the weights up to each place
 * @param last the last place that has a weight
 */
record WeightedDraw(double[] sums, int last) {

  static WeightedDraw of(double... weights) {
    double[] sums = new double[weights.length];
    double sum = 0;
    int last = -1;
    for (int i = 0; i < weights.length; i++) {
      if (!(weights[i] >= 0)) {
        throw new JacobiException(
            "weighted: weight " + i + " is " + weights[i] + "; weights are 0 or more");
      }
      sum += weights[i];
      sums[i] = sum;
      last = weights[i] > 0 ? i : last;
    }
    if (last < 0 || Double.isInfinite(sum)) {
      throw new JacobiException(
          "weighted: the sum of the weights is " + sum + "; it must be positive and finite");
    }
    return new WeightedDraw(sums, last);
  }

  /** The first place whose sum is above a share of the whole, from [0, 1). */
  int at(double share) {
    double number = share * sums[last];
    int low = 0;
    int high = last;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sums[middle] > number) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
