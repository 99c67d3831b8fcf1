package dev.jacobi.cli.card;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.OpNames;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.stream.Collectors;

/** A small graph as a formula on one line. */
final class Formula {
  private static final int SUM = 1;
  private static final int PRODUCT = 2;
  private static final int SIGN = 3;
  private static final int POWER = 4;
  private static final int ATOM = 5;

  /** Conditions that are known to hold where a formula stands. */
  private final Set<Node> known = Collections.newSetFromMap(new IdentityHashMap<>());

  private Formula() {}

  /**
   * A formula and how strongly it holds together.
   *
   * @param strength of its outermost operation
   */
  private record Part(String text, int strength) {
    /** In parentheses if something stronger stands around it. */
    String within(int around) {
      return strength < around ? "(" + text + ")" : text;
    }
  }

  static String of(Node node) {
    return new Formula().text(node);
  }

  private String text(Node node) {
    return part(node).text();
  }

  private Part part(Node node) {
    return switch (node.op()) {
      case Op.Source.Input(var name, var shape, var dtype, var axis) -> new Part(name, ATOM);
      case Op.Source.Constant(var value) -> constant(value);
      case Op.Elementwise.Unary(var kind) -> unary(kind, part(node.inputs().get(0)));
      case Op.Elementwise.Binary(var kind) ->
          binary(kind, part(node.inputs().get(0)), part(node.inputs().get(1)));
      case Op.Elementwise.Compare(var kind) ->
          compare(kind, part(node.inputs().get(0)), part(node.inputs().get(1)));
      case Op.Elementwise.Select() ->
          select(node.inputs().get(0), node.inputs().get(1), node.inputs().get(2));
      // a number that is needed many times is still that number
      case Op.Movement.Expand expand when node.inputs().get(0).op() instanceof Op.Source.Constant ->
          part(node.inputs().get(0));
      case Op.Marker.Derived derived -> part(node.inputs().get(0));
      case Op other ->
          new Part(
              "["
                  + OpNames.of(other)
                  + "]("
                  + node.inputs().stream().map(this::text).collect(Collectors.joining(", "))
                  + ")",
              ATOM);
    };
  }

  /** A choice that was made already is not made again. */
  private Part select(Node condition, Node then, Node otherwise) {
    if (known.contains(condition)) {
      return part(then);
    }
    String first = text(condition);
    known.add(condition);
    String second = text(then);
    known.remove(condition);
    return new Part("(if " + first + " then " + second + " else " + text(otherwise) + ")", ATOM);
  }

  private static Part constant(ArrayValue value) {
    if (value.shape().elements() != 1) {
      return new Part("constant" + value.shape(), ATOM);
    }
    double number = value.getDouble(0);
    boolean whole = number == Math.rint(number) && Math.abs(number) < 1e6;
    String text = whole ? Long.toString((long) number) : Double.toString(number);
    return new Part(text, number < 0 ? SIGN : ATOM);
  }

  private static Part unary(Op.UnaryKind kind, Part x) {
    return switch (kind) {
      case NEG -> new Part("-" + x.within(SIGN + 1), SIGN);
      case SQUARE -> new Part(x.within(ATOM) + "^2", POWER);
      case ABS -> new Part("|" + x.text() + "|", ATOM);
      case NORM_SQRT -> new Part("sqrt(" + x.text() + ")", ATOM);
      case RSQRT -> new Part("1 / sqrt(" + x.text() + ")", PRODUCT);
      case SIGN,
          FLOOR,
          CEIL,
          ROUND,
          SQRT,
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
          ERFC,
          IS_FINITE,
          NOT ->
          new Part(OpNames.of(new Op.Elementwise.Unary(kind)) + "(" + x.text() + ")", ATOM);
    };
  }

  private static Part binary(Op.BinaryKind kind, Part a, Part b) {
    return switch (kind) {
      case ADD -> new Part(a.within(SUM) + " + " + b.within(SUM), SUM);
      case SUB -> new Part(a.within(SUM) + " - " + b.within(PRODUCT), SUM);
      case MUL -> new Part(a.within(PRODUCT) + " * " + b.within(PRODUCT), PRODUCT);
      case DIV -> new Part(a.within(PRODUCT) + " / " + b.within(SIGN), PRODUCT);
      case POW -> new Part(a.within(ATOM) + "^" + b.within(ATOM), POWER);
      case MIN, MAX, ATAN2 ->
          new Part(
              OpNames.of(new Op.Elementwise.Binary(kind)) + "(" + a.text() + ", " + b.text() + ")",
              ATOM);
    };
  }

  private static Part compare(Op.Comparison kind, Part a, Part b) {
    String sign =
        switch (kind) {
          case LT -> " < ";
          case LE -> " <= ";
          case EQ -> " = ";
          case NE -> " != ";
        };
    return new Part(a.within(SUM) + sign + b.within(SUM), 0);
  }
}
