package dev.jacobi.reference;

import dev.jacobi.graph.Op;

/**
 * The elementwise functions on one element, for floats as a double and for integers and truth
 * values (0 and 1) as a long. Results that are truth values are 0 or 1 too.
 *
 * <p>float32 elements are computed here in double and rounded to float32 when they are stored,
 * which for {@code + - * / sqrt} gives the same bits as float32 arithmetic.
 */
final class Scalars {
  private Scalars() {}

  static double unary(Op.UnaryKind kind, double x) {
    return switch (kind) {
      case NEG -> -x;
      case ABS -> Math.abs(x);
      case SIGN -> Math.signum(x);
      case FLOOR -> Math.floor(x);
      case CEIL -> Math.ceil(x);
      case ROUND -> Math.rint(x);
      case SQRT, NORM_SQRT -> Math.sqrt(x);
      case RSQRT -> 1 / Math.sqrt(x);
      case SQUARE -> x * x;
      case EXP -> StrictMath.exp(x);
      case EXPM1 -> StrictMath.expm1(x);
      case LOG -> StrictMath.log(x);
      case LOG1P -> StrictMath.log1p(x);
      case LOG2 -> SpecialFunctions.log2(x);
      case SIN -> StrictMath.sin(x);
      case COS -> StrictMath.cos(x);
      case TAN -> StrictMath.tan(x);
      case ASIN -> StrictMath.asin(x);
      case ACOS -> StrictMath.acos(x);
      case ATAN -> StrictMath.atan(x);
      case SINH -> StrictMath.sinh(x);
      case COSH -> StrictMath.cosh(x);
      case TANH -> SpecialFunctions.tanh(x);
      case SIGMOID -> SpecialFunctions.sigmoid(x);
      case ERF -> SpecialFunctions.erf(x);
      case ERFC -> SpecialFunctions.erfc(x);
      case IS_FINITE -> Double.isFinite(x) ? 1 : 0;
      case NOT -> throw refused(kind);
    };
  }

  static long unary(Op.UnaryKind kind, long x) {
    return switch (kind) {
      case NEG -> -x;
      case ABS -> Math.abs(x);
      case SIGN -> Long.signum(x);
      case SQUARE -> x * x;
      case NOT -> 1 - x;
      case FLOOR,
          CEIL,
          ROUND,
          SQRT,
          NORM_SQRT,
          RSQRT,
          EXP,
          EXPM1,
          LOG,
          LOG1P,
          LOG2,
          SIN,
          COS,
          TAN,
          ASIN,
          ACOS,
          ATAN,
          SINH,
          COSH,
          TANH,
          SIGMOID,
          ERF,
          ERFC,
          IS_FINITE ->
          throw refused(kind);
    };
  }

  static double binary(Op.BinaryKind kind, double a, double b) {
    return switch (kind) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case POW -> StrictMath.pow(a, b);
      case MIN -> Math.min(a, b);
      case MAX -> Math.max(a, b);
      case ATAN2 -> StrictMath.atan2(a, b);
    };
  }

  static long binary(Op.BinaryKind kind, long a, long b) {
    return switch (kind) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case MIN -> Math.min(a, b);
      case MAX -> Math.max(a, b);
      case DIV, POW, ATAN2 -> throw refused(kind);
    };
  }

  static boolean compare(Op.Comparison kind, double a, double b) {
    return switch (kind) {
      case LT -> a < b;
      case LE -> a <= b;
      case EQ -> a == b;
      case NE -> a != b;
    };
  }

  static boolean compare(Op.Comparison kind, long a, long b) {
    return switch (kind) {
      case LT -> a < b;
      case LE -> a <= b;
      case EQ -> a == b;
      case NE -> a != b;
    };
  }

  static long logic(Op.Connective kind, long a, long b) {
    return switch (kind) {
      case AND -> a & b;
      case OR -> a | b;
      case XOR -> a ^ b;
    };
  }

  /** The type rules let no such node be made. */
  private static IllegalStateException refused(Enum<?> kind) {
    return new IllegalStateException(kind + " of an element type that it does not take");
  }
}
