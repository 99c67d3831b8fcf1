package dev.jacobi.graph;

import dev.jacobi.type.Ints;
import java.util.Locale;

/** How an operation is called in messages and printed graphs. */
public final class OpNames {
  private OpNames() {}

  /**
   * The name of a node's operation with the attributes that a reader needs, as "sum over axis 0".
   */
  public static String of(Node node) {
    String name = of(node.op());
    String composition = node.origin().composition();
    return composition == null ? name : name + " of " + composition;
  }

  /** The name of an operation with the attributes that a reader needs. */
  public static String of(Op op) {
    return switch (op) {
      case Op.Elementwise.Unary(var kind) -> lower(kind);
      case Op.Elementwise.LogGamma(var order) ->
          order == 0 ? "lgamma" : order == 1 ? "digamma" : "polygamma " + (order - 1);
      case Op.Elementwise.Binary(var kind) -> lower(kind);
      case Op.Elementwise.Compare(var kind) -> lower(kind);
      case Op.Elementwise.Logic(var kind) -> lower(kind);
      case Op.Elementwise.Select() -> "select";
      case Op.Elementwise.Cast(var to) -> "cast to " + to;
      case Op.Movement.Reshape(var shape) -> "reshape to " + shape;
      case Op.Movement.Permute(var order) -> "permute by " + order;
      case Op.Movement.Expand(var shape, var axes) -> "expand to " + shape + " at " + axes;
      case Op.Movement.Slice(var axes, var starts, var limits, var steps) ->
          "slice over " + axes(axes) + " from " + starts + " to " + limits + " by " + steps;
      case Op.Movement.Pad(var axes, var low, var high, var interior) ->
          "pad over " + axes(axes) + " by " + low + " and " + high + ", between " + interior;
      case Op.Movement.Concat(var axis) -> "concat over axis " + axis;
      case Op.Movement.Flip(var axes) -> "flip over " + axes(axes);
      case Op.Reduction.Reduce(var kind, var axes) -> lower(kind) + " over " + axes(axes);
      case Op.Reduction.ArgReduce(var kind, var axis) -> "arg" + lower(kind) + " over axis " + axis;
      case Op.Contract contract -> "contraction " + letters(contract);
      case Op.Indexing.Gather(var axis, var batch) ->
          "gather along axis " + axis + (batch == 0 ? "" : ", " + batch + " batch axes");
      case Op.Indexing.ScatterAdd(var axis, var batch, var size) ->
          "scatter-add along axis "
              + axis
              + " of "
              + size
              + (batch == 0 ? "" : ", " + batch + " batch axes");
      case Op.Indexing.ArgSort(var axis) -> "argsort over axis " + axis;
      case Op.Matrix.Solve(var part) ->
          switch (part) {
            case ALL -> "solve";
            case LOWER -> "solve by the lower triangle";
            case UPPER -> "solve by the upper triangle";
          };
      case Op.Matrix.Cholesky() -> "cholesky";
      case Op.Matrix.Determinant(var part) ->
          switch (part) {
            case LOG_ABS -> "log determinant";
            case SIGN -> "sign of the determinant";
          };
      case Op.Matrix.Eigen(var part, var from, var to) ->
          switch (part) {
            case VALUES -> "eigenvalues " + from + " to " + to;
            case VECTORS -> "eigenvectors " + from + " to " + to;
          };
      case Op.Window.Unfold(var axes, var sizes, var strides, var dilations) ->
          "windows over "
              + axes(axes)
              + " of "
              + sizes
              + ", stride "
              + strides
              + ", dilation "
              + dilations;
      case Op.Window.Fold(var axes, var sizes, var strides, var dilations, var lengths) ->
          "fold windows of "
              + sizes
              + " into "
              + axes(axes)
              + " of "
              + lengths
              + ", stride "
              + strides
              + ", dilation "
              + dilations;
      case Op.Source.Constant(var value) -> "constant";
      case Op.Source.Input(var name, var shape, var dtype, var sampleAxis) -> "input " + name;
      case Op.Source.Iota(var shape, var axis, var dtype) -> "iota over axis " + axis;
      case Op.Source.RandomBits(var shape, var purpose) -> "random bits";
      case Op.Marker.StopGradient() -> "stopGradient";
      case Op.Marker.Derived(var sampleAxis) -> "derived";
      case Op.Marker.Checkpoint(var arguments) -> "checkpoint";
      case Op.Marker.After() -> "after";
      case Op.Marker.Custom(var rule) -> rule.name();
    };
  }

  private static String lower(Enum<?> kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static String axes(Ints axes) {
    return axes.size() == 1 ? "axis " + axes.get(0) : "axes " + axes;
  }

  /** A contraction as an Einstein summation with letters, as in {@code bi,oi->bo}. */
  public static String letters(Op.Contract contract) {
    StringBuilder text = new StringBuilder();
    contract.lhs().stream().forEach(l -> text.append(letter(l)));
    text.append(',');
    contract.rhs().stream().forEach(l -> text.append(letter(l)));
    text.append("->");
    contract.out().stream().forEach(l -> text.append(letter(l)));
    return text.toString();
  }

  private static String letter(int l) {
    return l < 26 ? String.valueOf((char) ('a' + l)) : "(" + l + ")";
  }
}
