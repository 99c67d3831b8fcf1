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
    void move(Object x, int i, Object y, int j) {
      ((float[]) y)[j] = ((float[]) x)[i];
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
    void move(Object x, int i, Object y, int j) {
      ((double[]) y)[j] = ((double[]) x)[i];
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
    void move(Object x, int i, Object y, int j) {
      ((int[]) y)[j] = ((int[]) x)[i];
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
    void move(Object x, int i, Object y, int j) {
      ((long[]) y)[j] = ((long[]) x)[i];
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
    void move(Object x, int i, Object y, int j) {
      ((boolean[]) y)[j] = ((boolean[]) x)[i];
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

  abstract void move(Object x, int i, Object y, int j);

  /** y[j] += x[i], or for truth values "or". */
  abstract void add(Object x, int i, Object y, int j);

  private static int order(double a, double b) {
    if (a == b) {
      return 0;
    }
    return Double.isNaN(a) || Double.isNaN(b) ? Double.compare(a, b) : a < b ? -1 : 1;
  }
}
