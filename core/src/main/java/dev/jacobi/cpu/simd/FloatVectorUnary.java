package dev.jacobi.cpu.simd;

import dev.jacobi.cpu.kernel.FloatFunctions;
import dev.jacobi.graph.Op.UnaryKind;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Functions of one float, a row at a time, as many elements as fill whole vectors. */
final class FloatVectorUnary {
  private static final VectorSpecies<Float> S = FloatVectorFunctions.S;
  private static final int L = S.length();

  private static final UnaryLoops LOOPS =
      new UnaryLoops(
          MethodHandles.lookup(),
          float[].class,
          UnaryKind.EXP,
          UnaryKind.EXPM1,
          UnaryKind.LOG,
          UnaryKind.LOG1P,
          UnaryKind.LOG2,
          UnaryKind.SIN,
          UnaryKind.COS,
          UnaryKind.TANH,
          UnaryKind.SIGMOID,
          UnaryKind.ERF,
          UnaryKind.ERFC);

  private FloatVectorUnary() {}

  /**
   * {@code y[yo + i] = f(x[xo + i])} for i from 0; a result may take the place of its operand.
   *
   * @return how many elements are done: none if the function has no vector form
   */
  static int row(UnaryKind kind, float[] x, int xo, float[] y, int yo, int n) {
    int end = S.loopBound(n);
    if (end == 0) {
      return 0;
    }
    switch (kind) {
      case NEG -> neg(x, xo, y, yo, end);
      case ABS -> abs(x, xo, y, yo, end);
      case SQRT, NORM_SQRT -> sqrt(x, xo, y, yo, end);
      case RSQRT -> rsqrt(x, xo, y, yo, end);
      case SQUARE -> square(x, xo, y, yo, end);
      case EXP, EXPM1, LOG, LOG1P, LOG2, SIN, COS, TANH, SIGMOID, ERF, ERFC ->
          call(LOOPS.of(kind), x, xo, y, yo, end);
      case SIGN, FLOOR, CEIL, ROUND, TAN, ASIN, ACOS, ATAN, SINH, COSH, IS_FINITE, NOT -> {
        return 0;
      }
    }
    return end;
  }

  private static void call(MethodHandle loop, float[] x, int xo, float[] y, int yo, int end) {
    try {
      loop.invokeExact(x, xo, y, yo, end);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("loops declare no exception", e);
    }
  }

  private static void neg(float[] x, int xo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector.fromArray(S, x, xo + i).neg().intoArray(y, yo + i);
    }
  }

  private static void abs(float[] x, int xo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector.fromArray(S, x, xo + i).abs().intoArray(y, yo + i);
    }
  }

  private static void sqrt(float[] x, int xo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector.fromArray(S, x, xo + i).sqrt().intoArray(y, yo + i);
    }
  }

  private static void rsqrt(float[] x, int xo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector root = FloatVector.fromArray(S, x, xo + i).sqrt();
      FloatVector.broadcast(S, 1).div(root).intoArray(y, yo + i);
    }
  }

  private static void square(float[] x, int xo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xo + i);
      v.mul(v).intoArray(y, yo + i);
    }
  }

  static void exp(float[] x, int xo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xo + i);
      FloatVectorFunctions.exp(v).intoArray(y, yo + i);
    }
  }

  static void expm1(float[] x, int xo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xo + i);
      FloatVectorFunctions.expm1(v).intoArray(y, yo + i);
    }
  }

  static void log(float[] x, int xo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xo + i);
      FloatVectorFunctions.log(v).intoArray(y, yo + i);
    }
  }

  static void log1p(float[] x, int xo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xo + i);
      FloatVectorFunctions.log1p(v).intoArray(y, yo + i);
    }
  }

  static void log2(float[] x, int xo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xo + i);
      FloatVectorFunctions.log2(v).intoArray(y, yo + i);
    }
  }

  static void tanh(float[] x, int xo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xo + i);
      FloatVectorFunctions.tanh(v).intoArray(y, yo + i);
    }
  }

  static void sigmoid(float[] x, int xo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xo + i);
      FloatVectorFunctions.sigmoid(v).intoArray(y, yo + i);
    }
  }

  static void erf(float[] x, int xo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xo + i);
      FloatVectorFunctions.erf(v).intoArray(y, yo + i);
    }
  }

  static void erfc(float[] x, int xo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xo + i);
      FloatVectorFunctions.erfc(v).intoArray(y, yo + i);
    }
  }

  static void sin(float[] x, int xo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xo + i);
      if (FloatVectorFunctions.isAngle(v).allTrue()) {
        FloatVectorFunctions.sin(v).intoArray(y, yo + i);
      } else {
        for (int l = i; l < i + L; l++) {
          y[yo + l] = FloatFunctions.sin(x[xo + l]);
        }
      }
    }
  }

  static void cos(float[] x, int xo, float[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xo + i);
      if (FloatVectorFunctions.isAngle(v).allTrue()) {
        FloatVectorFunctions.cos(v).intoArray(y, yo + i);
      } else {
        for (int l = i; l < i + L; l++) {
          y[yo + l] = FloatFunctions.cos(x[xo + l]);
        }
      }
    }
  }
}
