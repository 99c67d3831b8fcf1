package dev.jacobi.cpu.simd;

import dev.jacobi.graph.Op.BinaryKind;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Functions of two floats, a row at a time, as many elements as fill whole vectors. An operand is a
 * contiguous row (stride 1) or one number (stride 0).
 */
final class FloatVectorBinary {
  private static final VectorSpecies<Float> S = FloatVectorFunctions.S;
  private static final int L = S.length();

  private FloatVectorBinary() {}

  /**
   * {@code y[yo + i] = f(a[ao + i * as], b[bo + i * bs])} for i from 0; a result may take the place
   * of an operand.
   *
   * @return how many elements are done: none if the function has no vector form
   */
  static int row(
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
    int end = S.loopBound(n);
    if (end == 0) {
      return 0;
    }
    return as != 0 && bs != 0
        ? rows(kind, a, ao, b, bo, y, yo, end)
        : as != 0
            ? rowNumber(kind, a, ao, FloatVector.broadcast(S, b[bo]), y, yo, end)
            : numberRow(kind, FloatVector.broadcast(S, a[ao]), b, bo, y, yo, end);
  }

  private static int rows(
      BinaryKind kind, float[] a, int ao, float[] b, int bo, float[] y, int yo, int end) {
    switch (kind) {
      case ADD -> add(a, ao, b, bo, y, yo, end);
      case SUB -> sub(a, ao, b, bo, y, yo, end);
      case MUL -> mul(a, ao, b, bo, y, yo, end);
      case DIV -> div(a, ao, b, bo, y, yo, end);
      case MIN -> min(a, ao, b, bo, y, yo, end);
      case MAX -> max(a, ao, b, bo, y, yo, end);
      case POW, ATAN2 -> {
        return 0;
      }
    }
    return end;
  }

  private static int rowNumber(
      BinaryKind kind, float[] a, int ao, FloatVector b, float[] y, int yo, int end) {
    switch (kind) {
      case ADD -> add(a, ao, b, y, yo, end);
      case SUB -> sub(a, ao, b, y, yo, end);
      case MUL -> mul(a, ao, b, y, yo, end);
      case DIV -> div(a, ao, b, y, yo, end);
      case MIN -> min(a, ao, b, y, yo, end);
      case MAX -> max(a, ao, b, y, yo, end);
      case POW, ATAN2 -> {
        return 0;
      }
    }
    return end;
  }

  /** What commutes has no loop of its own. */
  private static int numberRow(
      BinaryKind kind, FloatVector a, float[] b, int bo, float[] y, int yo, int end) {
    switch (kind) {
      case ADD -> add(b, bo, a, y, yo, end);
      case SUB -> sub(a, b, bo, y, yo, end);
      case MUL -> mul(b, bo, a, y, yo, end);
      case DIV -> div(a, b, bo, y, yo, end);
      case MIN -> min(b, bo, a, y, yo, end);
      case MAX -> max(b, bo, a, y, yo, end);
      case POW, ATAN2 -> {
        return 0;
      }
    }
    return end;
  }

  private static void add(float[] a, int ao, float[] b, int bo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector v = FloatVector.fromArray(S, b, bo + i);
      FloatVector.fromArray(S, a, ao + i).add(v).intoArray(y, yo + i);
    }
  }

  private static void add(float[] a, int ao, FloatVector b, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector.fromArray(S, a, ao + i).add(b).intoArray(y, yo + i);
    }
  }

  private static void sub(float[] a, int ao, float[] b, int bo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector v = FloatVector.fromArray(S, b, bo + i);
      FloatVector.fromArray(S, a, ao + i).sub(v).intoArray(y, yo + i);
    }
  }

  private static void sub(float[] a, int ao, FloatVector b, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector.fromArray(S, a, ao + i).sub(b).intoArray(y, yo + i);
    }
  }

  private static void sub(FloatVector a, float[] b, int bo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      a.sub(FloatVector.fromArray(S, b, bo + i)).intoArray(y, yo + i);
    }
  }

  private static void mul(float[] a, int ao, float[] b, int bo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector v = FloatVector.fromArray(S, b, bo + i);
      FloatVector.fromArray(S, a, ao + i).mul(v).intoArray(y, yo + i);
    }
  }

  private static void mul(float[] a, int ao, FloatVector b, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector.fromArray(S, a, ao + i).mul(b).intoArray(y, yo + i);
    }
  }

  private static void div(float[] a, int ao, float[] b, int bo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector v = FloatVector.fromArray(S, b, bo + i);
      FloatVector.fromArray(S, a, ao + i).div(v).intoArray(y, yo + i);
    }
  }

  private static void div(float[] a, int ao, FloatVector b, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector.fromArray(S, a, ao + i).div(b).intoArray(y, yo + i);
    }
  }

  private static void div(FloatVector a, float[] b, int bo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      a.div(FloatVector.fromArray(S, b, bo + i)).intoArray(y, yo + i);
    }
  }

  private static void min(float[] a, int ao, float[] b, int bo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector v = FloatVector.fromArray(S, b, bo + i);
      FloatVector.fromArray(S, a, ao + i).min(v).intoArray(y, yo + i);
    }
  }

  private static void min(float[] a, int ao, FloatVector b, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector.fromArray(S, a, ao + i).min(b).intoArray(y, yo + i);
    }
  }

  private static void max(float[] a, int ao, float[] b, int bo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector v = FloatVector.fromArray(S, b, bo + i);
      FloatVector.fromArray(S, a, ao + i).max(v).intoArray(y, yo + i);
    }
  }

  private static void max(float[] a, int ao, FloatVector b, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector.fromArray(S, a, ao + i).max(b).intoArray(y, yo + i);
    }
  }
}
