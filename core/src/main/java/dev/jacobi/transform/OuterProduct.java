package dev.jacobi.transform;

import dev.jacobi.graph.Cost;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.transform.Label.Sample;
import dev.jacobi.type.Ints;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The gradients of a weight for each sample, left as products: of the cotangents that a contraction
 * received and the values it was given, {@code g_b = sum_t c_bt x_bt^T}. Norms and inner products
 * of such gradients need no gradient:
 *
 * <pre>
 *   |c x^T|^2 = |c|^2 |x|^2                                     (Goodfellow, 2015)
 *   |sum_t c_t x_t^T|^2 = sum_ts (c_t . c_s) (x_t . x_s)        (Li et al., 2022, "ghost norm")
 * </pre>
 *
 * <p>Axes carry letters, as in {@link Op.Contract}: 0 is that of the samples, 1, 2, ... are those
 * of the weight, and what is summed has letters of its own. For rows of a table, chosen by indices,
 * the right factor says which index is which.
 *
 * @param left {@code [B, ...]}
 * @param right {@code [B, ...]}
 * @param weight the letters of the weight's axes, in order
 */
record OuterProduct(Node left, Ints lhs, Node right, Ints rhs, Ints weight) {
  /** More uses of a weight have too many pairs. */
  private static final int MOST_USES = 8;

  /** The product that a use is, if its user is a contraction; else null. */
  static @Nullable OuterProduct of(Use use) {
    Node user = use.user();
    if (user == null || !(user.op() instanceof Op.Contract op)) {
      return null;
    }
    int other = 1 - use.index();
    Ints target = use.index() == 0 ? op.lhs() : op.rhs();
    Ints others = use.index() == 0 ? op.rhs() : op.lhs();
    Sample at = new Sample(others.indexOf(op.out().get(use.at().axis())), use.at().run());
    int letter = op.out().get(use.at().axis());
    int run = IntStream.concat(op.lhs().stream(), op.rhs().stream()).max().orElse(0) + 1;
    return new OuterProduct(
            split(use.c().value(), use.at(), use.samples()),
            split(op.out(), letter, run, use.at()),
            split(user.input(other), at, use.samples()),
            split(others, letter, run, at),
            target)
        .renamed(letter);
  }

  /** {@code x} with the axis of the samples split in samples and the run of each. */
  private static Node split(Node x, Sample at, int samples) {
    return at.run() == 1
        ? x
        : Nodes.reshape(x, x.shape().with(at.axis(), samples).insert(at.axis() + 1, at.run()));
  }

  private static Ints split(Ints letters, int samples, int run, Sample at) {
    return at.run() == 1
        ? letters
        : Ints.of(
            letters.stream()
                .flatMap(l -> l == samples ? IntStream.of(l, run) : IntStream.of(l))
                .toArray());
  }

  /** The same with letter 0 for the samples and 1, 2, ... for the axes of the weight. */
  private OuterProduct renamed(int samples) {
    List<Integer> names = new ArrayList<>();
    names.add(samples);
    weight.stream().forEach(names::add);
    IntStream.concat(lhs.stream(), rhs.stream())
        .filter(l -> !names.contains(l))
        .distinct()
        .forEach(names::add);
    return new OuterProduct(
        left, mapped(lhs, names), right, mapped(rhs, names), mapped(weight, names));
  }

  private static Ints mapped(Ints letters, List<Integer> names) {
    return Ints.of(letters.stream().map(names::indexOf).toArray());
  }

  /** The gradient of each sample: {@code [B, weight...]}. */
  Node each() {
    return Nodes.contract(left, lhs, right, rhs, weight.prepend(0));
  }

  /**
   * The uses of {@code weight} as products in its own axes, if all are and the weight was at most
   * moved on the way to them; else none.
   */
  static List<OuterProduct> of(Node weight, List<Use> uses) {
    List<OuterProduct> products = new ArrayList<>();
    List<Op> frame = null;
    for (Use use : uses) {
      OuterProduct product = of(use);
      List<Op> moves = new ArrayList<>();
      OuterProduct own = product == null ? null : product.undone(use.target(), weight, moves);
      if (own == null || uses.size() > MOST_USES || frame != null && !frame.equals(moves)) {
        return List.of();
      }
      frame = moves;
      products.add(own);
    }
    return products;
  }

  /**
   * This product in the axes that the weight had before the last permutations on its way to {@code
   * target}; the moves before them, which must keep every element, go into {@code moves}.
   */
  private @Nullable OuterProduct undone(Node target, Node weight, List<Op> moves) {
    OuterProduct own = this;
    Node x = target;
    for (; x != weight && x.op() instanceof Op.Movement.Permute(var order); x = x.input(0)) {
      own = own.permuted(order);
    }
    for (; x != weight; x = x.input(0)) {
      boolean moved =
          x.op() instanceof Op.Movement.Permute
              || x.op() instanceof Op.Movement.Reshape
              || x.op() instanceof Op.Movement.Flip
              || x.op() instanceof Op.Movement.Expand
                  && x.shape().elements() == x.input(0).shape().elements();
      if (!moved) {
        return null;
      }
      moves.add(x.op());
    }
    return own;
  }

  /** Before a permutation, axis {@code order[i]} was what is axis i now. */
  private OuterProduct permuted(Ints order) {
    int[] before = new int[order.size()];
    for (int i = 0; i < before.length; i++) {
      before[order.get(i)] = weight.get(i);
    }
    return new OuterProduct(left, lhs, right, rhs, Ints.of(before)).inOrder();
  }

  private OuterProduct inOrder() {
    int last = IntStream.concat(lhs.stream(), rhs.stream()).max().orElse(0);
    List<Integer> names = new ArrayList<>();
    names.add(0);
    weight.stream().forEach(names::add);
    IntStream.rangeClosed(1, last).filter(l -> !names.contains(l)).forEach(names::add);
    return new OuterProduct(
        left, mapped(lhs, names), right, mapped(rhs, names), mapped(weight, names));
  }

  /** {@code |sum of the products|^2} for each sample, null if there are none. */
  static @Nullable Node squaredNorm(List<OuterProduct> products) {
    Node sum = null;
    for (int i = 0; i < products.size(); i++) {
      for (int j = i; j < products.size(); j++) {
        Node pair = products.get(i).inner(products.get(j));
        Node part = i == j ? pair : Nodes.scale(2, pair);
        sum = sum == null ? part : Nodes.add(sum, part);
      }
    }
    return sum;
  }

  /** The inner product with another one, in the cheaper of the two pairings of factors. */
  private Node inner(OuterProduct other) {
    int shift = IntStream.concat(lhs.stream(), rhs.stream()).max().orElse(0);
    OuterProduct apart = other.withSumsBehind(shift);
    Node straight = paired(left, lhs, apart.left, apart.lhs, right, rhs, apart.right, apart.rhs);
    Node crossed = paired(left, lhs, apart.right, apart.rhs, right, rhs, apart.left, apart.lhs);
    return cost(crossed) < cost(straight) ? crossed : straight;
  }

  private static long cost(Node product) {
    return Cost.flops(product) + Cost.flops(product.inputs());
  }

  /** The same with other letters for what is summed. */
  private OuterProduct withSumsBehind(int shift) {
    int own = weight.size();
    return new OuterProduct(
        left,
        Ints.of(lhs.stream().map(l -> l > own ? l + shift : l).toArray()),
        right,
        Ints.of(rhs.stream().map(l -> l > own ? l + shift : l).toArray()),
        weight);
  }

  /** {@code sum (a b) (c d)} over all letters but that of the samples. */
  private static Node paired(Node a, Ints as, Node b, Ints bs, Node c, Ints cs, Node d, Ints ds) {
    Ints first = needed(as, bs, cs, ds);
    Ints second = needed(cs, ds, as, bs);
    Node ab = Nodes.contract(a, as, b, bs, first);
    Node cd = Nodes.contract(c, cs, d, ds, second);
    return Nodes.contract(ab, first, cd, second, Ints.of(0));
  }

  /** The letters of two factors that the two others have too. */
  private static Ints needed(Ints a, Ints b, Ints c, Ints d) {
    return Ints.of(
        IntStream.concat(a.stream(), b.stream())
            .distinct()
            .filter(l -> l == 0 || c.contains(l) || d.contains(l))
            .toArray());
  }
}
