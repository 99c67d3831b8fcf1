package laws.errors;

import static laws.errors.Mistake.BOOLS;
import static laws.errors.Mistake.INTS;
import static laws.errors.Mistake.V;
import static laws.errors.Mistake.W;
import static laws.errors.Mistake.X;
import static laws.errors.Mistake.index;
import static laws.errors.Mistake.shape;
import static laws.errors.Mistake.traced;
import static laws.errors.Mistake.type;

import dev.jacobi.Tensor;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.reference.ReferenceEvaluator;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Graphs that are built node by node, and their evaluation by the reference. */
final class GraphMistakes {
  private GraphMistakes() {}

  static Stream<Mistake> all() {
    return Stream.of(types(), shapes(), values()).flatMap(s -> s);
  }

  private static Node of(Op op, Tensor... inputs) {
    return Node.of(op, Stream.of(inputs).map(Tensor::node).toList());
  }

  private static Op binary(Op.BinaryKind kind) {
    return new Op.Elementwise.Binary(kind);
  }

  private static Stream<Mistake> types() {
    return Stream.of(
        type(
            "add: float64 and int32; cast one of them",
            () -> of(binary(Op.BinaryKind.ADD), W, INTS)),
        type(
            "mul: bool[2]; it takes a number; cast the operand",
            () -> of(binary(Op.BinaryKind.MUL), BOOLS, BOOLS)),
        type(
            "pow: int32[2]; it takes float32 or float64; cast the operand",
            () -> of(binary(Op.BinaryKind.POW), INTS, INTS)),
        type(
            "select: float64[2]; it takes bool; cast the operand",
            () -> of(new Op.Elementwise.Select(), W, W, W)));
  }

  private static Stream<Mistake> shapes() {
    Op.Contract product = new Op.Contract(Ints.of(0, 1), Ints.of(1), Ints.of(0));
    Op fold = new Op.Window.Fold(Ints.of(0), Ints.of(3), Ints.of(1), Ints.of(1), Ints.of(5));
    return Stream.of(
        shape("add: [2] and [3]; expand one of them", () -> of(binary(Op.BinaryKind.ADD), W, V)),
        shape(
            "expand: [3] to [4] at axes [0]; only axes of size 1 can be repeated; reshape first",
            () -> of(new Op.Movement.Expand(Shape.of(4), Ints.of(0)), V)),
        shape(
            "slice: axis 0 of [3] from 0 to 4 by 1; the range must lie within 0 to 3 and the step be"
                + " 1 or more",
            () -> of(new Op.Movement.Slice(Ints.of(0), Ints.of(0), Ints.of(4), Ints.of(1)), V)),
        shape(
            "contraction ab,b->a: [3] and [3]; each axis needs a letter; give as many letters as"
                + " axes",
            () -> of(product, V, V)),
        shape(
            "contraction ab,b->a: [2, 3] and [2]; the sizes 3 and 2 of a shared axis differ; transpose"
                + " or reshape one operand",
            () -> of(product, X, W)),
        shape(
            "random bits: keys [2] and streams [3]; each stream needs a key of two words; give keys of"
                + " shape [3, 2]",
            () -> of(new Op.Source.RandomBits(Shape.of(5), 0), INTS, Tensor.of(1L, 2L, 3L))),
        shape(
            "fold windows of [3] into axis 0 of [5], stride [1], dilation [1]: [2, 3]; an axis of 5"
                + " elements has 3 places for a window of 3; give the length that the windows were"
                + " taken from",
            () -> of(fold, X)));
  }

  private static Stream<Mistake> values() {
    ReferenceEvaluator reference = new ReferenceEvaluator();
    Node x = Node.of(new Op.Source.Input("x", Shape.of(2), DType.FLOAT64, -1));
    Node gather = of(new Op.Indexing.Gather(1, 0), X, Tensor.of(0, 3));
    return Stream.of(
        traced(
            "evaluate: input x, float64[2]; it has no value; give one for each input that the outputs"
                + " depend on (made at {here})",
            () -> reference.evaluate(List.of(Nodes.neg(x)), Map.of())),
        traced(
            "evaluate: input x, float64[2]; the value given for it is float64[3]; give one of the"
                + " shape and type that were traced (made at {here})",
            () -> reference.evaluate(List.of(x), Map.of(x, V.toArrayValue()))),
        index(
            "gather: index 3 at position [1] of the indices; axis 1 of [2, 3] has indices 0 to 2; clip"
                + " the indices or mask what they choose (made at {here})",
            () -> reference.evaluate(List.of(gather), Map.of())));
  }
}
