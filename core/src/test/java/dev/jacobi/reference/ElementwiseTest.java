package dev.jacobi.reference;

import static dev.jacobi.reference.Grid.assertSameBits;
import static dev.jacobi.reference.Grid.bools;
import static dev.jacobi.reference.Grid.doubles;
import static dev.jacobi.reference.Grid.evaluate;
import static dev.jacobi.reference.Grid.floats;
import static dev.jacobi.reference.Grid.ints;
import static dev.jacobi.reference.Grid.longs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.BinaryKind;
import dev.jacobi.graph.Op.Comparison;
import dev.jacobi.graph.Op.Connective;
import dev.jacobi.graph.Op.UnaryKind;
import dev.jacobi.type.DType;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Special values, integers that wrap, casts; how exact the functions are is tested elsewhere. */
final class ElementwiseTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;

  private static ArrayValue unary(UnaryKind kind, ArrayValue x) {
    return evaluate(new Op.Elementwise.Unary(kind), x);
  }

  private static ArrayValue binary(BinaryKind kind, ArrayValue a, ArrayValue b) {
    return evaluate(new Op.Elementwise.Binary(kind), a, b);
  }

  private static ArrayValue cast(ArrayValue x, DType to) {
    return evaluate(new Op.Elementwise.Cast(to), x);
  }

  /** For -infinity, -0.0, 0.0, infinity, NaN. */
  private static void assertSpecial(UnaryKind kind, double... expected) {
    assertSameBits(unary(kind, doubles(-INF, -0.0, 0.0, INF, NAN)), doubles(expected));
    float[] rounded = new float[expected.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) expected[i];
    }
    assertSameBits(
        unary(kind, floats((float) -INF, -0.0f, 0.0f, (float) INF, Float.NaN)), floats(rounded));
  }

  @Test
  void functionsAtSpecialValues() {
    double half = StrictMath.PI / 2;
    assertSpecial(UnaryKind.NEG, INF, 0.0, -0.0, -INF, NAN);
    assertSpecial(UnaryKind.ABS, INF, 0.0, 0.0, INF, NAN);
    assertSpecial(UnaryKind.SIGN, -1, -0.0, 0.0, 1, NAN);
    assertSpecial(UnaryKind.FLOOR, -INF, -0.0, 0.0, INF, NAN);
    assertSpecial(UnaryKind.CEIL, -INF, -0.0, 0.0, INF, NAN);
    assertSpecial(UnaryKind.ROUND, -INF, -0.0, 0.0, INF, NAN);
    assertSpecial(UnaryKind.SQRT, NAN, -0.0, 0.0, INF, NAN);
    assertSpecial(UnaryKind.NORM_SQRT, NAN, -0.0, 0.0, INF, NAN);
    assertSpecial(UnaryKind.RSQRT, NAN, -INF, INF, 0.0, NAN);
    assertSpecial(UnaryKind.SQUARE, INF, 0.0, 0.0, INF, NAN);
    assertSpecial(UnaryKind.EXP, 0.0, 1, 1, INF, NAN);
    assertSpecial(UnaryKind.EXPM1, -1, -0.0, 0.0, INF, NAN);
    assertSpecial(UnaryKind.LOG, NAN, -INF, -INF, INF, NAN);
    assertSpecial(UnaryKind.LOG1P, NAN, -0.0, 0.0, INF, NAN);
    assertSpecial(UnaryKind.LOG2, NAN, -INF, -INF, INF, NAN);
    assertSpecial(UnaryKind.SIN, NAN, -0.0, 0.0, NAN, NAN);
    assertSpecial(UnaryKind.COS, NAN, 1, 1, NAN, NAN);
    assertSpecial(UnaryKind.TAN, NAN, -0.0, 0.0, NAN, NAN);
    assertSpecial(UnaryKind.ASIN, NAN, -0.0, 0.0, NAN, NAN);
    assertSpecial(UnaryKind.ACOS, NAN, half, half, NAN, NAN);
    assertSpecial(UnaryKind.ATAN, -half, -0.0, 0.0, half, NAN);
    assertSpecial(UnaryKind.SINH, -INF, -0.0, 0.0, INF, NAN);
    assertSpecial(UnaryKind.COSH, INF, 1, 1, INF, NAN);
    assertSpecial(UnaryKind.TANH, -1, -0.0, 0.0, 1, NAN);
    assertSpecial(UnaryKind.SIGMOID, 0.0, 0.5, 0.5, 1, NAN);
    assertSpecial(UnaryKind.ERF, -1, -0.0, 0.0, 1, NAN);
    assertSpecial(UnaryKind.ERFC, 2, 1, 1, 0.0, NAN);
    assertSameBits(
        unary(UnaryKind.IS_FINITE, doubles(-INF, -0.0, 1e308, INF, NAN)),
        bools(false, true, true, false, false));
  }

  @Test
  void functionsAtTheirEnds() {
    assertSameBits(unary(UnaryKind.EXP, doubles(710, -746)), doubles(INF, 0));
    assertSameBits(unary(UnaryKind.EXP, floats(89, -104)), floats(Float.POSITIVE_INFINITY, 0));
    assertSameBits(unary(UnaryKind.SIGMOID, doubles(40, -746, 1e300)), doubles(1, 0, 1));
    assertSameBits(unary(UnaryKind.SIGMOID, doubles(-745)), doubles(Double.MIN_VALUE));
    assertSameBits(unary(UnaryKind.ERFC, doubles(27.3, 1e200, -1e200)), doubles(0, 0, 2));
    assertThat(unary(UnaryKind.ERFC, doubles(27.2)).getDouble(0)).isPositive();
    assertSameBits(
        unary(UnaryKind.ERF, doubles(Double.MIN_VALUE, 6)), doubles(Double.MIN_VALUE, 1));
    assertSameBits(
        unary(UnaryKind.TANH, doubles(Double.MIN_VALUE, 1e300)), doubles(Double.MIN_VALUE, 1));
    assertSameBits(unary(UnaryKind.LOG1P, doubles(-1, -2)), doubles(-INF, NAN));
    assertSameBits(unary(UnaryKind.ASIN, doubles(1.1)), doubles(NAN));
  }

  @Test
  void roundsHalvesToEven() {
    assertSameBits(
        unary(UnaryKind.ROUND, doubles(-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 2.6)),
        doubles(-2, -2, -0.0, 0, 2, 2, 3));
    assertSameBits(unary(UnaryKind.FLOOR, doubles(-0.5, 1.9)), doubles(-1, 1));
    assertSameBits(unary(UnaryKind.CEIL, doubles(-0.5, 1.1)), doubles(-0.0, 2));
  }

  @Test
  void integersWrap() {
    int least = Integer.MIN_VALUE;
    long lowest = Long.MIN_VALUE;
    assertSameBits(unary(UnaryKind.NEG, ints(least, 3, 0)), ints(least, -3, 0));
    assertSameBits(unary(UnaryKind.ABS, ints(least, -3)), ints(least, 3));
    assertSameBits(unary(UnaryKind.ABS, longs(lowest, -3)), longs(lowest, 3));
    assertSameBits(unary(UnaryKind.SIGN, ints(least, 0, 9)), ints(-1, 0, 1));
    assertSameBits(unary(UnaryKind.SQUARE, ints(65_537, -3)), ints(131_073, 9));
    assertSameBits(unary(UnaryKind.SQUARE, longs((1L << 32) + 1)), longs((1L << 33) + 1));
    assertSameBits(binary(BinaryKind.ADD, ints(Integer.MAX_VALUE, 1), ints(1, 1)), ints(least, 2));
    assertSameBits(binary(BinaryKind.SUB, ints(least), ints(1)), ints(Integer.MAX_VALUE));
    assertSameBits(binary(BinaryKind.MUL, ints(1 << 20), ints((1 << 20) + 1)), ints(1 << 20));
    assertSameBits(binary(BinaryKind.ADD, longs(Long.MAX_VALUE), longs(1)), longs(lowest));
    assertSameBits(binary(BinaryKind.MUL, longs(Long.MAX_VALUE), longs(Long.MAX_VALUE)), longs(1));
    assertSameBits(binary(BinaryKind.MAX, longs(lowest, 2), longs(0, 1)), longs(0, 2));
    assertSameBits(binary(BinaryKind.MIN, longs(lowest, 2), longs(0, 1)), longs(lowest, 1));
  }

  @Test
  void maxAndMinPropagateNanAndOrderZeros() {
    ArrayValue a = doubles(NAN, 1, -0.0, 0.0, INF, 2);
    ArrayValue b = doubles(1, NAN, 0.0, -0.0, NAN, 3);
    assertSameBits(binary(BinaryKind.MAX, a, b), doubles(NAN, NAN, 0.0, 0.0, NAN, 3));
    assertSameBits(binary(BinaryKind.MIN, a, b), doubles(NAN, NAN, -0.0, -0.0, NAN, 2));
  }

  @Test
  void arithmeticFollowsIeee() {
    assertSameBits(
        binary(BinaryKind.DIV, doubles(1, -1, 0, 1, INF), doubles(0, 0, 0, 3, INF)),
        doubles(INF, -INF, NAN, 1.0 / 3, NAN));
    assertSameBits(
        binary(BinaryKind.ADD, doubles(-0.0, 1e308, INF), doubles(-0.0, 1e308, -INF)),
        doubles(-0.0, INF, NAN));
    assertSameBits(
        binary(BinaryKind.MUL, doubles(INF, -0.0, 1e-200), doubles(0, 5, 1e-200)),
        doubles(NAN, -0.0, 0));
    assertSameBits(binary(BinaryKind.SUB, doubles(INF, 0.5), doubles(INF, 0.5)), doubles(NAN, 0.0));
  }

  /** float32 arithmetic by way of double is float32 arithmetic. */
  @Test
  void float32ArithmeticIsThatOfJava() {
    Random random = new Random(7);
    float[] a = new float[1000];
    float[] b = new float[1000];
    for (int i = 0; i < a.length; i++) {
      a[i] = Float.intBitsToFloat(random.nextInt());
      b[i] = i % 2 == 0 ? Float.intBitsToFloat(random.nextInt()) : a[i] * random.nextFloat();
    }
    for (int i = 0; i < a.length; i++) {
      ArrayValue x = floats(a[i]);
      ArrayValue y = floats(b[i]);
      assertSameBits(binary(BinaryKind.ADD, x, y), floats(a[i] + b[i]));
      assertSameBits(binary(BinaryKind.SUB, x, y), floats(a[i] - b[i]));
      assertSameBits(binary(BinaryKind.MUL, x, y), floats(a[i] * b[i]));
      assertSameBits(binary(BinaryKind.DIV, x, y), floats(a[i] / b[i]));
      assertSameBits(unary(UnaryKind.SQUARE, x), floats(a[i] * a[i]));
    }
  }

  @Test
  void powFollowsIeee() {
    assertSameBits(
        binary(
            BinaryKind.POW,
            doubles(0, NAN, 2, -2, -2, 0, -0.0, -0.0, INF, 0.5, 1.0),
            doubles(0, 0, 10, 3, 0.5, -1, 3, -3, -1, INF, 5)),
        doubles(1, 1, 1024, -8, NAN, INF, -0.0, -INF, 0, 0, 1));
  }

  @Test
  void atan2TakesTheOrdinateFirst() {
    double pi = Math.PI;
    assertSameBits(
        binary(
            BinaryKind.ATAN2,
            doubles(0.0, -0.0, 0.0, -0.0, 1, -1, 1, NAN),
            doubles(0.0, 0.0, -1, -1, 0, 0, -1, 1)),
        doubles(0.0, -0.0, pi, -pi, pi / 2, -pi / 2, 3 * pi / 4, NAN));
  }

  @Test
  void comparisons() {
    ArrayValue a = doubles(1, 2, NAN, -0.0, INF);
    ArrayValue b = doubles(2, 2, NAN, 0.0, INF);
    assertSameBits(compare(Comparison.LT, a, b), bools(true, false, false, false, false));
    assertSameBits(compare(Comparison.LE, a, b), bools(true, true, false, true, true));
    assertSameBits(compare(Comparison.EQ, a, b), bools(false, true, false, true, true));
    assertSameBits(compare(Comparison.NE, a, b), bools(true, false, true, false, false));
    long big = (1L << 60) + 1; // not a double
    assertSameBits(compare(Comparison.EQ, longs(big, 5), longs(big - 1, 5)), bools(false, true));
    assertSameBits(compare(Comparison.LT, longs(big - 1, 5), longs(big, 5)), bools(true, false));
    assertSameBits(compare(Comparison.LE, longs(big, 5), longs(big - 1, 5)), bools(false, true));
    assertSameBits(compare(Comparison.NE, longs(big, 5), longs(big - 1, 5)), bools(true, false));
    assertSameBits(
        compare(Comparison.LT, bools(false, true), bools(true, true)), bools(true, false));
  }

  private static ArrayValue compare(Comparison kind, ArrayValue a, ArrayValue b) {
    return evaluate(new Op.Elementwise.Compare(kind), a, b);
  }

  @Test
  void connectives() {
    ArrayValue a = bools(false, false, true, true);
    ArrayValue b = bools(false, true, false, true);
    assertSameBits(
        evaluate(new Op.Elementwise.Logic(Connective.AND), a, b), bools(false, false, false, true));
    assertSameBits(
        evaluate(new Op.Elementwise.Logic(Connective.OR), a, b), bools(false, true, true, true));
    assertSameBits(
        evaluate(new Op.Elementwise.Logic(Connective.XOR), a, b), bools(false, true, true, false));
    assertSameBits(unary(UnaryKind.NOT, a), bools(true, true, false, false));
  }

  @Test
  void selectTakesBitsUnchanged() {
    ArrayValue condition = bools(true, false, true, false);
    assertSameBits(
        evaluate(
            new Op.Elementwise.Select(),
            condition,
            doubles(-0.0, 1, NAN, 1),
            doubles(2, -0.0, 2, INF)),
        doubles(-0.0, -0.0, NAN, INF));
    assertSameBits(
        evaluate(
            new Op.Elementwise.Select(),
            condition,
            longs(Long.MAX_VALUE, 1, 2, 3),
            longs(5, Long.MIN_VALUE, 7, 8)),
        longs(Long.MAX_VALUE, Long.MIN_VALUE, 2, 8));
  }

  @Test
  void castsFromFloatSaturate() {
    ArrayValue x = doubles(1.9, -1.9, NAN, INF, -INF, 3e9, -0.0);
    int most = Integer.MAX_VALUE;
    int least = Integer.MIN_VALUE;
    assertSameBits(cast(x, DType.INT32), ints(1, -1, 0, most, least, most, 0));
    assertSameBits(
        cast(x, DType.INT64), longs(1, -1, 0, Long.MAX_VALUE, Long.MIN_VALUE, 3_000_000_000L, 0));
    assertSameBits(cast(x, DType.BOOL), bools(true, true, true, true, true, true, false));
    assertSameBits(
        cast(doubles(0.1, 1e300, NAN, -0.0), DType.FLOAT32),
        floats(0.1f, Float.POSITIVE_INFINITY, Float.NaN, -0.0f));
    assertSameBits(cast(floats(0.1f), DType.FLOAT64), doubles(0.1f));
    assertSameBits(cast(floats(3e9f, Float.NaN), DType.INT32), ints(most, 0));
  }

  @Test
  void castsFromIntegersWrapOrRoundOnce() {
    // By way of double this would round to even twice.
    long twice = (1L << 60) + (1L << 36) + 1;
    assertSameBits(cast(longs(twice), DType.FLOAT32), floats((float) twice));
    assertThat((float) twice).isNotEqualTo((float) (double) twice);
    assertSameBits(cast(longs((1L << 32) + 5, -1), DType.INT32), ints(5, -1));
    assertSameBits(cast(ints(-7, 0), DType.INT64), longs(-7, 0));
    assertSameBits(cast(longs(1L << 32, 0), DType.BOOL), bools(true, false));
    assertSameBits(cast(ints(-7, 0), DType.FLOAT64), doubles(-7, 0));
    assertSameBits(cast(bools(true, false), DType.FLOAT32), floats(1, 0));
    assertSameBits(cast(bools(true, false), DType.INT64), longs(1, 0));
    assertSameBits(cast(bools(true, false), DType.BOOL), bools(true, false));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 13})
  void everyElementOfEverySizeIsComputed(int n) {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64}) {
      ArrayValue x = Grid.counting(dtype, n);
      Grid.assertElements(binary(BinaryKind.MUL, x, x), x.shape(), c -> (c[0] + 1) * (c[0] + 1));
      Grid.assertElements(unary(UnaryKind.NEG, x), x.shape(), c -> -(c[0] + 1));
      Grid.assertElements(cast(x, DType.BOOL), x.shape(), c -> 1);
      Grid.assertElements(compare(Comparison.LE, x, x), x.shape(), c -> 1);
    }
  }
}
