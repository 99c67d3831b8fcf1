package dev.jacobi;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Origin;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Einstein sums of any number of operands: each is cut down to its own diagonal, then the pair that
 * is cheapest to contract becomes one operand, until one is left.
 */
final class Einsum {
  private final Map<Integer, Integer> sizes;
  private final Ints out;
  private final List<Term> terms = new ArrayList<>();

  /** A factor and the letters of its axes, each once. */
  private record Term(Node x, Ints letters) {}

  private Einsum(EinsumNotation notation) {
    this.sizes = notation.sizes();
    this.out = notation.out();
  }

  static Tensor of(String notation, Tensor... operands) {
    if (operands.length == 0) {
      throw new ShapeException(
          "einsum \"" + notation + "\": no operands; give a tensor for each term");
    }
    return Origin.within(
        "einsum",
        () -> {
          DType dtype =
              Arrays.stream(operands)
                  .map(Tensor::dtype)
                  .reduce(operands[0].dtype(), DType::promote);
          DType number = dtype == DType.BOOL ? DType.INT32 : dtype;
          EinsumNotation read =
              EinsumNotation.read(notation, Arrays.stream(operands).map(Tensor::shape).toList());
          Einsum sum = new Einsum(read);
          for (int i = 0; i < operands.length; i++) {
            Node x = Nodes.cast(operands[i].node(), number);
            sum.terms.add(sum.unrepeated(diagonal(new Term(x, read.operands().get(i)))));
          }
          return new Tensor(sum.contracted());
        });
  }

  /** Letters that a term has twice become one: the diagonal of the two axes. */
  private static Term diagonal(Term term) {
    Ints letters = term.letters();
    for (int b = 1; b < letters.size(); b++) {
      int a = letters.indexOf(letters.get(b));
      if (a < b) {
        // [n, n, rest], of which entry i of axis 0 takes entry i of axis 1
        Node first = Nodes.moveAxis(Nodes.moveAxis(term.x(), b, 0), a + 1, 0);
        Node every = Nodes.iota(Shape.of(first.shape().size(0)), 0, DType.INT64);
        int from = a;
        int to = b;
        Ints others =
            Ints.of(
                IntStream.range(0, letters.size())
                    .filter(i -> i != from && i != to)
                    .map(letters::get)
                    .toArray());
        return diagonal(
            new Term(
                Node.of(new Op.Indexing.Gather(1, 1), first, every),
                others.prepend(letters.get(b))));
      }
    }
    return term;
  }

  /** Axes of size 1 that other operands have in another size are dropped: they say nothing. */
  private Term unrepeated(Term term) {
    Shape shape = term.x().shape();
    Ints letters = term.letters();
    Ints drop =
        Ints.of(
            IntStream.range(0, letters.size())
                .filter(i -> shape.size(i) != Objects.requireNonNull(sizes.get(letters.get(i))))
                .toArray());
    if (drop.isEmpty()) {
      return term;
    }
    int[] kept =
        IntStream.range(0, letters.size())
            .filter(i -> !drop.contains(i))
            .map(letters::get)
            .toArray();
    return new Term(Nodes.reshape(term.x(), shape.without(drop)), Ints.of(kept));
  }

  private Node contracted() {
    while (terms.size() > 1) {
      Term[] pair = cheapest();
      terms.remove(pair[0]);
      terms.remove(pair[1]);
      terms.add(product(pair[0], pair[1]));
    }
    Term last = summed(terms.get(0), out);
    Ints order = Ints.of(out.stream().map(last.letters()::indexOf).toArray());
    return order.equals(Ints.range(0, order.size())) ? last.x() : Nodes.permute(last.x(), order);
  }

  /** The pair with the fewest products; the first of equals. */
  private Term[] cheapest() {
    Term[] best = {terms.get(0), terms.get(1)};
    for (int i = 0; i < terms.size(); i++) {
      for (int j = i + 1; j < terms.size(); j++) {
        if (cost(terms.get(i), terms.get(j)) < cost(best[0], best[1])) {
          best = new Term[] {terms.get(i), terms.get(j)};
        }
      }
    }
    return best;
  }

  private double cost(Term a, Term b) {
    return IntStream.concat(a.letters().stream(), b.letters().stream())
        .distinct()
        .mapToDouble(sizes::get)
        .reduce(1, (p, q) -> p * q);
  }

  /** One term for two, over the letters that the result or another term still needs. */
  private Term product(Term a, Term b) {
    int[] needed =
        IntStream.concat(out.stream(), terms.stream().map(Term::letters).flatMapToInt(Ints::stream))
            .distinct()
            .filter(l -> a.letters().contains(l) || b.letters().contains(l))
            .toArray();
    Ints kept = Ints.of(needed);
    Term left = summed(a, joined(kept, b.letters()));
    Term right = summed(b, joined(kept, a.letters()));
    return new Term(
        Nodes.contract(left.x(), left.letters(), right.x(), right.letters(), kept), kept);
  }

  private static Ints joined(Ints a, Ints b) {
    return Ints.of(IntStream.concat(a.stream(), b.stream()).toArray());
  }

  /** Summed over the letters that nobody needs. */
  private static Term summed(Term term, Ints needed) {
    Ints letters = term.letters();
    int[] axes =
        IntStream.range(0, letters.size()).filter(i -> !needed.contains(letters.get(i))).toArray();
    if (axes.length == 0) {
      return term;
    }
    return new Term(
        Nodes.sum(term.x(), Ints.of(axes)),
        Ints.of(letters.stream().filter(needed::contains).toArray()));
  }
}
