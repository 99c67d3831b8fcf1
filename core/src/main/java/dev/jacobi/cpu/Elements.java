package dev.jacobi.cpu;

import dev.jacobi.type.DType;

/** Single elements of an array of one type. */
enum Elements {
  FLOATS {
    @Override
    long getLong(Object x, int i) {
      return (long) ((float[]) x)[i];
    }

    @Override
    boolean isNaN(Object x, int i) {
      return Float.isNaN(((float[]) x)[i]);
    }

    @Override
    int compare(Object x, int i, int j) {
      return order(((float[]) x)[i], ((float[]) x)[j]);
    }

    @Override
    void gather(Object x, int first, int[] which, int count, Object y, int i, int step) {
      float[] from = (float[]) x;
      float[] to = (float[]) y;
      for (int k = 0; k < count; k++) {
        to[i + k * step] = from[first + which[k]];
      }
    }

    @Override
    void add(Object x, int i, Object y, int j) {
      ((float[]) y)[j] += ((float[]) x)[i];
    }
  },
  DOUBLES {
    @Override
    long getLong(Object x, int i) {
      return (long) ((double[]) x)[i];
    }

    @Override
    boolean isNaN(Object x, int i) {
      return Double.isNaN(((double[]) x)[i]);
    }

    @Override
    int compare(Object x, int i, int j) {
      return order(((double[]) x)[i], ((double[]) x)[j]);
    }

    @Override
    void gather(Object x, int first, int[] which, int count, Object y, int i, int step) {
      double[] from = (double[]) x;
      double[] to = (double[]) y;
      for (int k = 0; k < count; k++) {
        to[i + k * step] = from[first + which[k]];
      }
    }

    @Override
    void add(Object x, int i, Object y, int j) {
      ((double[]) y)[j] += ((double[]) x)[i];
    }
  },
  INTS {
    @Override
    long getLong(Object x, int i) {
      return ((int[]) x)[i];
    }

    @Override
    boolean isNaN(Object x, int i) {
      return false;
    }

    @Override
    int compare(Object x, int i, int j) {
      return Integer.compare(((int[]) x)[i], ((int[]) x)[j]);
    }

    @Override
    void gather(Object x, int first, int[] which, int count, Object y, int i, int step) {
      int[] from = (int[]) x;
      int[] to = (int[]) y;
      for (int k = 0; k < count; k++) {
        to[i + k * step] = from[first + which[k]];
      }
    }

    @Override
    int indices(Object x, int i, int step, int count, int size, int[] to) {
      int[] from = (int[]) x;
      for (int k = 0; k < count; k++) {
        int index = from[i + k * step];
        if (index < 0 || index >= size) {
          return k;
        }
        to[k] = index;
      }
      return -1;
    }

    @Override
    void add(Object x, int i, Object y, int j) {
      ((int[]) y)[j] += ((int[]) x)[i];
    }
  },
  LONGS {
    @Override
    long getLong(Object x, int i) {
      return ((long[]) x)[i];
    }

    @Override
    boolean isNaN(Object x, int i) {
      return false;
    }

    @Override
    int compare(Object x, int i, int j) {
      return Long.compare(((long[]) x)[i], ((long[]) x)[j]);
    }

    @Override
    void gather(Object x, int first, int[] which, int count, Object y, int i, int step) {
      long[] from = (long[]) x;
      long[] to = (long[]) y;
      for (int k = 0; k < count; k++) {
        to[i + k * step] = from[first + which[k]];
      }
    }

    @Override
    int indices(Object x, int i, int step, int count, int size, int[] to) {
      long[] from = (long[]) x;
      for (int k = 0; k < count; k++) {
        long index = from[i + k * step];
        if (index < 0 || index >= size) {
          return k;
        }
        to[k] = (int) index;
      }
      return -1;
    }

    @Override
    void add(Object x, int i, Object y, int j) {
      ((long[]) y)[j] += ((long[]) x)[i];
    }
  },
  BOOLEANS {
    @Override
    long getLong(Object x, int i) {
      return ((boolean[]) x)[i] ? 1 : 0;
    }

    @Override
    boolean isNaN(Object x, int i) {
      return false;
    }

    @Override
    int compare(Object x, int i, int j) {
      return Boolean.compare(((boolean[]) x)[i], ((boolean[]) x)[j]);
    }

    @Override
    void gather(Object x, int first, int[] which, int count, Object y, int i, int step) {
      boolean[] from = (boolean[]) x;
      boolean[] to = (boolean[]) y;
      for (int k = 0; k < count; k++) {
        to[i + k * step] = from[first + which[k]];
      }
    }

    @Override
    void add(Object x, int i, Object y, int j) {
      ((boolean[]) y)[j] |= ((boolean[]) x)[i];
    }
  };

  static Elements of(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> FLOATS;
      case FLOAT64 -> DOUBLES;
      case INT32 -> INTS;
      case INT64 -> LONGS;
      case BOOL -> BOOLEANS;
    };
  }

  abstract long getLong(Object x, int i);

  abstract boolean isNaN(Object x, int i);

  /** Ascending, NaN last, 0.0 and -0.0 equal. */
  abstract int compare(Object x, int i, int j);

  /** y[i + k step] = x[first + which[k]] for each of {@code count} numbers k. */
  abstract void gather(Object x, int first, int[] which, int count, Object y, int i, int step);

  /**
   * to[k] = x[i + k step] for each of {@code count} numbers k.
   *
   * @return -1, or the first k whose number is not one of 0 to {@code size} - 1
   */
  int indices(Object x, int i, int step, int count, int size, int[] to) {
    for (int k = 0; k < count; k++) {
      long index = getLong(x, i + k * step);
      if (index < 0 || index >= size) {
        return k;
      }
      to[k] = (int) index;
    }
    return -1;
  }

  /** y[j] += x[i], or for truth values "or". */
  abstract void add(Object x, int i, Object y, int j);

  private static int order(double a, double b) {
    if (a == b) {
      return 0;
    }
    return Double.isNaN(a) || Double.isNaN(b) ? Double.compare(a, b) : a < b ? -1 : 1;
  }
}
