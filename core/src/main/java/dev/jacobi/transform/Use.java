package dev.jacobi.transform;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.transform.Label.Sample;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place where samples use what they share.
 *
 * @param target what is shared
 * @param user the node that uses it for each sample; null if each sample has its own part of the
 *     target itself
 * @param index which operand of the user the target is
 * @param at the samples of the user, or of the target where there is none
 * @param c the cotangent of the user, or of the target where there is none
 * @param samples how many there are
 */
record Use(Node target, @Nullable Node user, int index, Sample at, Masked c, int samples) {

  /** The target's cotangent for each sample: {@code [B, target...]}. */
  Masked ofEach() {
    if (user == null) {
      return ownPart();
    }
    OuterProduct product = OuterProduct.of(this);
    return product == null ? oneAtATime(user) : Masked.plain(product.each());
  }

  /** The target's cotangent for the sum over samples of a number times the sample's loss. */
  Masked weighted(Node numbers) {
    Node like = user == null ? target : user;
    Node factor = PerSample.forSamples(Nodes.cast(numbers, like.dtype()), like, at);
    Masked scaled = c.times(new Partial.Times(factor), like.dtype());
    return user == null ? scaled : Reverse.toOperand(user, index, scaled);
  }

  /** Row b has the cotangent of sample b's part, and zero elsewhere. */
  private Masked ownPart() {
    Shape split = target.shape().with(at.axis(), samples).insert(at.axis() + 1, at.run());
    Shape square = split.insert(0, samples);
    Node own =
        Nodes.reshape(
            Nodes.compare(
                Op.Comparison.EQ,
                Nodes.iota(square, 0, DType.INT64),
                Nodes.iota(square, at.axis() + 1, DType.INT64)),
            target.shape().insert(0, samples));
    return new Masked(
            Nodes.broadcast(c.value(), own.shape()),
            c.mask() == null ? null : Nodes.broadcast(c.mask(), own.shape()))
        .under(own);
  }

  /** The user as it is for one sample, and its transpose, batched over the samples. */
  private Masked oneAtATime(Node user) {
    Map<Node, Node> replaced = new IdentityHashMap<>();
    List<Node> operands = new ArrayList<>();
    for (int i = 0; i < user.inputs().size(); i++) {
      Sample own = i == index ? null : Alignment.operand(user, i, at);
      operands.add(own == null ? user.input(i) : sample(user.input(i), own, replaced));
    }
    Op op =
        user.op() instanceof Op.Movement.Expand(var shape, var axes)
            ? new Op.Movement.Expand(shape.with(at.axis(), at.run()), axes)
            : user.op();
    Node value = sample(c.value(), at, replaced);
    Node mask = c.mask() == null ? null : sample(c.mask(), at, replaced);
    Masked own = Reverse.toOperand(Node.of(op, operands), index, new Masked(value, mask));
    return new Masked(
        batched(own.value(), replaced), own.mask() == null ? null : batched(own.mask(), replaced));
  }

  private Node sample(Node x, Sample own, Map<Node, Node> replaced) {
    Node all = PerSample.samplesFirst(x, own, samples);
    Shape one = all.shape().slice(1, all.shape().rank());
    Node placeholder = Node.of(new Op.Source.Input("sample", one, x.dtype(), -1));
    replaced.put(placeholder, all);
    return placeholder;
  }

  private Node batched(Node x, Map<Node, Node> replaced) {
    return Batching.apply(List.of(x), samples, replaced).get(0);
  }
}
