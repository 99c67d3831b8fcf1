package dev.jacobi.cpu.kernel;

import dev.jacobi.graph.Op.BinaryKind;

/**
 * Functions of two floats, a row at a time. An operand is a contiguous row (stride 1) or one number
 * (stride 0), for which there are loops of their own: what ends in RowNumber has one number on the
 * right, NumberRow on the left.
 */
final class FloatBinary {
  private FloatBinary() {}

  static void row(
      BinaryKind kind,
      float[] a,
      int ao,
      int as,
      float[] b,
      int bo,
      int bs,
      float[] y,
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
      BinaryKind kind, float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
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
      BinaryKind kind, float[] a, int ao, float b, float[] y, int yo, int n) {
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
      BinaryKind kind, float a, float[] b, int bo, float[] y, int yo, int n) {
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

  private static void add(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] + b[bo + i];
    }
  }

  private static void add(float[] a, int ao, float b, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] + b;
    }
  }

  private static void sub(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] - b[bo + i];
    }
  }

  private static void sub(float[] a, int ao, float b, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] - b;
    }
  }

  private static void sub(float a, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a - b[bo + i];
    }
  }

  private static void mul(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] * b[bo + i];
    }
  }

  private static void mul(float[] a, int ao, float b, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] * b;
    }
  }

  private static void div(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] / b[bo + i];
    }
  }

  private static void div(float[] a, int ao, float b, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] / b;
    }
  }

  private static void div(float a, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a / b[bo + i];
    }
  }

  private static void pow(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = FloatFunctions.pow(a[ao + i], b[bo + i]);
    }
  }

  private static void pow(float[] a, int ao, float b, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = FloatFunctions.pow(a[ao + i], b);
    }
  }

  private static void pow(float a, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = FloatFunctions.pow(a, b[bo + i]);
    }
  }

  private static void min(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.min(a[ao + i], b[bo + i]);
    }
  }

  private static void min(float[] a, int ao, float b, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.min(a[ao + i], b);
    }
  }

  private static void max(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.max(a[ao + i], b[bo + i]);
    }
  }

  private static void max(float[] a, int ao, float b, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.max(a[ao + i], b);
    }
  }

  private static void atan2(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = FloatFunctions.atan2(a[ao + i], b[bo + i]);
    }
  }

  private static void atan2(float[] a, int ao, float b, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = FloatFunctions.atan2(a[ao + i], b);
    }
  }

  private static void atan2(float a, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = FloatFunctions.atan2(a, b[bo + i]);
    }
  }
}
