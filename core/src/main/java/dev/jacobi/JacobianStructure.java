package dev.jacobi;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.OpNames;
import dev.jacobi.optimize.Simplifier;
import dev.jacobi.transform.Chain;
import dev.jacobi.transform.Chain.Link;
import dev.jacobi.transform.Cheapest;
import dev.jacobi.transform.Cheapest.Way;
import dev.jacobi.transform.Jacobians;
import dev.jacobi.transform.Jacobians.Sweep;
import dev.jacobi.transform.Label;
import dev.jacobi.transform.ModeChoice;
import dev.jacobi.transform.SampleLabels;
import dev.jacobi.type.Ints;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is made of a Jacobian J and may need no J: its norm, {@code J^T J}, its determinant. For
 * node to node y and z have samples along axis 0, apart from each other by proof; for functions
 * there are none, which is one sample here. Each exact way is built and counted, and the cheapest
 * one is taken.
 *
 * <p>A norm is taken in such ways only as add up squares: the shorter {@code tr(A^T A C C^T)} for J
 * = A C would lose the digits of a norm that is small beside those of A and C.
 */
final class JacobianStructure {
  private static final Ints LHS = Ints.of(0, 1, 2);

  private final String operation;
  private final Tensor y;
  private final Tensor z;
  private final boolean samples;
  private final List<Link> links;

  private JacobianStructure(String operation, Tensor y, Tensor z, boolean samples) {
    this.operation = operation;
    this.y = y;
    this.z = z;
    this.samples = samples;
    this.links = links();
  }

  /** For every sample. */
  static JacobianStructure of(String operation, Tensor y, Tensor z) {
    return new JacobianStructure(operation, Derivatives.samplesFirst(operation, y, z), z, true);
  }

  /** Without samples. */
  static JacobianStructure whole(String operation, Tensor y, Tensor z) {
    Derivatives.requireFloat(operation, "y", y);
    Derivatives.requireFloat(operation, "z", z);
    return new JacobianStructure(operation, y, z, false);
  }

  private int count() {
    return samples ? z.size(0) : 1;
  }

  /** The elements of a sample. */
  private int size(Node x) {
    return x.shape().elements(samples ? 1 : 0, x.shape().rank());
  }

  /** {@code [samples, m, n]}. */
  private Node matrix(Sweep sweep, Node to, Node from) {
    Node jacobian =
        samples ? Jacobians.perSample(sweep, to, from) : Jacobians.full(sweep, to, from);
    Shape matrices = Shape.of(count(), size(to), size(from));
    return Nodes.cast(Nodes.reshape(jacobian, matrices), y.dtype());
  }

  /** The Jacobian of a part of the chain. */
  private Node matrix(Node to, Node from) {
    Node factor = factor(to, from);
    return factor == null
        ? ModeChoice.cheaper(
                to, size(from), size(to), sweep -> matrix(sweep, to, from), Simplifier::simplify)
            .jacobian()
        : forEach(factor, Shape.of(count(), size(to), size(from)));
  }

  /** {@code [samples, m, n]} or, where all samples have the same, {@code [m, n]}; else null. */
  private @Nullable Node factor(Node to, Node from) {
    for (Link link : links) {
      Node factor = link.from() == from && link.to() == to ? link.factor(samples) : null;
      if (factor != null) {
        int own = (samples ? 2 : 0) + factor.shape().rank();
        boolean each = samples && own > to.shape().rank() + from.shape().rank();
        Shape matrix = Shape.of(size(to), size(from));
        Shape shape = each ? matrix.insert(0, count()) : matrix;
        return Nodes.cast(Nodes.reshape(factor, shape), y.dtype());
      }
    }
    return null;
  }

  /** What all samples share, repeated for them. */
  private static Node forEach(Node x, Shape shape) {
    int rank = x.shape().rank();
    return rank == shape.rank() ? x : Nodes.expand(x, shape, Ints.range(1, rank + 1));
  }

  /** {@code [samples, n]}: the diagonal of an elementwise link. */
  private Node diagonal(Link link) {
    Shape rows = Shape.of(count(), size(link.from()));
    return Nodes.cast(Nodes.reshape(link.diagonal(), rows), y.dtype());
  }

  private List<Link> links() {
    Predicate<Node> ends = node -> true;
    if (samples) {
      SampleLabels labels = SampleLabels.proof(List.of(y.node()), z.node());
      ends = node -> labels.of(node).equals(new Label.Sample(0, 1));
    }
    return Chain.of(y.node(), z.node(), ends);
  }

  // ---- the norm

  /** {@code |J|} for each sample. */
  Tensor norm() {
    List<Way> ways = new ArrayList<>();
    for (Sweep sweep : Sweep.values()) {
      ways.add(new Way(name(sweep), frobenius(matrix(sweep, y.node(), z.node()))));
    }
    Node narrow = narrowest();
    if (narrow != null) {
      Node a = matrix(y.node(), narrow);
      Node c = matrix(narrow, z.node());
      boolean one = size(narrow) == 1;
      ways.add(
          new Way(
              (one ? "a product of two norms" : "two Jacobians") + " that meet at " + named(narrow),
              one ? Nodes.mul(frobenius(a), frobenius(c)) : frobenius(product(a, c))));
    }
    if (!links.isEmpty() && (links.getFirst().elementwise() || links.getLast().elementwise())) {
      ways.add(new Way("squares of rows and columns", weighted()));
    }
    return derived(ways, Shape.scalar());
  }

  private static Node frobenius(Node matrices) {
    Node squares = Nodes.unary(Op.UnaryKind.SQUARE, matrices);
    return Nodes.unary(Op.UnaryKind.NORM_SQRT, Nodes.sum(squares, Ints.of(1, 2)));
  }

  // |diag(e) M diag(d)|^2 = sum_ij e_i^2 M_ij^2 d_j^2
  private Node weighted() {
    Link first = links.getFirst();
    Link last = links.getLast();
    Node rows;
    if (links.size() == 1) {
      rows = Nodes.unary(Op.UnaryKind.SQUARE, diagonal(first));
    } else {
      Node to = last.elementwise() ? last.from() : last.to();
      Node from = first.elementwise() ? first.to() : first.from();
      Node squares = to == from ? null : Nodes.unary(Op.UnaryKind.SQUARE, matrix(to, from));
      Node columns = first.elementwise() ? Nodes.unary(Op.UnaryKind.SQUARE, diagonal(first)) : null;
      rows =
          squares == null
              ? Objects.requireNonNull(columns)
              : columns == null
                  ? Nodes.sum(squares, Ints.of(2))
                  : Nodes.contract(squares, LHS, columns, Ints.of(0, 2), Ints.of(0, 1));
      if (last.elementwise()) {
        rows = Nodes.mul(Nodes.unary(Op.UnaryKind.SQUARE, diagonal(last)), rows);
      }
    }
    return Nodes.unary(Op.UnaryKind.NORM_SQRT, Nodes.sum(rows, Ints.of(1)));
  }

  // ---- the metric

  /** {@code J^T J} for each sample, {@code [B, n..., n...]}. */
  Tensor metric() {
    List<Way> ways = new ArrayList<>();
    for (Sweep sweep : Sweep.values()) {
      ways.add(new Way(name(sweep), gram(matrix(sweep, y.node(), z.node()))));
    }
    ways.add(new Way(size(z.node()) + " products J^T (J v)", products()));
    Node last = null;
    for (Link link : links) {
      last = link.elementwise() || link.from() == z.node() ? last : link.from();
    }
    Node narrow = narrowest();
    if (last != null) {
      ways.add(through(last));
    }
    if (narrow != null && narrow != last) {
      ways.add(through(narrow));
    }
    Shape own = z.shape().slice(samples ? 1 : 0, z.rank());
    return derived(ways, own.concat(own));
  }

  private static Node gram(Node matrices) {
    return Nodes.contract(matrices, LHS, matrices, Ints.of(0, 1, 3), Ints.of(0, 2, 3));
  }

  // J^T J = C^T (A^T A) C
  private Way through(Node v) {
    Node c = matrix(v, z.node());
    Node right = product(gram(matrix(y.node(), v)), c);
    Node metric = Nodes.contract(c, LHS, right, Ints.of(0, 1, 3), Ints.of(0, 2, 3));
    return new Way("the metric of " + named(v), metric);
  }

  private Node products() {
    Shape square = Shape.of(count(), size(z.node()), size(z.node()));
    Node columns = Jacobians.metric(y.node(), z.node(), samples);
    return Nodes.cast(Nodes.reshape(columns, square), y.dtype());
  }

  private static Node product(Node a, Node b) {
    return Nodes.contract(a, LHS, b, Ints.of(0, 2, 3), Ints.of(0, 1, 3));
  }

  // ---- determinants and singular values

  /** {@code ln |det J|} for each sample. */
  Tensor logAbsDet() {
    int n = size(z.node());
    if (size(y.node()) != n) {
      throw new ShapeException(
          operation
              + ": y "
              + y.shape()
              + " by z "
              + z.shape()
              + "; a determinant is that of a square matrix; for lengths, areas and volumes take half"
              + " that of pullbackMetric");
    }
    Node narrow = narrowest();
    if (narrow != null) {
      throw new JacobiException(
          operation
              + ": y "
              + y.shape()
              + " by z "
              + z.shape()
              + "; all paths pass "
              + narrow
              + ", which holds less, so that the determinant is 0 everywhere; keep the size");
    }
    List<Way> ways = new ArrayList<>();
    if (links.size() > 1) {
      ways.add(new Way("the links of the chain, one by one", sumOfLinks()));
    } else if (links.size() == 1 && links.getFirst().elementwise()) {
      ways.add(new Way("the diagonal", logAbs(diagonal(links.getFirst()))));
    }
    for (Sweep sweep : Sweep.values()) {
      ways.add(new Way(name(sweep), logAbsDet(matrix(sweep, y.node(), z.node()))));
    }
    return derived(ways, Shape.scalar());
  }

  // det(J_k ... J_1) = det J_k ... det J_1, of links between nodes of one size
  private Node sumOfLinks() {
    Node sum = null;
    Node from = z.node();
    boolean elementwise = true;
    for (Link link : links) {
      elementwise &= link.elementwise();
      if (size(link.to()) == size(z.node())) {
        boolean one = link.from() == from && elementwise;
        Node factor = one ? null : factor(link.to(), from);
        Node own =
            one
                ? logAbs(diagonal(link))
                : forEach(
                    logAbsDet(factor == null ? matrix(link.to(), from) : factor),
                    Shape.of(count()));
        sum = sum == null ? own : Nodes.add(sum, own);
        from = link.to();
        elementwise = true;
      }
    }
    return Objects.requireNonNull(sum);
  }

  private static Node logAbs(Node diagonals) {
    Node logarithms = Nodes.unary(Op.UnaryKind.LOG, Nodes.unary(Op.UnaryKind.ABS, diagonals));
    return Nodes.sum(logarithms, Ints.of(1));
  }

  private static Node logAbsDet(Node matrices) {
    return LinearAlgebra.logDeterminant(new Tensor(matrices)).logarithm().node();
  }

  /** The singular values for each sample in descending order, {@code [B, min(m, n)]}. */
  Tensor singularValues() {
    int count = Math.min(size(y.node()), size(z.node()));
    List<Way> ways = new ArrayList<>();
    for (Sweep sweep : Sweep.values()) {
      Node j = matrix(sweep, y.node(), z.node());
      Node values =
          count == 1
              ? Nodes.reshape(frobenius(j), Shape.of(count(), 1))
              : LinearAlgebra.singularValues(new Tensor(j)).node();
      ways.add(new Way(name(sweep), values));
    }
    return derived(ways, Shape.of(count));
  }

  // ---- what all use

  /** The smallest node on every path that is smaller than both ends, or null. */
  private @Nullable Node narrowest() {
    int ends = Math.min(size(y.node()), size(z.node()));
    return links.stream()
        .skip(1)
        .map(Link::from)
        .filter(node -> size(node) < ends)
        .min(Comparator.comparingInt(this::size))
        .orElse(null);
  }

  private String name(Sweep sweep) {
    int sweeps = size(sweep == Sweep.FORWARD ? z.node() : y.node());
    String mode = sweep == Sweep.FORWARD ? "forward" : "reverse";
    return "the Jacobian in " + mode + " mode, " + sweeps + (sweeps == 1 ? " sweep" : " sweeps");
  }

  private static String named(Node node) {
    return OpNames.of(node) + " " + node.shape();
  }

  private Tensor derived(List<Way> ways, Shape own) {
    Cheapest cheapest = Cheapest.of(List.of(y.node()), ways, Simplifier::simplify);
    Shape shape = samples ? own.insert(0, count()) : own;
    Node value =
        Nodes.reshape(cheapest.way().value(), shape)
            .withNote(
                operation + " of y " + y.shape() + " by z " + z.shape() + ": " + cheapest.why());
    Node place = samples ? z.node() : y.node();
    Node other = samples ? y.node() : z.node();
    return new Tensor(Node.of(new Op.Marker.Derived(samples ? 0 : -1), value, place, other));
  }
}
