package dev.jacobi.cpu.kernel;

import dev.jacobi.type.DType;

/**
 * Numbers of one type in another, a row at a time. As Java casts them: a float goes to an integer
 * saturating and NaN to 0, a long wraps to an int; a truth value is "not 0", and is 0 or 1.
 */
final class Casts {
  private Casts() {}

  static void row(DType from, DType to, Object x, int xo, Object y, int yo, int n) {
    switch (from) {
      case FLOAT32 -> fromFloat(to, (float[]) x, xo, y, yo, n);
      case FLOAT64 -> fromDouble(to, (double[]) x, xo, y, yo, n);
      case INT32 -> fromInt(to, (int[]) x, xo, y, yo, n);
      case INT64 -> fromLong(to, (long[]) x, xo, y, yo, n);
      case BOOL -> fromBool(to, (boolean[]) x, xo, y, yo, n);
    }
  }

  private static void fromFloat(DType to, float[] x, int xo, Object y, int yo, int n) {
    switch (to) {
      case FLOAT32 -> System.arraycopy(x, xo, y, yo, n);
      case FLOAT64 -> cast(x, xo, (double[]) y, yo, n);
      case INT32 -> cast(x, xo, (int[]) y, yo, n);
      case INT64 -> cast(x, xo, (long[]) y, yo, n);
      case BOOL -> cast(x, xo, (boolean[]) y, yo, n);
    }
  }

  private static void fromDouble(DType to, double[] x, int xo, Object y, int yo, int n) {
    switch (to) {
      case FLOAT32 -> cast(x, xo, (float[]) y, yo, n);
      case FLOAT64 -> System.arraycopy(x, xo, y, yo, n);
      case INT32 -> cast(x, xo, (int[]) y, yo, n);
      case INT64 -> cast(x, xo, (long[]) y, yo, n);
      case BOOL -> cast(x, xo, (boolean[]) y, yo, n);
    }
  }

  private static void fromInt(DType to, int[] x, int xo, Object y, int yo, int n) {
    switch (to) {
      case FLOAT32 -> cast(x, xo, (float[]) y, yo, n);
      case FLOAT64 -> cast(x, xo, (double[]) y, yo, n);
      case INT32 -> System.arraycopy(x, xo, y, yo, n);
      case INT64 -> cast(x, xo, (long[]) y, yo, n);
      case BOOL -> cast(x, xo, (boolean[]) y, yo, n);
    }
  }

  private static void fromLong(DType to, long[] x, int xo, Object y, int yo, int n) {
    switch (to) {
      case FLOAT32 -> cast(x, xo, (float[]) y, yo, n);
      case FLOAT64 -> cast(x, xo, (double[]) y, yo, n);
      case INT32 -> cast(x, xo, (int[]) y, yo, n);
      case INT64 -> System.arraycopy(x, xo, y, yo, n);
      case BOOL -> cast(x, xo, (boolean[]) y, yo, n);
    }
  }

  private static void fromBool(DType to, boolean[] x, int xo, Object y, int yo, int n) {
    switch (to) {
      case FLOAT32 -> cast(x, xo, (float[]) y, yo, n);
      case FLOAT64 -> cast(x, xo, (double[]) y, yo, n);
      case INT32 -> cast(x, xo, (int[]) y, yo, n);
      case INT64 -> cast(x, xo, (long[]) y, yo, n);
      case BOOL -> System.arraycopy(x, xo, y, yo, n);
    }
  }

  private static void cast(float[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i];
    }
  }

  private static void cast(float[] x, int xo, int[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (int) x[xo + i];
    }
  }

  private static void cast(float[] x, int xo, long[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (long) x[xo + i];
    }
  }

  private static void cast(float[] x, int xo, boolean[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i] != 0;
    }
  }

  private static void cast(double[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (float) x[xo + i];
    }
  }

  private static void cast(double[] x, int xo, int[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (int) x[xo + i];
    }
  }

  private static void cast(double[] x, int xo, long[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (long) x[xo + i];
    }
  }

  private static void cast(double[] x, int xo, boolean[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i] != 0;
    }
  }

  private static void cast(int[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (float) x[xo + i];
    }
  }

  private static void cast(int[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i];
    }
  }

  private static void cast(int[] x, int xo, long[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i];
    }
  }

  private static void cast(int[] x, int xo, boolean[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i] != 0;
    }
  }

  private static void cast(long[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (float) x[xo + i];
    }
  }

  private static void cast(long[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (double) x[xo + i];
    }
  }

  private static void cast(long[] x, int xo, int[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (int) x[xo + i];
    }
  }

  private static void cast(long[] x, int xo, boolean[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i] != 0;
    }
  }

  private static void cast(boolean[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i] ? 1 : 0;
    }
  }

  private static void cast(boolean[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i] ? 1 : 0;
    }
  }

  private static void cast(boolean[] x, int xo, int[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i] ? 1 : 0;
    }
  }

  private static void cast(boolean[] x, int xo, long[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i] ? 1 : 0;
    }
  }
}
