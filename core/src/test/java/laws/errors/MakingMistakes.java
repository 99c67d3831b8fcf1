package laws.errors;

import static laws.errors.Mistake.EMPTY;
import static laws.errors.Mistake.V;
import static laws.errors.Mistake.X;
import static laws.errors.Mistake.general;
import static laws.errors.Mistake.shape;
import static laws.errors.Mistake.type;

import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.stream.Stream;

/** Making tensors and random numbers, and looking at them. */
final class MakingMistakes {
  private MakingMistakes() {}

  static Stream<Mistake> all() {
    return Stream.of(tensors(), looking(), keys()).flatMap(s -> s);
  }

  private static Stream<Mistake> tensors() {
    return Stream.of(
        shape(
            "of: the row at [1] has 2 elements and the first of its kind has 1; all rows need the"
                + " same length",
            () -> Tensor.of(new double[][] {{1}, {2, 3}})),
        shape(
            "of: the row at [0, 1] is null and the first of its kind has 1; all rows need the same"
                + " length",
            () -> Tensor.of(new float[][][] {{{1}, null}})),
        type("of: String; it takes an array; use scalar(...)", () -> Tensor.ofArray("1, 2, 3")),
        type(
            "of: Double[]; it takes arrays of float, double, int, long or boolean; convert the"
                + " elements",
            () -> Tensor.ofArray(new Double[] {1.0})),
        shape(
            "of: 3 values for shape [2, 2]; it takes 4; give as many values as the shape has"
                + " elements",
            () -> Tensor.of(Shape.of(2, 2), 1.0, 2.0, 3.0)),
        shape(
            "value: an array of 2 elements for shape [3]; it takes as many as the shape has",
            () -> Tensor.of(ArrayValue.of(Shape.of(3), new float[2]))),
        type(
            "value: Integer[]; it takes an array of float, double, int, long or boolean",
            () -> Tensor.of(ArrayValue.of(Shape.of(1), new Integer[] {1}))),
        shape(
            "shape [2, -1]: the size -1 is negative; sizes are 0 or more",
            () -> Tensor.zeros(2, -1)),
        shape(
            "shape [65536, 32768]: more than 2147483647 elements; split the tensor or the batch",
            () -> Tensor.ones(65536, 32768)),
        shape(
            "iota: axis 1 of [2]; axes run from -1 to 0",
            () -> Tensor.iota(DType.INT64, Shape.of(2), 1)));
  }

  private static Stream<Mistake> looking() {
    return Stream.of(
        shape("size: axis -3 of [2, 3]; axes run from -2 to 1", () -> X.size(-3)),
        shape("item: [2, 3]; it takes a tensor of one element; reduce it or use toArray", X::item),
        shape(
            "item: [0, 3]; it takes a tensor of one element; reduce it or use toArray",
            EMPTY::item));
  }

  private static Stream<Mistake> keys() {
    Key key = Key.of(1);
    Shape two = Shape.of(2);
    return Stream.of(
        type(
            "key: words of type float64; they are int32; make keys with Key.of, split and foldIn",
            () -> new Key(V)),
        shape(
            "key: words [3]; the last axis has size 2; make keys with Key.of, split and foldIn",
            () -> new Key(Tensor.of(1, 2, 3))),
        type(
            "foldIn: numbers of type float64; it takes int32 or int64; cast them",
            () -> key.foldIn(V)),
        general(
            "uniform: bounds 1.0 and 1.0; the first must be less than the second, and their"
                + " distance finite, in float64",
            () -> key.uniform(DType.FLOAT64, two, 1, 1)),
        general(
            "uniform: bounds 1.0 and 1.000000000001; the first must be less than the second, and"
                + " their distance finite, in float32",
            () -> key.uniform(DType.FLOAT32, two, 1, 1 + 1e-12)),
        general(
            "uniform: bounds -1.7E308 and 1.7E308; the first must be less than the second, and"
                + " their distance finite, in float64",
            () -> key.uniform(DType.FLOAT64, two, -1.7e308, 1.7e308)),
        type(
            "uniform: type int32; it takes float32 or float64; use integers or bernoulli",
            () -> key.uniform(DType.INT32, two)),
        type(
            "normal: type bool; it takes float32 or float64; use integers or bernoulli",
            () -> key.normal(DType.BOOL, two)),
        general(
            "bernoulli: p = -0.1; a probability lies between 0 and 1",
            () -> key.bernoulli(-0.1, 2)),
        general(
            "dropout: p = NaN; a probability lies between 0 and 1",
            () -> X.dropout(Double.NaN, key)),
        shape(
            "bernoulli: probabilities [3] for [2]; it must broadcast to that shape; reshape it",
            () -> key.bernoulli(V, two)),
        general(
            "integers: bounds 3 and 3; there must be one number or more between them, and at most"
                + " 2^53",
            () -> key.integers(3, 3, 2)),
        general(
            "integers: bounds -9223372036854775808 and 9223372036854775807; there must be one"
                + " number or more between them, and at most 2^53",
            () -> key.integers(Long.MIN_VALUE, Long.MAX_VALUE, 2)),
        shape("shape [-1]: the size -1 is negative; sizes are 0 or more", () -> key.split(-1)));
  }
}
