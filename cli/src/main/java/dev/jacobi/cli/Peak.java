package dev.jacobi.cli;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * What a core can do at best: multiply-adds of float32 vectors on twelve registers that do not wait
 * for one another.
 */
final class Peak {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int ROUNDS = 1024;
  private static final int REGISTERS = 12;

  private Peak() {}

  /** The most GFLOP/s of some rounds within so many seconds. */
  static double gigaflops(double seconds) {
    double best = 0;
    float kept = 0;
    long end = System.nanoTime() + (long) (seconds * 1e9);
    do {
      long start = System.nanoTime();
      kept += round(0.5f + kept * 0);
      double nanos = System.nanoTime() - start;
      best = Math.max(best, 2.0 * ROUNDS * REGISTERS * FLOATS.length() / nanos);
    } while (System.nanoTime() < end);
    // so that no compiler leaves the rounds out
    return Float.isNaN(kept) ? Double.NaN : best;
  }

  private static float round(float factor) {
    FloatVector x = FloatVector.broadcast(FLOATS, factor);
    FloatVector a = x;
    FloatVector b = x;
    FloatVector c = x;
    FloatVector d = x;
    FloatVector e = x;
    FloatVector f = x;
    FloatVector g = x;
    FloatVector h = x;
    FloatVector i = x;
    FloatVector j = x;
    FloatVector k = x;
    FloatVector l = x;
    for (int round = 0; round < ROUNDS; round++) {
      a = a.fma(x, x);
      b = b.fma(x, x);
      c = c.fma(x, x);
      d = d.fma(x, x);
      e = e.fma(x, x);
      f = f.fma(x, x);
      g = g.fma(x, x);
      h = h.fma(x, x);
      i = i.fma(x, x);
      j = j.fma(x, x);
      k = k.fma(x, x);
      l = l.fma(x, x);
    }
    FloatVector sum = a.add(b).add(c).add(d).add(e).add(f);
    return sum.add(g).add(h).add(i).add(j).add(k).add(l).lane(0);
  }
}
