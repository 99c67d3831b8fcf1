package dev.jacobi;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Origin;
import dev.jacobi.type.DType;
import dev.jacobi.type.DTypeException;
import dev.jacobi.type.Shape;

/** How operands of different types and shapes meet before an elementwise operation. */
final class Arithmetic {
  private Arithmetic() {}

  /** A function of floats; integers and truth values become float32. */
  static Tensor floating(Op.UnaryKind kind, Tensor x) {
    return new Tensor(Nodes.unary(kind, Nodes.cast(x.node(), floatOf(x.dtype()))));
  }

  static DType floatOf(DType dtype) {
    return dtype.isFloat() ? dtype : DType.FLOAT32;
  }

  static Tensor number(Op.UnaryKind kind, Tensor x) {
    DType dtype = x.dtype() == DType.BOOL ? DType.INT32 : x.dtype();
    return new Tensor(Nodes.unary(kind, Nodes.cast(x.node(), dtype)));
  }

  static Tensor binary(String name, Op.BinaryKind kind, Tensor a, Tensor b) {
    DType joint = a.dtype().promote(b.dtype());
    DType dtype =
        switch (kind) {
          case DIV, POW, ATAN2 -> floatOf(joint);
          case ADD, SUB, MUL, MIN, MAX -> joint == DType.BOOL ? DType.INT32 : joint;
        };
    Shape shape = a.shape().broadcast(Origin.named(name), b.shape());
    return new Tensor(
        Nodes.binary(kind, meet(a.node(), dtype, shape), meet(b.node(), dtype, shape)));
  }

  static Tensor compare(String name, Op.Comparison kind, Tensor a, Tensor b) {
    DType dtype = a.dtype().promote(b.dtype());
    Shape shape = a.shape().broadcast(Origin.named(name), b.shape());
    return new Tensor(
        Nodes.compare(kind, meet(a.node(), dtype, shape), meet(b.node(), dtype, shape)));
  }

  static Tensor logic(String name, Op.Connective kind, Tensor a, Tensor b) {
    if (a.dtype() != DType.BOOL || b.dtype() != DType.BOOL) {
      throw new DTypeException(
          name
              + ": "
              + a.dtype()
              + " and "
              + b.dtype()
              + "; it takes truth values; compare first, as in x.gt(0)");
    }
    Shape shape = a.shape().broadcast(name, b.shape());
    return new Tensor(
        Node.of(
            new Op.Elementwise.Logic(kind),
            Nodes.broadcast(a.node(), shape),
            Nodes.broadcast(b.node(), shape)));
  }

  static Tensor select(Tensor condition, Tensor a, Tensor b) {
    String where = Origin.named("where");
    if (condition.dtype() != DType.BOOL) {
      throw new DTypeException(
          where
              + ": a condition of type "
              + condition.dtype()
              + "; it takes truth values; compare first, as in x.gt(0)");
    }
    DType dtype = a.dtype().promote(b.dtype());
    Shape shape = condition.shape().broadcast(where, a.shape().broadcast(where, b.shape()));
    return new Tensor(
        Nodes.select(
            Nodes.broadcast(condition.node(), shape),
            meet(a.node(), dtype, shape),
            meet(b.node(), dtype, shape)));
  }

  private static Node meet(Node x, DType dtype, Shape shape) {
    return Nodes.broadcast(Nodes.cast(x, dtype), shape);
  }

  /**
   * A Java number beside a tensor takes the tensor's type; beside an integer, a number that it
   * cannot hold is float32.
   */
  static Tensor weak(Tensor beside, double number) {
    DType dtype =
        switch (beside.dtype()) {
          case FLOAT32, FLOAT64 -> beside.dtype();
          case INT64 ->
              number == Math.rint(number) && Math.abs(number) < 0x1p63
                  ? DType.INT64
                  : DType.FLOAT32;
          case INT32, BOOL -> number == (int) number ? DType.INT32 : DType.FLOAT32;
        };
    return new Tensor(Nodes.scalar(dtype, number));
  }
}
