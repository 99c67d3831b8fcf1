package dev.jacobi.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Values by coordinates: what the tests of this package say their expectations in. */
final class Grid {
  private Grid() {}

  static ArrayValue doubles(Shape shape, double... values) {
    return ArrayValue.of(shape, values);
  }

  static ArrayValue doubles(double... values) {
    return ArrayValue.of(Shape.of(values.length), values);
  }

  static ArrayValue floats(float... values) {
    return ArrayValue.of(Shape.of(values.length), values);
  }

  static ArrayValue ints(int... values) {
    return ArrayValue.of(Shape.of(values.length), values);
  }

  static ArrayValue longs(long... values) {
    return ArrayValue.of(Shape.of(values.length), values);
  }

  static ArrayValue longs(Shape shape, long... values) {
    return ArrayValue.of(shape, values);
  }

  static ArrayValue bools(boolean... values) {
    return ArrayValue.of(Shape.of(values.length), values);
  }

  /** 1, 2, 3, ... in row-major order; for truth values true, false, true, ... */
  static ArrayValue counting(DType dtype, int... sizes) {
    Shape shape = Shape.of(sizes);
    Object array = ArrayValue.allocate(dtype, shape.elements());
    for (int i = 0; i < shape.elements(); i++) {
      switch (array) {
        case float[] a -> a[i] = i + 1;
        case double[] a -> a[i] = i + 1;
        case int[] a -> a[i] = i + 1;
        case long[] a -> a[i] = i + 1L;
        case boolean[] a -> a[i] = i % 2 == 0;
        default -> throw new AssertionError(array);
      }
    }
    return ArrayValue.of(shape, array);
  }

  /** The element at some coordinates, by Horner's rule. */
  static double at(ArrayValue x, int... coordinates) {
    assertThat(coordinates).hasSize(x.shape().rank());
    int index = 0;
    for (int axis = 0; axis < coordinates.length; axis++) {
      assertThat(coordinates[axis]).isBetween(0, x.shape().size(axis) - 1);
      index = index * x.shape().size(axis) + coordinates[axis];
    }
    return x.getDouble(index);
  }

  /** The value of one operation on values in hand. */
  static ArrayValue evaluate(Op op, ArrayValue... operands) {
    List<Node> nodes =
        Arrays.stream(operands).map(x -> Node.of(new Op.Source.Constant(x))).toList();
    return evaluate(Node.of(op, nodes));
  }

  static ArrayValue evaluate(Node node) {
    ArrayValue value = new ReferenceEvaluator().evaluate(List.of(node), Map.of()).get(0);
    assertThat(value.shape()).isEqualTo(node.shape());
    assertThat(value.dtype()).isEqualTo(node.dtype());
    return value;
  }

  /** The operation's result, element by element, is what the function says for the coordinates. */
  static void assertElements(ArrayValue actual, Shape shape, ToDoubleFunction<int[]> expected) {
    assertThat(actual.shape()).isEqualTo(shape);
    visit(actual, new int[shape.rank()], 0, expected);
  }

  private static void visit(
      ArrayValue actual, int[] at, int axis, ToDoubleFunction<int[]> expected) {
    if (axis == at.length) {
      assertThat(at(actual, at)).as(Arrays.toString(at)).isEqualTo(expected.applyAsDouble(at));
      return;
    }
    for (at[axis] = 0; at[axis] < actual.shape().size(axis); at[axis]++) {
      visit(actual, at, axis + 1, expected);
    }
  }

  static void assertSameBits(ArrayValue actual, ArrayValue expected) {
    assertThat(actual.sameBits(expected))
        .as("%s is %s", describe(actual), describe(expected))
        .isTrue();
  }

  private static String describe(ArrayValue x) {
    return switch (x.array()) {
      case float[] a -> x + Arrays.toString(a);
      case double[] a -> x + Arrays.toString(a);
      case int[] a -> x + Arrays.toString(a);
      case long[] a -> x + Arrays.toString(a);
      case boolean[] a -> x + Arrays.toString(a);
      default -> throw new AssertionError(x);
    };
  }
}
