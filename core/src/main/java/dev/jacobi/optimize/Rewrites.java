package dev.jacobi.optimize;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.BinaryKind;
import dev.jacobi.graph.Op.Connective;
import dev.jacobi.graph.Op.ReduceKind;
import dev.jacobi.graph.Op.UnaryKind;
import dev.jacobi.reference.ReferenceEvaluator;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The table of rewrites. A line may stand here only if NaN, infinity and -0.0 come out the same;
 * {@code x * 0 = 0} and {@code x + 0 = x} do not qualify.
 */
public final class Rewrites {
  /** Larger constants are computed when the program runs: graphs stay small. */
  private static final int LARGEST_FOLDED = 256;

  private Rewrites() {}

  /** All rewrites, in the order in which they are tried. */
  public static final List<Rewrite> TABLE =
      List.of(
          new Rewrite(
              "marker",
              "stopGradient(x) = x",
              "markers concern derivatives, which are expanded already",
              Rewrites::unmarked),
          new Rewrite(
              "same-move",
              "reshape, permute, expand, slice, pad or cast that changes nothing (x) = x",
              "no element changes",
              Rewrites::sameMove),
          new Rewrite(
              "reshape-reshape",
              "reshape(reshape(x)) = reshape(x)",
              "row-major order is kept by both",
              Rewrites::reshapeTwice),
          new Rewrite(
              "permute-permute",
              "permute(permute(x, p), q) = permute(x, p[q])",
              "no element changes",
              Rewrites::permuteTwice),
          new Rewrite(
              "expand-expand",
              "expand(expand(x)) = expand(x)",
              "no element changes",
              Rewrites::expandTwice),
          new Rewrite(
              "neg-neg",
              "-(-x) = x",
              "only the sign bit flips, twice",
              node -> twice(node, UnaryKind.NEG)),
          new Rewrite(
              "not-not", "not not x = x", "truth values only", node -> twice(node, UnaryKind.NOT)),
          new Rewrite(
              "times-one",
              "x * 1 = 1 * x = x / 1 = x",
              "IEEE 754 multiplies and divides by 1 exactly; NaN stays NaN, -0.0 stays -0.0",
              Rewrites::timesOne),
          new Rewrite(
              "minus-zero",
              "x - 0 = x + (-0.0) = x",
              "exact; -0.0 - 0.0 = -0.0 and -0.0 + -0.0 = -0.0, while x + 0.0 would lose -0.0",
              Rewrites::minusZero),
          new Rewrite(
              "select-same",
              "select(c, x, x) = x; select(true, a, b) = a; select(false, a, b) = b",
              "the chosen elements are copied",
              Rewrites::selectSame),
          new Rewrite(
              "logic-same",
              "c and c = c or c = c; c and true = c or false = c",
              "truth values only",
              Rewrites::logicSame),
          new Rewrite(
              "fold",
              "f(constants) = constant, up to 256 elements, for exactly rounded f",
              "computed by the reference evaluator, to the bits that any program would give",
              Rewrites::fold),
          new Rewrite(
              "expand-out",
              "f(expand(x), expand(y)) = expand(f(x, y)) for elementwise f",
              "each repeated element is computed from the same operands",
              Rewrites::expandOut),
          new Rewrite(
              "permute-expand",
              "permute(expand(x)) = expand(permute(x))",
              "no element changes",
              Rewrites::permuteExpand),
          new Rewrite(
              "pieces-add",
              "pad(x) + pad(y) = concat(x + 0, 0, y + 0) where they stand apart, pad(x + y) where they"
                  + " stand together; (o + pad(x)) + pad(y) = o + concat(x + 0, 0, y + 0)",
              "what met zeros still does; a sum with 0.0 on the way is -0.0 in no order",
              Pieces::sideBySide),
          new Rewrite(
              "pieces-slice",
              "slice(concat(x, y)) = slice(x), slice(pad(x)) = slice(x) or 0, where the rest is cut off",
              "no element changes",
              Pieces::sliceOfPiece),
          new Rewrite(
              "pieces-one",
              "concat(slice(x), the next slice(x)) = slice(x); concat of one number = that number",
              "no element changes",
              Pieces::oneValue),
          new Rewrite(
              "reduce-expand",
              "max(expand(x)) = min(expand(x)) = x; sum of n copies of x = n x, n > 0",
              "the partial sums of equal terms grow to n x, so they overflow together; n (-0.0) = -0.0;"
                  + " at most the rounding differs, and that for the better",
              Rewrites::reduceExpand),
          new Rewrite(
              "reduce-kept",
              "reduce(expand(x)) = expand(reduce(x)) where the repeated axis is kept",
              "each repeated result is reduced from the same elements",
              Rewrites::reduceKept),
          new Rewrite(
              "contract-ones",
              "contraction of ones with y = sum of y over the axes that it loses, moved",
              "a product by 1 is exact, NaN and -0.0 stay; the same terms are added",
              Rewrites::contractOnes),
          new Rewrite(
              "contract-repeated",
              "sum of n copies of x y = n (x y): a contraction over an axis along which both are"
                  + " repeated",
              "as for reduce-expand",
              Rewrites::contractRepeated),
          new Rewrite(
              "contract-stacked",
              "a b + c d = (a, c stacked) (b, d stacked), products summed over the same first axis",
              "the same terms are added; sums of -0.0 stay -0.0",
              StackedContractions::stacked),
          new Rewrite(
              "contract-expand",
              "contraction of expand(x) with y = expand(contraction of x with y), where the repeated"
                  + " axis is not summed",
              "each repeated result is the same sum of the same products",
              Rewrites::contractExpand));

  /**
   * The table where values wait for others ({@link Op.Marker.After}) so that not all are held at a
   * time, which operands that are stacked would be.
   */
  static final List<Rewrite> WITH_WAITS =
      TABLE.stream().filter(line -> !line.name().equals("contract-stacked")).toList();

  // an order is kept: what waits is not the same as what does not
  private static @Nullable Node unmarked(Node node) {
    return node.op() instanceof Op.Marker && !(node.op() instanceof Op.Marker.After)
        ? node.input(0)
        : null;
  }

  private static @Nullable Node sameMove(Node node) {
    boolean candidate =
        node.op() instanceof Op.Movement && !(node.op() instanceof Op.Movement.Flip)
            || node.op() instanceof Op.Elementwise.Cast;
    if (!candidate || node.inputs().size() != 1) {
      return null;
    }
    Node x = node.input(0);
    boolean inPlace =
        !(node.op() instanceof Op.Movement.Permute(var order))
            || order.equals(Ints.range(0, order.size()));
    return inPlace && x.shape().equals(node.shape()) && x.dtype() == node.dtype() ? x : null;
  }

  private static @Nullable Node reshapeTwice(Node node) {
    return node.op() instanceof Op.Movement.Reshape(var shape)
            && node.input(0).op() instanceof Op.Movement.Reshape
        ? Nodes.reshape(node.input(0).input(0), shape)
        : null;
  }

  private static @Nullable Node permuteTwice(Node node) {
    if (node.op() instanceof Op.Movement.Permute(var outer)
        && node.input(0).op() instanceof Op.Movement.Permute(var inner)) {
      return Nodes.permute(
          node.input(0).input(0), Ints.of(outer.stream().map(inner::get).toArray()));
    }
    return null;
  }

  private static @Nullable Node expandTwice(Node node) {
    if (node.op() instanceof Op.Movement.Expand(var shape, var outer)
        && node.input(0).op() instanceof Op.Movement.Expand(var between, var inner)) {
      return Nodes.expand(
          node.input(0).input(0), shape, Ints.of(inner.stream().map(outer::get).toArray()));
    }
    return null;
  }

  private static @Nullable Node twice(Node node, UnaryKind kind) {
    return isUnary(node, kind) && isUnary(node.input(0), kind) ? node.input(0).input(0) : null;
  }

  private static boolean isUnary(Node node, UnaryKind wanted) {
    return node.op() instanceof Op.Elementwise.Unary(var kind) && kind == wanted;
  }

  private static @Nullable Node timesOne(Node node) {
    if (!(node.op() instanceof Op.Elementwise.Binary(var kind))) {
      return null;
    }
    if ((kind == BinaryKind.MUL || kind == BinaryKind.DIV) && isEverywhere(node.input(1), 1)) {
      return node.input(0);
    }
    return kind == BinaryKind.MUL && isEverywhere(node.input(0), 1) ? node.input(1) : null;
  }

  private static @Nullable Node minusZero(Node node) {
    if (!(node.op() instanceof Op.Elementwise.Binary(var kind))) {
      return null;
    }
    boolean neutral =
        kind == BinaryKind.SUB && isEverywhere(node.input(1), 0.0)
            || kind == BinaryKind.ADD
                && node.dtype().isFloat()
                && isEverywhere(node.input(1), -0.0);
    return neutral ? node.input(0) : null;
  }

  /** Whether {@code node} is the number everywhere; 0.0 and -0.0 differ. */
  private static boolean isEverywhere(Node node, double number) {
    if (node.op() instanceof Op.Movement.Expand) {
      return isEverywhere(node.input(0), number);
    }
    return node.op() instanceof Op.Source.Constant(ArrayValue value)
        && value.shape().elements() == 1
        && Double.compare(value.getDouble(0), number) == 0;
  }

  private static @Nullable Node selectSame(Node node) {
    if (!(node.op() instanceof Op.Elementwise.Select)) {
      return null;
    }
    if (node.input(1) == node.input(2) || isEverywhere(node.input(0), 1)) {
      return node.input(1);
    }
    return isEverywhere(node.input(0), 0) ? node.input(2) : null;
  }

  private static @Nullable Node logicSame(Node node) {
    if (!(node.op() instanceof Op.Elementwise.Logic(var kind)) || kind == Connective.XOR) {
      return null;
    }
    double neutral = kind == Connective.AND ? 1 : 0;
    if (node.input(0) == node.input(1) || isEverywhere(node.input(1), neutral)) {
      return node.input(0);
    }
    return isEverywhere(node.input(0), neutral) ? node.input(1) : null;
  }

  private static @Nullable Node fold(Node node) {
    return isExact(node) && areConstant(node) && node.shape().elements() <= LARGEST_FOLDED
        ? Nodes.constant(new ReferenceEvaluator().evaluate(List.of(node), Map.of()).get(0))
        : null;
  }

  /**
   * Whether every evaluator gives the same bits. Otherwise a number would have other bits as a
   * constant than as an argument.
   */
  private static boolean isExact(Node node) {
    boolean integers = !node.dtype().isFloat();
    return switch (node.op()) {
      case Op.Elementwise.Unary(var kind) -> isExact(kind);
      case Op.Elementwise.Binary(var kind) ->
          switch (kind) {
            case ADD, SUB, MUL, DIV, MIN, MAX -> true;
            case POW, ATAN2 -> false;
          };
      case Op.Elementwise.LogGamma op -> false;
      case Op.Elementwise op -> true;
      case Op.Movement.Expand op -> false;
      case Op.Movement op -> true;
      case Op.Reduction.Reduce(var kind, var axes) ->
          switch (kind) {
            case MAX, MIN -> true;
            case SUM, PROD -> integers;
          };
      case Op.Reduction.ArgReduce op -> true;
      case Op.Contract op -> integers;
      case Op.Source.Iota iota -> true;
      case Op.Source op -> false;
      case Op.Indexing op -> false;
      case Op.Matrix op -> false;
      case Op.Window op -> false;
      case Op.Marker op -> false;
    };
  }

  private static boolean isExact(UnaryKind kind) {
    return switch (kind) {
      case NEG, ABS, SIGN, SQUARE, NOT, IS_FINITE, FLOOR, CEIL, ROUND, SQRT, NORM_SQRT -> true;
      case RSQRT, EXP, EXPM1, LOG, LOG1P, LOG2, SIN, COS, TAN -> false;
      case ASIN, ACOS, ATAN, SINH, COSH, TANH, SIGMOID, ERF, ERFC -> false;
    };
  }

  private static boolean areConstant(Node node) {
    return node.inputs().stream()
        .allMatch(
            i -> i.op() instanceof Op.Source.Constant && i.shape().elements() <= LARGEST_FOLDED);
  }

  /** The axes of {@code node} along which it is repeated. */
  private static Ints repeated(Node node) {
    if (!(node.op() instanceof Op.Movement.Expand(var shape, var axes))) {
      return Ints.of();
    }
    Shape from = node.input(0).shape();
    return Ints.of(
        IntStream.range(0, shape.rank())
            .filter(
                a -> axes.indexOf(a) < 0 || from.size(axes.indexOf(a)) == 1 && shape.size(a) != 1)
            .toArray());
  }

  /** The expanded {@code node} without the axes {@code drop}, along which it is repeated. */
  private static Node unexpanded(Node node, Ints drop) {
    if (!(node.op() instanceof Op.Movement.Expand(var shape, var axes))) {
      throw new IllegalArgumentException("not repeated: " + node);
    }
    Node x = node.input(0);
    List<Integer> kept = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      int axis = axes.get(i);
      if (!drop.contains(axis)) {
        kept.add(i);
        places.add(axis - (int) drop.stream().filter(d -> d < axis).count());
      }
    }
    Node squeezed =
        kept.size() == axes.size()
            ? x
            : Nodes.reshape(x, Shape.of(kept.stream().mapToInt(i -> x.shape().size(i)).toArray()));
    return Nodes.expand(
        squeezed, shape.without(drop), Ints.of(places.stream().mapToInt(p -> p).toArray()));
  }

  private static @Nullable Node expandOut(Node node) {
    if (!(node.op() instanceof Op.Elementwise)) {
      return null;
    }
    Ints common = repeated(node.input(0));
    for (Node input : node.inputs()) {
      Ints own = repeated(input);
      common = Ints.of(common.stream().filter(own::contains).toArray());
    }
    if (common.isEmpty()) {
      return null;
    }
    Ints drop = common;
    Node small = Node.of(node.op(), node.inputs().stream().map(i -> unexpanded(i, drop)).toList());
    return Nodes.expandBack(small, node.shape(), drop);
  }

  private static @Nullable Node permuteExpand(Node node) {
    if (!(node.op() instanceof Op.Movement.Permute(var order))) {
      return null;
    }
    Ints drop = repeated(node.input(0));
    if (drop.isEmpty()) {
      return null;
    }
    Node small = unexpanded(node.input(0), drop);
    int[] kept = order.stream().filter(a -> !drop.contains(a)).toArray();
    int[] ranks =
        IntStream.of(kept).map(a -> a - (int) drop.stream().filter(d -> d < a).count()).toArray();
    Ints moved = Ints.of(drop.stream().map(order::indexOf).sorted().toArray());
    return Nodes.expandBack(Nodes.permute(small, Ints.of(ranks)), node.shape(), moved);
  }

  private static @Nullable Node reduceExpand(Node node) {
    if (!(node.op() instanceof Op.Reduction.Reduce(var kind, var axes))
        || kind == ReduceKind.PROD) {
      return null;
    }
    Node x = node.input(0);
    Ints constant = repeated(x);
    Ints drop =
        Ints.of(axes.stream().filter(a -> constant.contains(a) && x.shape().size(a) > 0).toArray());
    if (drop.isEmpty()) {
      return null;
    }
    long copies = drop.stream().mapToLong(a -> x.shape().size(a)).reduce(1, (a, b) -> a * b);
    int[] rest =
        axes.stream()
            .filter(a -> !drop.contains(a))
            .map(a -> a - (int) drop.stream().filter(d -> d < a).count())
            .toArray();
    Node small = unexpanded(x, drop);
    Node reduced = rest.length == 0 ? small : Nodes.reduce(kind, small, Ints.of(rest));
    return kind == ReduceKind.SUM ? Nodes.scale(copies, reduced) : reduced;
  }

  private static @Nullable Node reduceKept(Node node) {
    if (!(node.op() instanceof Op.Reduction.Reduce(var kind, var axes))) {
      return null;
    }
    Node x = node.input(0);
    Ints drop = Ints.of(repeated(x).stream().filter(a -> !axes.contains(a)).toArray());
    if (drop.isEmpty()) {
      return null;
    }
    int[] rest =
        axes.stream().map(a -> a - (int) drop.stream().filter(d -> d < a).count()).toArray();
    Ints back =
        Ints.of(
            drop.stream().map(d -> d - (int) axes.stream().filter(a -> a < d).count()).toArray());
    Node small = Nodes.reduce(kind, unexpanded(x, drop), Ints.of(rest));
    return Nodes.expandBack(small, node.shape(), back);
  }

  private static @Nullable Node contractOnes(Node node) {
    if (!(node.op() instanceof Op.Contract op)) {
      return null;
    }
    if (isEverywhere(node.input(0), 1)) {
      return summed(node.input(1), op.rhs(), op.lhs(), op.out(), node);
    }
    return isEverywhere(node.input(1), 1)
        ? summed(node.input(0), op.lhs(), op.rhs(), op.out(), node)
        : null;
  }

  /**
   * The sum of {@code x} over the letters that are not in {@code out}, which both operands have.
   */
  private static Node summed(Node x, Ints letters, Ints ones, Ints out, Node like) {
    Ints axes =
        Ints.of(
            IntStream.range(0, letters.size())
                .filter(i -> !out.contains(letters.get(i)) && ones.contains(letters.get(i)))
                .toArray());
    Ints kept = Ints.of(letters.stream().filter(out::contains).toArray());
    return moved(axes.isEmpty() ? x : Nodes.sum(x, axes), kept, out, like.shape());
  }

  /** The axes of {@code x} in the order of the result, repeated along its other axes. */
  private static Node moved(Node x, Ints letters, Ints out, Shape shape) {
    int[] places = letters.stream().map(out::indexOf).toArray();
    int[] order =
        IntStream.range(0, places.length)
            .boxed()
            .sorted(java.util.Comparator.comparingInt(i -> places[i]))
            .mapToInt(i -> i)
            .toArray();
    return Nodes.expand(
        Nodes.permute(x, Ints.of(order)), shape, Ints.of(IntStream.of(places).sorted().toArray()));
  }

  private static @Nullable Node contractExpand(Node node) {
    if (!(node.op() instanceof Op.Contract op)) {
      return null;
    }
    Node left = pulled(node, op, op.lhs(), op.rhs(), 0);
    return left != null ? left : pulled(node, op, op.rhs(), op.lhs(), 1);
  }

  private static @Nullable Node contractRepeated(Node node) {
    if (!(node.op() instanceof Op.Contract op)) {
      return null;
    }
    Node a = node.input(0);
    Node b = node.input(1);
    Ints right = repeated(b);
    Ints axes =
        Ints.of(
            repeated(a).stream()
                .filter(axis -> !op.out().contains(op.lhs().get(axis)))
                .filter(axis -> right.contains(op.rhs().indexOf(op.lhs().get(axis))))
                .filter(axis -> a.shape().size(axis) > 0)
                .toArray());
    if (axes.isEmpty()) {
      return null;
    }
    Ints lost = Ints.of(axes.stream().map(op.lhs()::get).toArray());
    long copies = axes.stream().mapToLong(a.shape()::size).reduce(1, (p, q) -> p * q);
    Ints others = Ints.of(lost.stream().map(op.rhs()::indexOf).sorted().toArray());
    return Nodes.scale(
        copies,
        Nodes.contract(
            unexpanded(a, axes),
            Ints.of(op.lhs().stream().filter(l -> !lost.contains(l)).toArray()),
            unexpanded(b, others),
            Ints.of(op.rhs().stream().filter(l -> !lost.contains(l)).toArray()),
            op.out()));
  }

  /** Pulls the repetition of operand {@code index} out of a contraction. */
  private static @Nullable Node pulled(
      Node node, Op.Contract op, Ints letters, Ints others, int index) {
    Node x = node.input(index);
    Ints drop =
        Ints.of(
            repeated(x).stream().filter(axis -> op.out().contains(letters.get(axis))).toArray());
    if (drop.isEmpty()) {
      return null;
    }
    Node small = unexpanded(x, drop);
    Ints kept =
        Ints.of(
            IntStream.range(0, letters.size())
                .filter(axis -> !drop.contains(axis))
                .map(letters::get)
                .toArray());
    // letters that the other operand has too stay in the result by themselves
    Ints lost =
        Ints.of(
            drop.stream().map(letters::get).filter(letter -> !others.contains(letter)).toArray());
    Ints out = Ints.of(op.out().stream().filter(letter -> !lost.contains(letter)).toArray());
    Node product =
        index == 0
            ? Nodes.contract(small, kept, node.input(1), others, out)
            : Nodes.contract(node.input(0), others, small, kept, out);
    Ints back = Ints.of(lost.stream().map(op.out()::indexOf).sorted().toArray());
    return back.isEmpty() ? product : Nodes.expandBack(product, node.shape(), back);
  }
}
