package dev.jacobi.cpu.simd;

import dev.jacobi.graph.Op.BinaryKind;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Functions of two floats, a row at a time, as many elements as fill whole vectors. */
final class FloatVectorBinary {
  private static final VectorSpecies<Float> S = FloatVectorFunctions.S;
  private static final int L = S.length();

  private FloatVectorBinary() {}

  /**
   * {@code y[yo + i] = f(a[ao + i], b[bo + i])} for i from 0; a result may take the place of an
   * operand.
   *
   * @return how many elements are done: none if the function has no vector form
   */
  static int row(BinaryKind kind, float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int end = S.loopBound(n);
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

  /**
   * Rows by one number each: {@code y[yo + r * yr + i] = f(a[ao + r * ar + i], b[bo + r * br])}.
   *
   * @param turned whether the number is the first operand
   * @return how many elements of each row are done: none if the function has no vector form
   */
  static int numbers(
      BinaryKind kind,
      boolean turned,
      float[] a,
      int ao,
      int ar,
      float[] b,
      int bo,
      int br,
      float[] y,
      int yo,
      int yr,
      int rows,
      int n) {
    int end = S.loopBound(n);
    for (int r = 0; r < rows; r++) {
      float number = b[bo + r * br];
      int from = ao + r * ar;
      int to = yo + r * yr;
      switch (kind) {
        case ADD -> add(a, from, number, y, to, end);
        case SUB -> {
          if (turned) {
            subFrom(a, from, number, y, to, end);
          } else {
            sub(a, from, number, y, to, end);
          }
        }
        case MUL -> mul(a, from, number, y, to, end);
        case DIV -> {
          if (turned) {
            divInto(a, from, number, y, to, end);
          } else {
            div(a, from, number, y, to, end);
          }
        }
        case MIN -> min(a, from, number, y, to, end);
        case MAX -> max(a, from, number, y, to, end);
        case POW, ATAN2 -> {
          return 0;
        }
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

  private static void add(float[] a, int ao, float b, float[] y, int yo, int end) {
    FloatVector v = FloatVector.broadcast(S, b);
    for (int i = 0; i < end; i += L) {
      FloatVector.fromArray(S, a, ao + i).add(v).intoArray(y, yo + i);
    }
  }

  private static void sub(float[] a, int ao, float[] b, int bo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector v = FloatVector.fromArray(S, b, bo + i);
      FloatVector.fromArray(S, a, ao + i).sub(v).intoArray(y, yo + i);
    }
  }

  private static void sub(float[] a, int ao, float b, float[] y, int yo, int end) {
    FloatVector v = FloatVector.broadcast(S, b);
    for (int i = 0; i < end; i += L) {
      FloatVector.fromArray(S, a, ao + i).sub(v).intoArray(y, yo + i);
    }
  }

  /** The number is the first operand. */
  private static void subFrom(float[] a, int ao, float b, float[] y, int yo, int end) {
    FloatVector v = FloatVector.broadcast(S, b);
    for (int i = 0; i < end; i += L) {
      v.sub(FloatVector.fromArray(S, a, ao + i)).intoArray(y, yo + i);
    }
  }

  private static void mul(float[] a, int ao, float[] b, int bo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector v = FloatVector.fromArray(S, b, bo + i);
      FloatVector.fromArray(S, a, ao + i).mul(v).intoArray(y, yo + i);
    }
  }

  private static void mul(float[] a, int ao, float b, float[] y, int yo, int end) {
    FloatVector v = FloatVector.broadcast(S, b);
    for (int i = 0; i < end; i += L) {
      FloatVector.fromArray(S, a, ao + i).mul(v).intoArray(y, yo + i);
    }
  }

  private static void div(float[] a, int ao, float[] b, int bo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector v = FloatVector.fromArray(S, b, bo + i);
      FloatVector.fromArray(S, a, ao + i).div(v).intoArray(y, yo + i);
    }
  }

  private static void div(float[] a, int ao, float b, float[] y, int yo, int end) {
    FloatVector v = FloatVector.broadcast(S, b);
    for (int i = 0; i < end; i += L) {
      FloatVector.fromArray(S, a, ao + i).div(v).intoArray(y, yo + i);
    }
  }

  /** The number is the first operand. */
  private static void divInto(float[] a, int ao, float b, float[] y, int yo, int end) {
    FloatVector v = FloatVector.broadcast(S, b);
    for (int i = 0; i < end; i += L) {
      v.div(FloatVector.fromArray(S, a, ao + i)).intoArray(y, yo + i);
    }
  }

  private static void min(float[] a, int ao, float[] b, int bo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector v = FloatVector.fromArray(S, b, bo + i);
      FloatVector.fromArray(S, a, ao + i).min(v).intoArray(y, yo + i);
    }
  }

  private static void min(float[] a, int ao, float b, float[] y, int yo, int end) {
    FloatVector v = FloatVector.broadcast(S, b);
    for (int i = 0; i < end; i += L) {
      FloatVector.fromArray(S, a, ao + i).min(v).intoArray(y, yo + i);
    }
  }

  private static void max(float[] a, int ao, float[] b, int bo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector v = FloatVector.fromArray(S, b, bo + i);
      FloatVector.fromArray(S, a, ao + i).max(v).intoArray(y, yo + i);
    }
  }

  private static void max(float[] a, int ao, float b, float[] y, int yo, int end) {
    FloatVector v = FloatVector.broadcast(S, b);
    for (int i = 0; i < end; i += L) {
      FloatVector.fromArray(S, a, ao + i).max(v).intoArray(y, yo + i);
    }
  }
}
