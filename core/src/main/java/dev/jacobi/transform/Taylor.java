package dev.jacobi.transform;

import dev.jacobi.graph.CustomRule;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.BinaryKind;
import dev.jacobi.graph.Op.EigenPart;
import dev.jacobi.graph.Op.ReduceKind;
import dev.jacobi.graph.Op.UnaryKind;
import dev.jacobi.graph.Origin;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Taylor mode: if sources move as power series in t, so does every node. One walk carries the
 * coefficients {@code x(t) = x_0 + x_1 t + x_2 t^2 + ...} of each node to a given order; x_0 is the
 * node itself.
 *
 * <p>Coefficient k of a result is what forward mode makes of the operands' coefficients k ({@link
 * Forward}), plus a remainder of lower coefficients, which is zero for what is linear. Three rules
 * state it, all of Griewank and Walther, <i>Evaluating Derivatives</i> (2008), chapter 13:
 *
 * <pre>
 *   y = a b             y_k = sum_j a_j b_(k-j)
 *   dy = p dx           k y_k = sum_(j&gt;0) j x_j p_(k-j)                      p may contain x and y
 *   dy = dx / d         k y_k = (k x_k - sum_(0&lt;j&lt;k) j y_j d_(k-j)) / d_0
 * </pre>
 *
 * <p>The factors p and divisors d are those of {@link Partials}: nodes of their own, whose series
 * follow from the same rules, one order lower. So an operation states its partial once, for every
 * mode and order.
 *
 * <p>Many directions can go at once. Then coefficients below the last are written for one direction
 * and stacked where they meet, and the last is their sum over all directions: it enters linearly,
 * so it is summed as early as it arises (Li et al., 2024, "forward Laplacian"; Dangel et al., 2025,
 * "collapsed Taylor mode").
 */
public final class Taylor {
  private final Dependence dependence;
  private final int order;
  private final @Nullable Directions directions;
  private final List<Forward> forward = new ArrayList<>();
  private final List<Set<Node>> done = new ArrayList<>();
  private final Map<Node, Partial[]> partials = new IdentityHashMap<>();
  private final Map<Node, Node> products = new IdentityHashMap<>();

  private Taylor(Node y, Node x, int order, @Nullable Directions directions) {
    this.dependence = new Dependence(List.of(y), List.of(x), Dependence.Extent.INSIDE);
    this.order = order;
    this.directions = directions;
    for (int k = 0; k <= order; k++) {
      forward.add(new Forward(dependence));
      done.add(Collections.newSetFromMap(new IdentityHashMap<>()));
    }
  }

  /**
   * The coefficients of y as x moves.
   *
   * @param moves the coefficients 1, 2, ... of x, null where zero
   * @return as many coefficients of y, null where zero
   */
  public static List<@Nullable Node> series(Node y, Node x, List<@Nullable Node> moves) {
    return new Taylor(y, x, moves.size(), null).run(y, x, moves);
  }

  /**
   * The sum over directions of the coefficient {@code order} of y as x moves along each of them in
   * a straight line.
   *
   * @param order 2 or more
   * @return a node of y's shape, or null if it is zero
   */
  static @Nullable Node collapsed(Node y, Node x, int order, Directions directions) {
    return new Taylor(y, x, order, directions)
        .run(y, x, line(directions.one(), order))
        .get(order - 1);
  }

  /** The coefficients of a straight line along {@code v}. */
  public static List<@Nullable Node> line(Node v, int order) {
    List<@Nullable Node> moves = new ArrayList<>();
    for (int k = 1; k <= order; k++) {
      moves.add(k == 1 ? v : null);
    }
    return moves;
  }

  private List<@Nullable Node> run(Node y, Node x, List<@Nullable Node> moves) {
    for (int k = 1; k <= order; k++) {
      Node move = moves.get(k - 1);
      forward.get(k).give(x, move == null ? null : Masked.plain(move));
      done.get(k).add(x);
    }
    for (Node node : dependence.between()) {
      Origin.of(
          node,
          () -> {
            for (int k = 1; k <= order; k++) {
              coefficient(node, k);
            }
            return true;
          });
    }
    List<@Nullable Node> found = new ArrayList<>();
    for (int k = 1; k <= order; k++) {
      Masked own = forward.get(k).tangent(y);
      found.add(own == null ? null : own.value());
    }
    return found;
  }

  /** Coefficient k of a node of the graph, or of one that a partial is made of. */
  private @Nullable Masked coefficient(Node node, int k) {
    if (dependence.leads(node) && !dependence.isActive(node)) {
      return null;
    }
    if (done.get(k).add(node)) {
      for (Node operand : dependence.operands(node)) {
        coefficient(operand, k);
      }
      forward.get(k).give(node, ofOperands(node, k));
    }
    return forward.get(k).tangent(node);
  }

  private @Nullable Masked ofOperands(Node node, int k) {
    if (node.op() instanceof Op.Reduction.Reduce(var kind, var axes) && kind == ReduceKind.PROD) {
      return coefficient(products.computeIfAbsent(node, n -> inPairs(n.input(0), axes)), k);
    }
    if (k > 1
        && node.op() instanceof Op.Matrix.Eigen(var part, var from, var to)
        && part == EigenPart.VALUES) {
      return coefficient(products.computeIfAbsent(node, MatrixRules::quotients), k);
    }
    Masked linear = forward.get(k).through(node);
    Masked rest = k == 1 || dependence.isSquaredNorm(node) ? null : remainder(node, k);
    return linear == null ? rest : rest == null ? linear : linear.plus(rest);
  }

  /** What lower coefficients of the operands contribute to coefficient k. */
  private @Nullable Masked remainder(Node node, int k) {
    return switch (node.op()) {
      case Op.Elementwise.Unary(var kind) ->
          kind == UnaryKind.SQUARE
              ? product(node, k, node.input(0), node.input(0))
              : byPartial(node, 0, k);
      case Op.Elementwise.LogGamma op -> byPartial(node, 0, k);
      case Op.Elementwise.Binary(var kind) -> binary(kind, node, k);
      case Op.Contract op ->
          sum(
              node,
              k,
              j -> {
                Masked a = coefficient(node.input(0), j);
                Masked b = coefficient(node.input(1), k - j);
                return a == null || b == null
                    ? null
                    : Masked.plain(Node.of(op, a.value(), b.value()));
              });
      case Op.Elementwise op -> null;
      case Op.Movement op -> null;
      case Op.Reduction op -> null;
      case Op.Indexing op -> null;
      case Op.Matrix op -> matrix(op, node, k);
      case Op.Window op -> null;
      case Op.Source op -> null;
      case Op.Marker.Custom(var rule) -> byRule(rule, node, k);
      case Op.Marker op -> null;
    };
  }

  /** The equations of {@link MatrixRules}: their coefficients k without those of the operands. */
  private @Nullable Masked matrix(Op.Matrix op, Node node, int k) {
    Node a = node.input(0);
    return switch (op) {
      // A_0 X_k = B_k - sum_(j>0) A_j X_(k-j)
      case Op.Matrix.Solve solve ->
          both(node, k, a, node, (j, p, q) -> MatrixRules.moveOf(solve, a, p, q));
      // L_0 L_k^T + L_k L_0^T = S_k - sum_(0<j<k) L_j L_(k-j)^T
      case Op.Matrix.Cholesky cholesky ->
          both(
              node,
              k,
              node,
              node,
              (j, p, q) ->
                  MatrixRules.lowerOf(
                      node, Nodes.neg(MatrixRules.product(p, MatrixRules.transpose(q)))));
      // k y_k = sum_(j>0) j <A_j, P_(k-j)>, P = A^-T
      case Op.Matrix.Determinant determinant ->
          both(
              node,
              k,
              a,
              products.computeIfAbsent(node, n -> MatrixRules.inverseTranspose(a)),
              (j, p, q) -> Nodes.scale((double) j / k, MatrixRules.inner(p, q)));
      // (S_0 - l_0) v_k - l_k v_0 = -S_k v_0 - sum_(0<j<k) (S_j - l_j) v_(k-j)
      // v_0^T v_k = -1/2 sum_(0<j<k) v_j^T v_(k-j)
      case Op.Matrix.Eigen eigen -> {
        Node values = products.computeIfAbsent(node, n -> MatrixRules.valueMoves(n, a));
        yield sum(
            node,
            k,
            j ->
                Masked.plain(
                    MatrixRules.vectorRest(
                        node,
                        eigen,
                        valueOf(a, j),
                        valueOf(values, j),
                        valueOf(node, j),
                        valueOf(node, k - j))));
      }
    };
  }

  private interface Term {
    Node of(int j, Node a, Node b);
  }

  // sum_(0<j<k) of a term that is linear in a_j and b_(k-j)
  private @Nullable Masked both(Node node, int k, Node a, Node b, Term term) {
    return sum(
        node,
        k,
        j -> {
          Masked left = coefficient(a, j);
          Masked right = coefficient(b, k - j);
          return left == null || right == null
              ? null
              : Masked.plain(term.of(j, left.value(), right.value()));
        });
  }

  private Node valueOf(Node node, int k) {
    Masked own = coefficient(node, k);
    return own == null ? Nodes.zerosLike(node) : own.value();
  }

  // dy = J(x) dx, so k y_k = the coefficient k - 1 of J(x(t)) x'(t), x' = x_1 + 2 x_2 t + ...;
  // the last term of x' is what forward mode carries already
  private @Nullable Masked byRule(CustomRule rule, Node node, int k) {
    List<@Nullable Node> velocities = new ArrayList<>();
    List<Node> arguments = node.inputs().subList(1, node.inputs().size());
    for (Node x : arguments) {
      boolean moves = false;
      for (int j = 1; j < k; j++) {
        moves |= dependence.isActive(x) && coefficient(x, j) != null;
      }
      Masked first = moves ? coefficient(x, 1) : null;
      Node start = first == null ? Nodes.zerosLike(x) : first.value();
      Node velocity = moves ? Nodes.reshape(start, x.shape()) : null;
      velocities.add(velocity);
      if (velocity != null) {
        for (int j = 1; j <= order; j++) {
          Masked next = j + 1 < k ? coefficient(x, j + 1) : null;
          forward.get(j).give(velocity, next == null ? null : scaled(j + 1, next));
          done.get(j).add(velocity);
        }
      }
    }
    if (velocities.stream().allMatch(v -> v == null)) {
      return null;
    }
    Node product = rule.pushforward(node, arguments, velocities);
    Masked found = product == null ? null : coefficient(product, k - 1);
    if (found == null) {
      return null;
    }
    Masked own = scaled(1.0 / k, found);
    return directions == null || k < order
        ? own
        : new Masked(directions.collapse(node, own.value()), own.mask());
  }

  private @Nullable Masked binary(BinaryKind kind, Node node, int k) {
    return switch (kind) {
      case ADD, SUB, MIN, MAX -> null;
      case MUL -> product(node, k, node.input(0), node.input(1));
      // y b = a: y_k b_0 = a_k - sum_(j<k) y_j b_(k-j)
      case DIV -> {
        Masked lower = product(node, k, node, node.input(1));
        yield lower == null ? null : over(lower, node.input(1), node);
      }
      case POW, ATAN2 -> {
        Masked a = byPartial(node, 0, k);
        Masked b = byPartial(node, 1, k);
        yield a == null ? b : b == null ? a : a.plus(b);
      }
    };
  }

  // sum_(0<j<k) a_j b_(k-j)
  private @Nullable Masked product(Node node, int k, Node a, Node b) {
    return sum(
        node,
        k,
        j -> {
          if (a == b && 2 * j > k) {
            return null;
          }
          Masked left = coefficient(a, j);
          Masked right = coefficient(b, k - j);
          if (left == null || right == null) {
            return null;
          }
          Masked both = left.times(right);
          return a == b && 2 * j < k ? scaled(2, both) : both;
        });
  }

  private @Nullable Masked byPartial(Node node, int index, int k) {
    Partial[] known = partials.computeIfAbsent(node, n -> new Partial[n.inputs().size()]);
    if (known[index] == null) {
      known[index] = Partials.of((Op.Elementwise) node.op(), node, index);
    }
    return byPartial(known[index], node, index, k);
  }

  private @Nullable Masked byPartial(Partial partial, Node node, int index, int k) {
    Node x = node.input(index);
    return switch (partial) {
      case Partial.Zero() -> null;
      case Partial.One() -> null;
      case Partial.MinusOne() -> null;
      case Partial.Times(var factor) -> weighted(node, k, x, factor);
      case Partial.Over(var divisor) -> {
        Masked lower = weighted(node, k, node, divisor);
        yield lower == null ? null : over(lower, divisor, node);
      }
      case Partial.Where(var mask, var inner) -> {
        Masked own = byPartial(inner, node, index, k);
        yield own == null ? null : own.under(mask);
      }
    };
  }

  // sum_(0<j<k) j/k x_j p_(k-j)
  private @Nullable Masked weighted(Node node, int k, Node x, Node p) {
    return sum(
        node,
        k,
        j -> {
          Masked left = coefficient(x, j);
          Masked right = coefficient(p, k - j);
          return left == null || right == null ? null : scaled((double) j / k, left.times(right));
        });
  }

  private static Masked over(Masked lower, Node divisor, Node node) {
    Masked quotient = lower.times(new Partial.Over(divisor), node.dtype());
    return new Masked(Nodes.neg(quotient.value()), quotient.mask());
  }

  private static Masked scaled(double factor, Masked x) {
    return new Masked(Nodes.scale(factor, x.value()), x.mask());
  }

  /** The sum over 0 < j < k, and if k is the last coefficient of many directions over these. */
  private @Nullable Masked sum(Node node, int k, IntFunction<@Nullable Masked> term) {
    Masked sum = null;
    for (int j = 1; j < k; j++) {
      Masked own = term.apply(j);
      sum = sum == null ? own : own == null ? sum : sum.plus(own);
    }
    return sum == null || directions == null || k < order
        ? sum
        : new Masked(directions.collapse(node, sum.value()), sum.mask());
  }

  /** The product over axes as products of two, so that no factor is divided by. */
  private static Node inPairs(Node x, Ints axes) {
    Shape shape = x.shape();
    int[] order =
        java.util.stream.IntStream.concat(
                java.util.stream.IntStream.range(0, shape.rank()).filter(a -> !axes.contains(a)),
                axes.stream())
            .toArray();
    Shape outer = shape.without(axes);
    int last = outer.rank();
    int count = axes.stream().map(shape::size).reduce(1, (p, q) -> p * q);
    Node rest = Nodes.reshape(Nodes.permute(x, Ints.of(order)), outer.concat(Shape.of(count)));
    while (count > 1) {
      int half = count / 2;
      Node pairs = Nodes.mul(part(rest, last, 0, half), part(rest, last, half, 2 * half));
      rest =
          count % 2 == 0
              ? pairs
              : Node.of(new Op.Movement.Concat(last), pairs, part(rest, last, 2 * half, count));
      count = rest.shape().size(last);
    }
    return count == 0 ? Nodes.fill(x.dtype(), outer, 1) : Nodes.reshape(rest, outer);
  }

  private static Node part(Node x, int axis, int start, int limit) {
    return Node.of(
        new Op.Movement.Slice(Ints.of(axis), Ints.of(start), Ints.of(limit), Ints.of(1)), x);
  }
}
