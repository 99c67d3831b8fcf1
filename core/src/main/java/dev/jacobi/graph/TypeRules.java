package dev.jacobi.graph;

import dev.jacobi.type.DType;
import dev.jacobi.type.DTypeException;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The shape and element type of an operation's result, and what its operands must be. */
public final class TypeRules {
  private TypeRules() {}

  /** A shape and an element type. */
  public record Type(Shape shape, DType dtype) {}

  /** The type of {@code op} applied to {@code inputs}. */
  static Type infer(Op op, List<Node> inputs) {
    return switch (op) {
      case Op.Elementwise.Unary(var kind) -> unary(op, kind, inputs.get(0));
      case Op.Elementwise.LogGamma(var order) -> {
        requireFloat(op, inputs.get(0));
        yield type(inputs.get(0));
      }
      case Op.Elementwise.Binary(var kind) -> binary(op, kind, inputs.get(0), inputs.get(1));
      case Op.Elementwise.Compare(var kind) -> {
        sameType(op, inputs.get(0), inputs.get(1));
        yield new Type(inputs.get(0).shape(), DType.BOOL);
      }
      case Op.Elementwise.Logic(var kind) -> {
        require(op, inputs.get(0), DType.BOOL);
        sameType(op, inputs.get(0), inputs.get(1));
        yield type(inputs.get(0));
      }
      case Op.Elementwise.Select() -> {
        require(op, inputs.get(0), DType.BOOL);
        sameType(op, inputs.get(1), inputs.get(2));
        sameShape(op, inputs.get(0), inputs.get(1));
        yield type(inputs.get(1));
      }
      case Op.Elementwise.Cast(var to) -> new Type(inputs.get(0).shape(), to);
      case Op.Movement movement -> new Type(move(movement, inputs), sharedType(op, inputs));
      case Op.Reduction.Reduce(var kind, var axes) -> reduce(op, kind, axes, inputs.get(0));
      case Op.Reduction.ArgReduce(var kind, var axis) ->
          new Type(nonEmpty(op, inputs.get(0), axis).without(Ints.of(axis)), DType.INT64);
      case Op.Contract contract -> contract(contract, inputs.get(0), inputs.get(1));
      case Op.Indexing.Gather(var axis, var batch) ->
          gather(op, axis, batch, inputs.get(0), inputs.get(1));
      case Op.Indexing.ScatterAdd(var axis, var batch, var size) ->
          scatter(op, axis, batch, size, inputs.get(0), inputs.get(1));
      case Op.Indexing.ArgSort(var axis) -> new Type(inputs.get(0).shape(), DType.INT64);
      case Op.Matrix matrix -> matrix(matrix, inputs);
      case Op.Window.Unfold unfold ->
          new Type(unfold(unfold, inputs.get(0)), inputs.get(0).dtype());
      case Op.Window.Fold fold -> new Type(fold(fold, inputs.get(0)), inputs.get(0).dtype());
      case Op.Source.Constant(var value) -> new Type(value.shape(), value.dtype());
      case Op.Source.Input(var name, var shape, var dtype, var sampleAxis) ->
          new Type(shape, dtype);
      case Op.Source.Iota(var shape, var axis, var dtype) -> new Type(shape, dtype);
      case Op.Source.RandomBits(var shape, var purpose) -> {
        require(op, inputs.get(0), DType.INT32);
        require(op, inputs.get(1), DType.INT64);
        Shape keys = inputs.get(0).shape();
        Shape streams = inputs.get(1).shape();
        if (!keys.equals(streams.concat(Shape.of(2)))) {
          throw new ShapeException(
              "random bits: keys "
                  + keys
                  + " and streams "
                  + streams
                  + "; each stream needs a key of two words; give keys of shape "
                  + streams.concat(Shape.of(2)));
        }
        yield new Type(streams.concat(shape), DType.INT32);
      }
      case Op.Marker marker -> type(inputs.get(0));
    };
  }

  private static Type type(Node node) {
    return new Type(node.shape(), node.dtype());
  }

  private static Type unary(Op op, Op.UnaryKind kind, Node x) {
    return switch (kind) {
      case NEG, ABS, SIGN, SQUARE -> {
        if (x.dtype() == DType.BOOL) {
          throw wrongType(op, x, "a number");
        }
        yield type(x);
      }
      case NOT -> {
        require(op, x, DType.BOOL);
        yield type(x);
      }
      case IS_FINITE -> {
        requireFloat(op, x);
        yield new Type(x.shape(), DType.BOOL);
      }
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
          ERFC -> {
        requireFloat(op, x);
        yield type(x);
      }
    };
  }

  private static Type binary(Op op, Op.BinaryKind kind, Node a, Node b) {
    sameType(op, a, b);
    return switch (kind) {
      case ADD, SUB, MUL, MIN, MAX -> {
        if (a.dtype() == DType.BOOL) {
          throw wrongType(op, a, "a number");
        }
        yield type(a);
      }
      case DIV, POW, ATAN2 -> {
        requireFloat(op, a);
        yield type(a);
      }
    };
  }

  private static Shape move(Op.Movement op, List<Node> inputs) {
    Shape in = inputs.get(0).shape();
    return switch (op) {
      case Op.Movement.Reshape(var shape) -> {
        if (shape.elements() != in.elements()) {
          throw new ShapeException(
              Origin.named("reshape")
                  + ": "
                  + in
                  + " to "
                  + shape
                  + "; "
                  + in.elements()
                  + " elements do not fill "
                  + shape.elements()
                  + "; give sizes of the same product");
        }
        yield shape;
      }
      case Op.Movement.Permute(var order) -> {
        if (!order.stream()
            .sorted()
            .boxed()
            .toList()
            .equals(in.axes("permute").stream().boxed().toList())) {
          throw new ShapeException(
              Origin.named("permute")
                  + ": "
                  + in
                  + " by "
                  + order
                  + "; every axis from 0 to "
                  + (in.rank() - 1)
                  + " must be named once");
        }
        yield in.permute(order);
      }
      case Op.Movement.Expand(var shape, var axes) -> {
        boolean fits = axes.size() == in.rank();
        for (int i = 0; fits && i < in.rank(); i++) {
          int axis = axes.get(i);
          fits =
              axis < shape.rank()
                  && (i == 0 || axis > axes.get(i - 1))
                  && (in.size(i) == 1 || in.size(i) == shape.size(axis));
        }
        if (!fits) {
          throw new ShapeException(
              Origin.named("expand")
                  + ": "
                  + in
                  + " to "
                  + shape
                  + " at axes "
                  + axes
                  + "; only axes of size 1 can be repeated; reshape first");
        }
        yield shape;
      }
      case Op.Movement.Slice(var axes, var starts, var limits, var steps) -> {
        Shape shape = in;
        for (int i = 0; i < axes.size(); i++) {
          int n = in.size(axes.get(i));
          if (starts.get(i) < 0
              || limits.get(i) > n
              || starts.get(i) > limits.get(i)
              || steps.get(i) < 1) {
            throw new ShapeException(
                Origin.named("slice")
                    + ": axis "
                    + axes.get(i)
                    + " of "
                    + in
                    + " from "
                    + starts.get(i)
                    + " to "
                    + limits.get(i)
                    + " by "
                    + steps.get(i)
                    + "; the range must lie within 0 to "
                    + n
                    + " and the step be 1 or more");
          }
          shape =
              shape.with(axes.get(i), Math.ceilDiv(limits.get(i) - starts.get(i), steps.get(i)));
        }
        yield shape;
      }
      case Op.Movement.Pad(var axes, var low, var high, var interior) -> {
        Shape shape = in;
        for (int i = 0; i < axes.size(); i++) {
          int n = in.size(axes.get(i));
          if (low.get(i) < 0 || high.get(i) < 0 || interior.get(i) < 0) {
            throw new ShapeException(
                Origin.named("pad")
                    + ": "
                    + in
                    + " by "
                    + low
                    + " and "
                    + high
                    + ", between "
                    + interior
                    + "; widths are 0 or more; use slice to cut");
          }
          long between = (long) Math.max(0, n - 1) * interior.get(i);
          shape =
              shape.with(axes.get(i), size(op, in, (long) low.get(i) + n + between + high.get(i)));
        }
        yield shape;
      }
      case Op.Movement.Concat(var axis) -> {
        long length = 0;
        for (Node input : inputs) {
          if (input.shape().rank() != in.rank()
              || !input.shape().with(axis, 0).equals(in.with(axis, 0))) {
            throw new ShapeException(
                Origin.named("concat")
                    + ": "
                    + in
                    + " and "
                    + input.shape()
                    + " along axis "
                    + axis
                    + "; all other sizes must be equal");
          }
          length += input.shape().size(axis);
        }
        yield in.with(axis, size(op, in, length));
      }
      case Op.Movement.Flip(var axes) -> in;
    };
  }

  /** The size of an axis, which must be an int. */
  private static int size(Op op, Shape in, long size) {
    if (size > Integer.MAX_VALUE) {
      throw new ShapeException(
          name(op)
              + ": "
              + in
              + "; an axis of "
              + size
              + " elements would be longer than 2147483647; split the tensor");
    }
    return (int) size;
  }

  private static Type reduce(Op op, Op.ReduceKind kind, Ints axes, Node x) {
    return switch (kind) {
      case SUM, PROD -> {
        if (x.dtype() == DType.BOOL) {
          throw wrongType(op, x, "a number");
        }
        yield new Type(x.shape().without(axes), x.dtype());
      }
      case MAX, MIN -> {
        axes.stream().forEach(a -> nonEmpty(op, x, a));
        yield new Type(x.shape().without(axes), x.dtype());
      }
    };
  }

  private static String name(Op op) {
    return Origin.named(OpNames.of(op));
  }

  private static Shape nonEmpty(Op op, Node x, int axis) {
    if (x.shape().size(axis) == 0) {
      throw new ShapeException(
          name(op)
              + ": "
              + x.shape()
              + "; an empty axis has no largest or smallest element; check for it before");
    }
    return x.shape();
  }

  private static Type contract(Op.Contract op, Node a, Node b) {
    sameDType(op, a, b);
    if (a.dtype() == DType.BOOL) {
      throw wrongType(op, a, "a number");
    }
    Map<Integer, Integer> sizes = new HashMap<>();
    collectSizes(op, op.lhs(), a, a, b, sizes);
    collectSizes(op, op.rhs(), b, a, b, sizes);
    return new Type(Shape.of(op.out().stream().map(sizes::get).toArray()), a.dtype());
  }

  private static void collectSizes(
      Op.Contract op, Ints letters, Node x, Node a, Node b, Map<Integer, Integer> sizes) {
    if (letters.size() != x.shape().rank()) {
      throw new ShapeException(
          name(op)
              + ": "
              + a.shape()
              + " and "
              + b.shape()
              + "; each axis needs a letter; give as many letters as axes");
    }
    for (int i = 0; i < letters.size(); i++) {
      Integer before = sizes.putIfAbsent(letters.get(i), x.shape().size(i));
      if (before != null && before != x.shape().size(i)) {
        throw new ShapeException(
            name(op)
                + ": "
                + a.shape()
                + " and "
                + b.shape()
                + "; the sizes "
                + before
                + " and "
                + x.shape().size(i)
                + " of a shared axis differ; transpose or reshape one operand");
      }
    }
  }

  private static Type gather(Op op, int axis, int batch, Node x, Node indices) {
    requireIndex(op, indices);
    sameBatch(op, batch, x, indices);
    Shape in = x.shape();
    return new Type(
        in.slice(0, axis)
            .concat(indices.shape().slice(batch, indices.shape().rank()))
            .concat(in.slice(axis + 1, in.rank())),
        x.dtype());
  }

  private static Type scatter(Op op, int axis, int batch, int size, Node updates, Node indices) {
    requireIndex(op, indices);
    sameBatch(op, batch, updates, indices);
    Shape in = updates.shape();
    Shape index = indices.shape().slice(batch, indices.shape().rank());
    int end = axis + index.rank();
    if (end > in.rank() || !in.slice(axis, end).equals(index)) {
      throw new ShapeException(
          name(op)
              + ": updates "
              + in
              + " and indices "
              + indices.shape()
              + "; the updates need the axes "
              + index
              + " at axis "
              + axis);
    }
    return new Type(
        in.slice(0, axis).concat(Shape.of(size)).concat(in.slice(end, in.rank())), updates.dtype());
  }

  private static void sameBatch(Op op, int batch, Node x, Node indices) {
    if (indices.shape().rank() < batch
        || x.shape().rank() < batch
        || !x.shape().slice(0, batch).equals(indices.shape().slice(0, batch))) {
      throw new ShapeException(
          name(op)
              + ": "
              + x.shape()
              + " and indices "
              + indices.shape()
              + "; the first "
              + (batch == 1
                  ? "axis is a batch axis and must be"
                  : batch + " axes are batch axes and must be")
              + " equal");
    }
  }

  private static Type matrix(Op.Matrix op, List<Node> inputs) {
    Node a = inputs.get(0);
    requireFloat(op, a);
    int outer = a.shape().rank() - 2;
    if (outer < 0 || a.shape().size(outer) != a.shape().size(outer + 1)) {
      throw new ShapeException(
          name(op)
              + ": "
              + a.shape()
              + "; it takes square matrices [..., n, n]; reshape, or multiply by the transpose");
    }
    Shape batch = a.shape().slice(0, outer);
    return switch (op) {
      case Op.Matrix.Solve solve -> {
        Node b = inputs.get(1);
        sameDType(op, a, b);
        int columns = b.shape().rank() - 1;
        if (columns != outer + 1
            || !b.shape().slice(0, columns).equals(a.shape().slice(0, columns))) {
          throw new ShapeException(
              name(op)
                  + ": "
                  + a.shape()
                  + " and "
                  + b.shape()
                  + "; right-hand sides are columns, "
                  + a.shape().slice(0, outer + 1)
                  + " and one more axis; add an axis for a single one");
        }
        yield type(b);
      }
      case Op.Matrix.Cholesky cholesky -> type(a);
      case Op.Matrix.Determinant determinant -> new Type(batch, a.dtype());
      case Op.Matrix.Eigen(var part, var from, var to) -> {
        int n = a.shape().size(outer);
        if (from < 0 || from > to || to > n) {
          throw new ShapeException(
              name(op)
                  + ": "
                  + from
                  + " to "
                  + to
                  + " of "
                  + n
                  + " eigenvalues; give 0 <= from <= to <= n");
        }
        Shape rows = part == Op.EigenPart.VALUES ? batch : a.shape().slice(0, outer + 1);
        yield new Type(rows.concat(Shape.of(to - from)), a.dtype());
      }
    };
  }

  private static Shape unfold(Op.Window.Unfold op, Node x) {
    Shape shape = x.shape();
    List<Integer> sizes = new ArrayList<>();
    int count = op.axes().size();
    if (op.sizes().size() != count
        || op.strides().size() != count
        || op.dilations().size() != count
        || op.axes().stream().distinct().count() != count) {
      throw new ShapeException(
          name(op)
              + ": "
              + x.shape()
              + "; each axis is named once and needs a size, a stride and a dilation");
    }
    requirePositive(op, x, op.sizes(), op.strides(), op.dilations());
    for (int i = 0; i < count; i++) {
      int n = shape.size(op.axes().get(i));
      long span = (long) op.dilations().get(i) * (op.sizes().get(i) - 1) + 1;
      if (span > n) {
        throw new ShapeException(
            name(op)
                + ": "
                + x.shape()
                + "; a window spans "
                + span
                + " elements and the axis has "
                + n
                + "; pad the axis or take a smaller window");
      }
      shape = shape.with(op.axes().get(i), (int) ((n - span) / op.strides().get(i) + 1));
      sizes.add(op.sizes().get(i));
    }
    return shape.concat(Shape.of(sizes.stream().mapToInt(s -> s).toArray()));
  }

  private static void requirePositive(Op op, Node x, Ints... lists) {
    for (Ints list : lists) {
      if (list.stream().anyMatch(number -> number < 1)) {
        throw new ShapeException(
            name(op) + ": " + x.shape() + "; sizes, strides and dilations are 1 or more");
      }
    }
  }

  private static Shape fold(Op.Window.Fold op, Node x) {
    requirePositive(op, x, op.sizes(), op.strides(), op.dilations());
    Shape shape = x.shape().slice(0, x.shape().rank() - op.axes().size());
    for (int i = 0; i < op.axes().size(); i++) {
      int axis = op.axes().get(i);
      int span = op.dilations().get(i) * (op.sizes().get(i) - 1) + 1;
      int places = Math.floorDiv(op.lengths().get(i) - span, op.strides().get(i)) + 1;
      if (shape.size(axis) != places || x.shape().size(shape.rank() + i) != op.sizes().get(i)) {
        throw new ShapeException(
            name(op)
                + ": "
                + x.shape()
                + "; an axis of "
                + op.lengths().get(i)
                + " elements has "
                + places
                + " places for a window of "
                + op.sizes().get(i)
                + "; give the length that the windows were taken from");
      }
      shape = shape.with(axis, op.lengths().get(i));
    }
    return shape;
  }

  private static DType sharedType(Op op, List<Node> inputs) {
    for (Node input : inputs) {
      sameDType(op, inputs.get(0), input);
    }
    return inputs.get(0).dtype();
  }

  private static void sameType(Op op, Node a, Node b) {
    sameDType(op, a, b);
    sameShape(op, a, b);
  }

  private static void sameDType(Op op, Node a, Node b) {
    if (a.dtype() != b.dtype()) {
      throw new DTypeException(
          name(op) + ": " + a.dtype() + " and " + b.dtype() + "; cast one of them");
    }
  }

  private static void sameShape(Op op, Node a, Node b) {
    if (!a.shape().equals(b.shape())) {
      throw new ShapeException(
          name(op) + ": " + a.shape() + " and " + b.shape() + "; expand one of them");
    }
  }

  private static void require(Op op, Node x, DType dtype) {
    if (x.dtype() != dtype) {
      throw wrongType(op, x, dtype.toString());
    }
  }

  private static void requireFloat(Op op, Node x) {
    if (!x.dtype().isFloat()) {
      throw wrongType(op, x, "float32 or float64");
    }
  }

  private static void requireIndex(Op op, Node x) {
    if (!x.dtype().isInteger()) {
      throw wrongType(op, x, "int32 or int64 indices");
    }
  }

  private static DTypeException wrongType(Op op, Node x, String wanted) {
    return new DTypeException(
        name(op) + ": " + x.dtype() + x.shape() + "; it takes " + wanted + "; cast the operand");
  }
}
