package dev.jacobi.reference;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Evaluator;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Walk;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import dev.jacobi.type.TracingException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The slow, obvious evaluator: one operation after the other, one element after the other, each
 * written as its definition reads. It is the oracle that every faster way is compared with.
 *
 * <p>Each operation reads its operands as double (floats) or long (integers, truth values) and
 * rounds its result once to the element type; integers wrap. A sum, product, contraction, fold or
 * scatter-add of float32 is thus accumulated in double and rounded once, of float64 with a rounding
 * at each step, in row-major order.
 */
public final class ReferenceEvaluator implements Evaluator {
  /** An evaluator; it keeps nothing between calls. */
  public ReferenceEvaluator() {}

  /**
   * {@inheritDoc}
   *
   * <p>A node that has a value already is not computed again, and each other node is computed once.
   *
   * @throws TracingException if an input that is needed has no value, or one of another shape or
   *     type
   */
  @Override
  public List<ArrayValue> evaluate(List<Node> outputs, Map<Node, ArrayValue> inputs) {
    Map<Node, ArrayValue> values = new IdentityHashMap<>();
    for (Node node :
        Walk.topological(outputs, n -> n.value() == null ? n.inputs() : List.<Node>of())) {
      ArrayValue known = node.value();
      values.put(
          node, known != null ? known : compute(node, valuesOf(node.inputs(), values), inputs));
    }
    return valuesOf(outputs, values);
  }

  private static List<ArrayValue> valuesOf(List<Node> nodes, Map<Node, ArrayValue> values) {
    return nodes.stream().map(node -> Objects.requireNonNull(values.get(node))).toList();
  }

  private static ArrayValue compute(Node node, List<ArrayValue> in, Map<Node, ArrayValue> inputs) {
    Shape out = node.shape();
    return switch (node.op()) {
      case Op.Elementwise.Unary(var kind) -> Elementwise.unary(kind, in.get(0), node.dtype());
      case Op.Elementwise.LogGamma(var order) -> Elementwise.logGamma(order, in.get(0));
      case Op.Elementwise.Binary(var kind) -> Elementwise.binary(kind, in.get(0), in.get(1));
      case Op.Elementwise.Compare(var kind) -> Elementwise.compare(kind, in.get(0), in.get(1));
      case Op.Elementwise.Logic(var kind) -> Elementwise.logic(kind, in.get(0), in.get(1));
      case Op.Elementwise.Select() -> Elementwise.select(in.get(0), in.get(1), in.get(2));
      case Op.Elementwise.Cast(var to) -> Elementwise.cast(in.get(0), to);
      case Op.Movement.Reshape(var shape) -> in.get(0).reshape(shape);
      case Op.Movement.Permute(var order) -> Movement.permute(in.get(0), order);
      case Op.Movement.Expand(var shape, var axes) -> Movement.expand(in.get(0), shape, axes);
      case Op.Movement.Slice slice -> Movement.slice(in.get(0), out, slice);
      case Op.Movement.Pad pad -> Movement.pad(in.get(0), out, pad);
      case Op.Movement.Concat(var axis) -> Movement.concat(in, out, axis);
      case Op.Movement.Flip(var axes) -> Movement.flip(in.get(0), axes);
      case Op.Reduction.Reduce(var kind, var axes) -> Reduction.reduce(in.get(0), kind, axes);
      case Op.Reduction.ArgReduce(var kind, var axis) -> Reduction.argReduce(in.get(0), kind, axis);
      case Op.Contract contract -> Reduction.contract(in.get(0), in.get(1), out, contract);
      case Op.Indexing.Gather gather -> Indexing.gather(node, in.get(0), in.get(1), gather);
      case Op.Indexing.ScatterAdd scatter ->
          Indexing.scatterAdd(node, in.get(0), in.get(1), scatter);
      case Op.Indexing.ArgSort(var axis) -> Indexing.argSort(in.get(0), axis);
      case Op.Matrix matrix -> Matrices.compute(matrix, in, out);
      case Op.Window.Unfold unfold -> Movement.unfold(in.get(0), out, unfold);
      case Op.Window.Fold fold -> Movement.fold(in.get(0), out, fold);
      case Op.Source.Constant(var value) -> value;
      case Op.Source.Input(var name, var shape, var dtype, var sampleAxis) ->
          given(node, name, inputs.get(node));
      case Op.Source.Iota(var shape, var axis, var dtype) -> iota(shape, axis, dtype);
      case Op.Source.RandomBits(var shape, var purpose) ->
          Philox.bits(in.get(0), in.get(1), shape, purpose);
      case Op.Marker.StopGradient stop -> in.get(0);
      case Op.Marker.Derived derived -> in.get(0);
      case Op.Marker.Checkpoint checkpoint -> in.get(0);
      case Op.Marker.After after -> in.get(0);
      case Op.Marker.Custom custom -> in.get(0);
    };
  }

  private static ArrayValue given(Node node, String name, @Nullable ArrayValue value) {
    if (value == null) {
      throw new TracingException(
          "evaluate: input "
              + name
              + ", "
              + node.dtype()
              + node.shape()
              + "; it has no value; give one for each input that the outputs depend on (made at "
              + node.origin().place()
              + ")");
    }
    if (!value.shape().equals(node.shape()) || value.dtype() != node.dtype()) {
      throw new TracingException(
          "evaluate: input "
              + name
              + ", "
              + node.dtype()
              + node.shape()
              + "; the value given for it is "
              + value
              + "; give one of the shape and type that were traced (made at "
              + node.origin().place()
              + ")");
    }
    return value;
  }

  /** Each element is its coordinate along the axis: a stride of 1 there and 0 elsewhere. */
  private static ArrayValue iota(Shape shape, int axis, DType dtype) {
    int[] strides = new int[shape.rank()];
    strides[axis] = 1;
    int[] indices = Positions.of(shape, 0, strides);
    Cells out = new Cells(shape, dtype);
    for (int i = 0; i < indices.length; i++) {
      out.set(i, (long) indices[i]);
    }
    return out.value();
  }
}
