package dev.jacobi.transform;

import dev.jacobi.graph.CustomRule;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Substitution;
import dev.jacobi.graph.Walk;
import dev.jacobi.transform.Label.Sample;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How each transformation meets a user's rules. */
final class CustomRules {
  private CustomRules() {}

  private static List<Node> arguments(Node node) {
    return node.inputs().subList(1, node.inputs().size());
  }

  /** The cotangents of the arguments, null where zero. */
  static List<@Nullable Masked> pullback(CustomRule rule, Node node, Masked c) {
    Node seed = c.mask() == null ? c.value() : Nodes.placeholder("cotangent", node);
    List<@Nullable Masked> all = new ArrayList<>();
    for (Node own : rule.pullback(node, arguments(node), seed)) {
      all.add(own == null ? null : applied(own, List.of(seed), List.of(c)));
    }
    return all;
  }

  /** The tangent, given those of the arguments. */
  static @Nullable Masked pushforward(CustomRule rule, Node node, Map<Node, Masked> tangents) {
    boolean masked = false;
    for (Node x : arguments(node)) {
      Masked t = tangents.get(x);
      masked |= t != null && t.mask() != null;
    }
    List<Masked> given = new ArrayList<>();
    List<Node> seeds = new ArrayList<>();
    List<@Nullable Node> all = new ArrayList<>();
    for (Node x : arguments(node)) {
      Masked t = tangents.get(x);
      Node seed = t == null ? null : masked ? Nodes.placeholder("tangent", x) : t.value();
      all.add(seed);
      if (t != null && seed != null) {
        seeds.add(seed);
        given.add(t);
      }
    }
    Node found = rule.pushforward(node, arguments(node), all);
    return found == null ? null : applied(found, seeds, given);
  }

  /**
   * What a rule wrote for placeholders, of numbers that carry masks. It is linear in them, so it is
   * its own derivative along these numbers: forward mode takes the masks through it. A rule that is
   * not linear gets the numbers alone.
   */
  private static @Nullable Masked applied(Node written, List<Node> seeds, List<Masked> given) {
    if (given.stream().allMatch(g -> g.mask() == null)) {
      return Masked.plain(written);
    }
    Dependence dependence = new Dependence(List.of(written), seeds, Dependence.Extent.PARTIAL);
    Set<Node> depends = Collections.newSetFromMap(new IdentityHashMap<>());
    depends.addAll(seeds);
    boolean flows = true;
    for (Node node : Walk.topological(List.of(written))) {
      if (node.inputs().stream().anyMatch(depends::contains)) {
        depends.add(node);
        flows &= dependence.leads(node) && dependence.isActive(node);
      }
    }
    Masked found = flows ? Forward.partial(written, seeds, given) : null;
    if (flows && (found == null || seeds.stream().noneMatch(uses(found.value())::contains))) {
      return found;
    }
    Map<Node, Node> numbers = new IdentityHashMap<>();
    for (int i = 0; i < seeds.size(); i++) {
      numbers.put(seeds.get(i), given.get(i).value());
    }
    return Masked.plain(Substitution.apply(List.of(written), numbers).get(0));
  }

  private static Set<Node> uses(Node node) {
    Set<Node> below = Collections.newSetFromMap(new IdentityHashMap<>());
    below.addAll(Walk.topological(List.of(node)));
    return below;
  }

  /**
   * Where the cotangent of each argument has its samples if that of the node has them at {@code
   * at}: by that axis each sample of an argument gets what its own sample of the node sends.
   */
  static @Nullable Sample samples(CustomRule rule, Node node, int index, Sample at) {
    Node c = Nodes.placeholder("cotangent", node);
    Node found = rule.pullback(node, arguments(node), c).get(index - 1);
    return found != null && SampleLabels.values(List.of(found), c, at).of(found) instanceof Sample s
        ? s
        : null;
  }

  /** The label of the derivative, for those of the value and of the arguments. */
  static Label label(CustomRule rule, Node node, Label value, List<Label> labels) {
    List<@Nullable Node> tangents = new ArrayList<>();
    Map<Node, Label> known = new IdentityHashMap<>();
    for (int i = 0; i < labels.size(); i++) {
      Node x = node.input(i + 1);
      boolean moves = x.dtype().isFloat() && !(labels.get(i) instanceof Label.Shared);
      Node t = moves ? Nodes.placeholder("tangent", x) : null;
      tangents.add(t);
      if (t != null) {
        known.put(t, labels.get(i));
      }
    }
    if (known.isEmpty()) {
      return Label.SHARED;
    }
    for (int i = 0; i < labels.size(); i++) {
      known.put(node.input(i + 1), labels.get(i));
    }
    known.put(node, value);
    Node found = rule.pushforward(node, arguments(node), tangents);
    return found == null ? Label.SHARED : SampleLabels.known(found, known);
  }

  /** The same rule for a further axis 0 of the value and of some arguments. */
  record Batched(CustomRule rule, int count, List<Boolean> has) implements CustomRule {
    @Override
    public String name() {
      return rule.name();
    }

    @Override
    public boolean isElementwise() {
      return rule.isElementwise();
    }

    @Override
    public @Nullable Node pushforward(Node y, List<Node> x, List<@Nullable Node> tangents) {
      Map<Node, Node> replaced = new IdentityHashMap<>();
      List<@Nullable Node> single = new ArrayList<>();
      for (int i = 0; i < x.size(); i++) {
        Node t = tangents.get(i);
        single.add(t == null ? null : has.get(i) ? one(t, replaced) : t);
      }
      Node found = rule.pushforward(one(y, replaced), ones(x, replaced), single);
      return found == null ? null : Batching.apply(List.of(found), count, replaced).get(0);
    }

    @Override
    public List<@Nullable Node> pullback(Node y, List<Node> x, Node cotangent) {
      Map<Node, Node> replaced = new IdentityHashMap<>();
      List<@Nullable Node> found =
          rule.pullback(one(y, replaced), ones(x, replaced), one(cotangent, replaced));
      List<@Nullable Node> all = new ArrayList<>();
      for (int i = 0; i < x.size(); i++) {
        Node own = found.get(i);
        Node each = own == null ? null : Batching.apply(List.of(own), count, replaced).get(0);
        all.add(each == null || has.get(i) ? each : Nodes.sum(each, Ints.of(0)));
      }
      return all;
    }

    private List<Node> ones(List<Node> x, Map<Node, Node> replaced) {
      List<Node> single = new ArrayList<>();
      for (int i = 0; i < x.size(); i++) {
        single.add(has.get(i) ? one(x.get(i), replaced) : x.get(i));
      }
      return single;
    }

    private static Node one(Node all, Map<Node, Node> replaced) {
      Shape shape = all.shape().slice(1, all.shape().rank());
      Node placeholder = Node.of(new Op.Source.Input("entry", shape, all.dtype(), -1));
      replaced.put(placeholder, all);
      return placeholder;
    }
  }
}
