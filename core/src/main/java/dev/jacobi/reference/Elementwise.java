package dev.jacobi.reference;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Op;
import dev.jacobi.type.DType;

/**
 * Loops over the elements of operands of equal shape; {@link Scalars} says what is done to each.
 */
final class Elementwise {
  private Elementwise() {}

  static ArrayValue unary(Op.UnaryKind kind, ArrayValue x, DType result) {
    Cells out = new Cells(x.shape(), result);
    for (int i = 0; i < x.shape().elements(); i++) {
      if (x.dtype().isFloat()) {
        out.set(i, Scalars.unary(kind, x.getDouble(i)));
      } else {
        out.set(i, Scalars.unary(kind, x.getLong(i)));
      }
    }
    return out.value();
  }

  static ArrayValue logGamma(int order, ArrayValue x) {
    Cells out = new Cells(x.shape(), x.dtype());
    for (int i = 0; i < x.shape().elements(); i++) {
      out.set(i, LogGamma.derivative(order, x.getDouble(i)));
    }
    return out.value();
  }

  static ArrayValue binary(Op.BinaryKind kind, ArrayValue a, ArrayValue b) {
    Cells out = new Cells(a.shape(), a.dtype());
    for (int i = 0; i < a.shape().elements(); i++) {
      if (a.dtype().isFloat()) {
        out.set(i, Scalars.binary(kind, a.getDouble(i), b.getDouble(i)));
      } else {
        out.set(i, Scalars.binary(kind, a.getLong(i), b.getLong(i)));
      }
    }
    return out.value();
  }

  static ArrayValue compare(Op.Comparison kind, ArrayValue a, ArrayValue b) {
    boolean[] out = new boolean[a.shape().elements()];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          a.dtype().isFloat()
              ? Scalars.compare(kind, a.getDouble(i), b.getDouble(i))
              : Scalars.compare(kind, a.getLong(i), b.getLong(i));
    }
    return ArrayValue.of(a.shape(), out);
  }

  static ArrayValue logic(Op.Connective kind, ArrayValue a, ArrayValue b) {
    Cells out = new Cells(a.shape(), DType.BOOL);
    for (int i = 0; i < a.shape().elements(); i++) {
      out.set(i, Scalars.logic(kind, a.getLong(i), b.getLong(i)));
    }
    return out.value();
  }

  static ArrayValue select(ArrayValue condition, ArrayValue a, ArrayValue b) {
    Cells out = new Cells(a.shape(), a.dtype());
    for (int i = 0; i < a.shape().elements(); i++) {
      out.copy(i, condition.getLong(i) != 0 ? a : b, i);
    }
    return out.value();
  }

  static ArrayValue cast(ArrayValue x, DType to) {
    Cells out = new Cells(x.shape(), to);
    for (int i = 0; i < x.shape().elements(); i++) {
      out.copy(i, x, i);
    }
    return out.value();
  }
}
