package dev.jacobi.cpu.simd;

import dev.jacobi.cpu.kernel.DoubleFunctions;
import dev.jacobi.graph.Op.UnaryKind;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** Functions of one double, a row at a time, as many elements as fill whole vectors. */
final class DoubleVectorUnary {
  private static final VectorSpecies<Double> S = DoubleVectorFunctions.S;
  private static final int L = S.length();

  private static final UnaryLoops LOOPS =
      new UnaryLoops(
          MethodHandles.lookup(),
          double[].class,
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

  private DoubleVectorUnary() {}

  /**
   * {@code y[yo + i] = f(x[xo + i])} for i from 0; a result may take the place of its operand.
   *
   * @return how many elements are done: none if the function has no vector form
   */
  static int row(UnaryKind kind, double[] x, int xo, double[] y, int yo, int n) {
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

  private static void call(MethodHandle loop, double[] x, int xo, double[] y, int yo, int end) {
    try {
      loop.invokeExact(x, xo, y, yo, end);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("loops declare no exception", e);
    }
  }

  private static void neg(double[] x, int xo, double[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      DoubleVector.fromArray(S, x, xo + i).neg().intoArray(y, yo + i);
    }
  }

  private static void abs(double[] x, int xo, double[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      DoubleVector.fromArray(S, x, xo + i).abs().intoArray(y, yo + i);
    }
  }

  private static void sqrt(double[] x, int xo, double[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      DoubleVector.fromArray(S, x, xo + i).sqrt().intoArray(y, yo + i);
    }
  }

  private static void rsqrt(double[] x, int xo, double[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      DoubleVector root = DoubleVector.fromArray(S, x, xo + i).sqrt();
      DoubleVector.broadcast(S, 1).div(root).intoArray(y, yo + i);
    }
  }

  private static void square(double[] x, int xo, double[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      DoubleVector v = DoubleVector.fromArray(S, x, xo + i);
      v.mul(v).intoArray(y, yo + i);
    }
  }

  static void exp(double[] x, int xo, double[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      DoubleVector v = DoubleVector.fromArray(S, x, xo + i);
      DoubleVectorFunctions.exp(v).intoArray(y, yo + i);
    }
  }

  static void expm1(double[] x, int xo, double[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      DoubleVector v = DoubleVector.fromArray(S, x, xo + i);
      DoubleVectorFunctions.expm1(v).intoArray(y, yo + i);
    }
  }

  static void log(double[] x, int xo, double[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      DoubleVector v = DoubleVector.fromArray(S, x, xo + i);
      DoubleVectorFunctions.log(v).intoArray(y, yo + i);
    }
  }

  static void log1p(double[] x, int xo, double[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      DoubleVector v = DoubleVector.fromArray(S, x, xo + i);
      DoubleVectorFunctions.log1p(v).intoArray(y, yo + i);
    }
  }

  static void log2(double[] x, int xo, double[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      DoubleVector v = DoubleVector.fromArray(S, x, xo + i);
      DoubleVectorFunctions.log2(v).intoArray(y, yo + i);
    }
  }

  static void tanh(double[] x, int xo, double[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      DoubleVector v = DoubleVector.fromArray(S, x, xo + i);
      DoubleVectorFunctions.tanh(v).intoArray(y, yo + i);
    }
  }

  static void sigmoid(double[] x, int xo, double[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      DoubleVector v = DoubleVector.fromArray(S, x, xo + i);
      DoubleVectorFunctions.sigmoid(v).intoArray(y, yo + i);
    }
  }

  static void erf(double[] x, int xo, double[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      DoubleVector v = DoubleVector.fromArray(S, x, xo + i);
      DoubleVectorFunctions.erf(v).intoArray(y, yo + i);
    }
  }

  static void erfc(double[] x, int xo, double[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      DoubleVector v = DoubleVector.fromArray(S, x, xo + i);
      DoubleVectorFunctions.erfc(v).intoArray(y, yo + i);
    }
  }

  static void sin(double[] x, int xo, double[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      DoubleVector v = DoubleVector.fromArray(S, x, xo + i);
      if (DoubleVectorFunctions.isAngle(v).allTrue()) {
        DoubleVectorFunctions.sin(v).intoArray(y, yo + i);
      } else {
        for (int l = i; l < i + L; l++) {
          y[yo + l] = DoubleFunctions.sin(x[xo + l]);
        }
      }
    }
  }

  static void cos(double[] x, int xo, double[] y, int yo, int end) {
    for (int i = 0; i < end; i += L) {
      DoubleVector v = DoubleVector.fromArray(S, x, xo + i);
      if (DoubleVectorFunctions.isAngle(v).allTrue()) {
        DoubleVectorFunctions.cos(v).intoArray(y, yo + i);
      } else {
        for (int l = i; l < i + L; l++) {
          y[yo + l] = DoubleFunctions.cos(x[xo + l]);
        }
      }
    }
  }
}
