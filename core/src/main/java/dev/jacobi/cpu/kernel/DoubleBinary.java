package dev.jacobi.cpu.kernel;

import dev.jacobi.graph.Op.BinaryKind;

/**
 * Functions of two doubles, a row at a time. An operand is a contiguous row (stride 1) or one
 * number (stride 0), for which there are loops of their own: what ends in RowNumber has one number
 * on the right, NumberRow on the left. The loops have no offsets, since the compiler makes vectors
 * only of such.
 */
final class DoubleBinary {
  private DoubleBinary() {}

  /** A strip at a time, brought to the beginning of arrays of its own where it lies elsewhere. */
  static void row(
      BinaryKind kind,
      double[] a,
      int ao,
      int as,
      double[] b,
      int bo,
      int bs,
      double[] y,
      int yo,
      int n) {
    Scratch scratch = Scratch.ofThread();
    int most = ao * as == 0 && bo * bs == 0 && yo == 0 ? n : Scratch.STRIP;
    for (int i = 0; i < n; i += most) {
      int count = Math.min(most, n - i);
      double[] to = scratch.doublesTo(y, yo + i, 2);
      if (as != 0 && bs != 0) {
        double[] left = scratch.doublesFrom(a, ao + i, count, 0);
        rows(kind, left, scratch.doublesFrom(b, bo + i, count, 1), to, count);
      } else if (as != 0) {
        rowNumber(kind, scratch.doublesFrom(a, ao + i, count, 0), b[bo], to, count);
      } else {
        numberRow(kind, a[ao], scratch.doublesFrom(b, bo + i, count, 1), to, count);
      }
      Scratch.bring(to, y, yo + i, count);
    }
  }

  private static void rows(BinaryKind kind, double[] a, double[] b, double[] y, int n) {
    switch (kind) {
      case ADD -> add(a, b, y, n);
      case SUB -> sub(a, b, y, n);
      case MUL -> mul(a, b, y, n);
      case DIV -> div(a, b, y, n);
      case POW -> pow(a, b, y, n);
      case MIN -> min(a, b, y, n);
      case MAX -> max(a, b, y, n);
      case ATAN2 -> atan2(a, b, y, n);
    }
  }

  private static void rowNumber(BinaryKind kind, double[] a, double b, double[] y, int n) {
    switch (kind) {
      case ADD -> add(a, b, y, n);
      case SUB -> sub(a, b, y, n);
      case MUL -> mul(a, b, y, n);
      case DIV -> div(a, b, y, n);
      case POW -> pow(a, b, y, n);
      case MIN -> min(a, b, y, n);
      case MAX -> max(a, b, y, n);
      case ATAN2 -> atan2(a, b, y, n);
    }
  }

  /** What commutes has no loop of its own. */
  private static void numberRow(BinaryKind kind, double a, double[] b, double[] y, int n) {
    switch (kind) {
      case ADD -> add(b, a, y, n);
      case SUB -> sub(a, b, y, n);
      case MUL -> mul(b, a, y, n);
      case DIV -> div(a, b, y, n);
      case POW -> pow(a, b, y, n);
      case MIN -> min(b, a, y, n);
      case MAX -> max(b, a, y, n);
      case ATAN2 -> atan2(a, b, y, n);
    }
  }

  private static void add(double[] a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] + b[i];
    }
  }

  private static void add(double[] a, double b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] + b;
    }
  }

  private static void sub(double[] a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] - b[i];
    }
  }

  private static void sub(double[] a, double b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] - b;
    }
  }

  private static void sub(double a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a - b[i];
    }
  }

  private static void mul(double[] a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] * b[i];
    }
  }

  private static void mul(double[] a, double b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] * b;
    }
  }

  private static void div(double[] a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] / b[i];
    }
  }

  private static void div(double[] a, double b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] / b;
    }
  }

  private static void div(double a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a / b[i];
    }
  }

  private static void pow(double[] a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = DoubleFunctions.pow(a[i], b[i]);
    }
  }

  private static void pow(double[] a, double b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = DoubleFunctions.pow(a[i], b);
    }
  }

  private static void pow(double a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = DoubleFunctions.pow(a, b[i]);
    }
  }

  private static void min(double[] a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.min(a[i], b[i]);
    }
  }

  private static void min(double[] a, double b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.min(a[i], b);
    }
  }

  private static void max(double[] a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.max(a[i], b[i]);
    }
  }

  private static void max(double[] a, double b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.max(a[i], b);
    }
  }

  private static void atan2(double[] a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = DoubleFunctions.atan2(a[i], b[i]);
    }
  }

  private static void atan2(double[] a, double b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = DoubleFunctions.atan2(a[i], b);
    }
  }

  private static void atan2(double a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = DoubleFunctions.atan2(a, b[i]);
    }
  }
}
