package dev.jacobi.cpu.kernel;

import dev.jacobi.graph.Op.BinaryKind;

/**
 * Functions of two doubles, a row at a time. An operand is a contiguous row (stride 1) or one
 * number (stride 0), for which there are loops of their own: what ends in RowNumber has one number
 * on the right, NumberRow on the left.
 */
final class DoubleBinary {
  private DoubleBinary() {}

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
    if (as != 0 && bs != 0) {
      rows(kind, a, ao, b, bo, y, yo, n);
    } else if (as != 0) {
      rowNumber(kind, a, ao, b[bo], y, yo, n);
    } else {
      numberRow(kind, a[ao], b, bo, y, yo, n);
    }
  }

  private static void rows(
      BinaryKind kind, double[] a, int ao, double[] b, int bo, double[] y, int yo, int n) {
    switch (kind) {
      case ADD -> add(a, ao, b, bo, y, yo, n);
      case SUB -> sub(a, ao, b, bo, y, yo, n);
      case MUL -> mul(a, ao, b, bo, y, yo, n);
      case DIV -> div(a, ao, b, bo, y, yo, n);
      case POW -> pow(a, ao, b, bo, y, yo, n);
      case MIN -> min(a, ao, b, bo, y, yo, n);
      case MAX -> max(a, ao, b, bo, y, yo, n);
      case ATAN2 -> atan2(a, ao, b, bo, y, yo, n);
    }
  }

  private static void rowNumber(
      BinaryKind kind, double[] a, int ao, double b, double[] y, int yo, int n) {
    switch (kind) {
      case ADD -> add(a, ao, b, y, yo, n);
      case SUB -> sub(a, ao, b, y, yo, n);
      case MUL -> mul(a, ao, b, y, yo, n);
      case DIV -> div(a, ao, b, y, yo, n);
      case POW -> pow(a, ao, b, y, yo, n);
      case MIN -> min(a, ao, b, y, yo, n);
      case MAX -> max(a, ao, b, y, yo, n);
      case ATAN2 -> atan2(a, ao, b, y, yo, n);
    }
  }

  /** What commutes has no loop of its own. */
  private static void numberRow(
      BinaryKind kind, double a, double[] b, int bo, double[] y, int yo, int n) {
    switch (kind) {
      case ADD -> add(b, bo, a, y, yo, n);
      case SUB -> sub(a, b, bo, y, yo, n);
      case MUL -> mul(b, bo, a, y, yo, n);
      case DIV -> div(a, b, bo, y, yo, n);
      case POW -> pow(a, b, bo, y, yo, n);
      case MIN -> min(b, bo, a, y, yo, n);
      case MAX -> max(b, bo, a, y, yo, n);
      case ATAN2 -> atan2(a, b, bo, y, yo, n);
    }
  }

  private static void add(double[] a, int ao, double[] b, int bo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] + b[bo + i];
    }
  }

  private static void add(double[] a, int ao, double b, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] + b;
    }
  }

  private static void sub(double[] a, int ao, double[] b, int bo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] - b[bo + i];
    }
  }

  private static void sub(double[] a, int ao, double b, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] - b;
    }
  }

  private static void sub(double a, double[] b, int bo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a - b[bo + i];
    }
  }

  private static void mul(double[] a, int ao, double[] b, int bo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] * b[bo + i];
    }
  }

  private static void mul(double[] a, int ao, double b, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] * b;
    }
  }

  private static void div(double[] a, int ao, double[] b, int bo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] / b[bo + i];
    }
  }

  private static void div(double[] a, int ao, double b, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] / b;
    }
  }

  private static void div(double a, double[] b, int bo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a / b[bo + i];
    }
  }

  private static void pow(double[] a, int ao, double[] b, int bo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = DoubleFunctions.pow(a[ao + i], b[bo + i]);
    }
  }

  private static void pow(double[] a, int ao, double b, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = DoubleFunctions.pow(a[ao + i], b);
    }
  }

  private static void pow(double a, double[] b, int bo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = DoubleFunctions.pow(a, b[bo + i]);
    }
  }

  private static void min(double[] a, int ao, double[] b, int bo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.min(a[ao + i], b[bo + i]);
    }
  }

  private static void min(double[] a, int ao, double b, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.min(a[ao + i], b);
    }
  }

  private static void max(double[] a, int ao, double[] b, int bo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.max(a[ao + i], b[bo + i]);
    }
  }

  private static void max(double[] a, int ao, double b, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.max(a[ao + i], b);
    }
  }

  private static void atan2(double[] a, int ao, double[] b, int bo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = DoubleFunctions.atan2(a[ao + i], b[bo + i]);
    }
  }

  private static void atan2(double[] a, int ao, double b, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = DoubleFunctions.atan2(a[ao + i], b);
    }
  }

  private static void atan2(double a, double[] b, int bo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = DoubleFunctions.atan2(a, b[bo + i]);
    }
  }
}
