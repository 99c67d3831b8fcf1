package dev.jacobi.optim;

import dev.jacobi.Jacobi;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Origin;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.ShapeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A rule with exceptions by the names of parameters, a bound for gradients and a schedule.
 *
 * @param rule how a parameter moves to which no group applies
 * @param groups rules for some parameters; the last that matches counts
 * @param frozen what does not move
 * @param clip the bound, or null for none
 * @param schedule how the learning rates change from step to step
 */
record Grouped(
    Rule rule, List<Group> groups, List<NamePattern> frozen, @Nullable Clip clip, Schedule schedule)
    implements Optimizer {

  /** A rule for the parameters that fit a pattern. */
  record Group(NamePattern pattern, Rule rule) {}

  static Grouped of(Rule rule) {
    return new Grouped(rule, List.of(), List.of(), null, Schedule.constant());
  }

  Grouped with(Group group) {
    List<Group> more = new ArrayList<>(groups);
    more.add(group);
    return new Grouped(rule, List.copyOf(more), frozen, clip, schedule);
  }

  Grouped freezing(String... patterns) {
    List<NamePattern> more = new ArrayList<>(frozen);
    for (String pattern : patterns) {
      more.add(NamePattern.of(pattern));
    }
    return new Grouped(rule, groups, List.copyOf(more), clip, schedule);
  }

  Grouped clippedTo(Clip bound) {
    return new Grouped(rule, groups, frozen, bound, schedule);
  }

  Grouped following(Schedule other) {
    return new Grouped(rule, groups, frozen, clip, other);
  }

  @Override
  public <T> State<T> init(T model) {
    List<Tree.Leaf> leaves = Tree.described(model);
    List<@Nullable Rule> rules = rules(leaves);
    Map<String, T> slots = new LinkedHashMap<>();
    for (String slot : slots()) {
      Map<Node, Tensor> initial = new HashMap<>();
      List<Tensor> values = new ArrayList<>();
      for (int i = 0; i < leaves.size(); i++) {
        Tensor p = leaves.get(i).tensor();
        Rule own = rules.get(i);
        values.add(
            own == null || !own.slots().contains(slot)
                ? nothing()
                : initial.computeIfAbsent(p.node(), node -> own.initial(slot, p)));
      }
      slots.put(slot, Tree.rebuild(model, values));
    }
    return Jacobi.leaves(new State<>(Tensor.scalar(0L), Tensor.scalar(1.0), slots));
  }

  /** What stands where a parameter has no such slot. */
  private static Tensor nothing() {
    return Tensor.scalar(0f);
  }

  /** The names of the slots of all rules. */
  private Set<String> slots() {
    Set<String> names = new LinkedHashSet<>(rule.slots());
    groups.forEach(group -> names.addAll(group.rule().slots()));
    return names;
  }

  /** The rule of each tensor, null where it stays. */
  private List<@Nullable Rule> rules(List<Tree.Leaf> leaves) {
    List<String> names = leaves.stream().filter(Tree.Leaf::trained).map(Tree.Leaf::name).toList();
    groups.forEach(group -> group.pattern().requireAmong(names));
    frozen.forEach(pattern -> pattern.requireAmong(names));
    List<@Nullable Rule> rules = new ArrayList<>();
    for (Tree.Leaf leaf : leaves) {
      boolean stays =
          !leaf.trained() || frozen.stream().anyMatch(pattern -> pattern.matches(leaf.name()));
      rules.add(stays ? null : ruleOf(leaf.name()));
    }
    return rules;
  }

  private Rule ruleOf(String name) {
    return groups.reversed().stream()
        .filter(group -> group.pattern().matches(name))
        .map(Group::rule)
        .findFirst()
        .orElse(rule);
  }

  @Override
  public <T> Step<T> update(T model, T gradient, State<T> state) {
    return Origin.within("optimizer", () -> Jacobi.leaves(step(model, gradient, state)));
  }

  private <T> Step<T> step(T model, T gradient, State<T> state) {
    List<Tree.Leaf> leaves = Tree.described(model);
    List<@Nullable Rule> rules = rules(leaves);
    requireSlots(state.slots().keySet());
    List<Tensor> parameters = leaves.stream().map(Tree.Leaf::tensor).toList();
    List<Tensor> gradients = new ArrayList<>(besides("gradient", leaves, gradient));
    List<Integer> moving = moving(leaves, rules, gradients);
    clip(gradients, moving);

    Map<String, List<Tensor>> slots = new LinkedHashMap<>();
    state.slots().forEach((name, tree) -> slots.put(name, new ArrayList<>(Tree.leaves(tree))));
    List<Tensor> moved = new ArrayList<>(parameters);
    Tensor next = state.steps().plus(1);
    for (int i : moving) {
      Rule own = Objects.requireNonNull(rules.get(i));
      Tensor rate = schedule.at(state.steps(), own.learningRate()).times(state.scale());
      Map<String, Tensor> kept = new LinkedHashMap<>();
      for (String slot : own.slots()) {
        kept.put(slot, slot(slots, slot, i, leaves.get(i)));
      }
      Rule.Moved result =
          own.move(parameters.get(i), gradients.get(i), kept, new Rule.At(next, rate));
      moved.set(i, result.parameter());
      result.slots().forEach((name, value) -> slotsOf(slots, name).set(i, value));
    }
    share(leaves, moving, moved, slots);

    Map<String, T> carried = new LinkedHashMap<>();
    slots.forEach((name, values) -> carried.put(name, Tree.rebuild(model, values)));
    return new Step<>(Tree.rebuild(model, moved), new State<>(next, state.scale(), carried));
  }

  /** The places of the parameters that move, each parameter once. */
  private static List<Integer> moving(
      List<Tree.Leaf> leaves, List<@Nullable Rule> rules, List<Tensor> gradients) {
    Map<Node, Integer> first = new HashMap<>();
    List<Integer> moving = new ArrayList<>();
    for (int i = 0; i < leaves.size(); i++) {
      Tree.Leaf leaf = leaves.get(i);
      Integer earlier = leaf.trained() ? first.putIfAbsent(leaf.tensor().node(), i) : null;
      if (earlier == null) {
        if (rules.get(i) != null) {
          moving.add(i);
        }
      } else if (!Objects.equals(rules.get(i), rules.get(earlier))
          || gradients.get(i).node() != gradients.get(earlier).node()) {
        throw new JacobiException(
            "update: "
                + leaves.get(earlier).name()
                + " and "
                + leaf.name()
                + " are one tensor, with two rules or two gradients; give them one, or copy the"
                + " tensor");
      }
    }
    return moving;
  }

  /** Gives the places that share a parameter what came of it. */
  private static void share(
      List<Tree.Leaf> leaves,
      List<Integer> moving,
      List<Tensor> moved,
      Map<String, List<Tensor>> slots) {
    Map<Node, Integer> first = new HashMap<>();
    moving.forEach(i -> first.put(leaves.get(i).tensor().node(), i));
    for (int i = 0; i < leaves.size(); i++) {
      Integer source = leaves.get(i).trained() ? first.get(leaves.get(i).tensor().node()) : null;
      if (source != null) {
        moved.set(i, moved.get(source));
        for (List<Tensor> values : slots.values()) {
          values.set(i, values.get(source));
        }
      }
    }
  }

  private void clip(List<Tensor> gradients, List<Integer> moving) {
    if (clip != null) {
      List<Tensor> bounded = clip.apply(moving.stream().map(gradients::get).toList());
      for (int k = 0; k < bounded.size(); k++) {
        gradients.set(moving.get(k), bounded.get(k));
      }
    }
  }

  /** The tensors of a tree like the model. */
  private static List<Tensor> besides(String role, List<Tree.Leaf> leaves, Object tree) {
    List<Tree.Leaf> others = Tree.described(tree);
    boolean alike = others.size() == leaves.size();
    for (int i = 0; alike && i < others.size(); i++) {
      alike = others.get(i).name().equals(leaves.get(i).name());
    }
    if (!alike) {
      throw new JacobiException(
          "update: a model with "
              + leaves.stream().map(Tree.Leaf::name).toList()
              + " and a "
              + role
              + " with "
              + others.stream().map(Tree.Leaf::name).toList()
              + "; they must be built alike");
    }
    for (int i = 0; i < leaves.size(); i++) {
      Tensor p = leaves.get(i).tensor();
      Tensor g = others.get(i).tensor();
      if (!p.shape().equals(g.shape()) || p.dtype() != g.dtype()) {
        throw mismatch(leaves.get(i), role, g);
      }
    }
    return others.stream().map(Tree.Leaf::tensor).toList();
  }

  private static Tensor slot(
      Map<String, List<Tensor>> slots, String name, int place, Tree.Leaf leaf) {
    Tensor kept = slotsOf(slots, name).get(place);
    if (!kept.shape().equals(leaf.tensor().shape())) {
      throw mismatch(leaf, name, kept);
    }
    return kept;
  }

  private static ShapeException mismatch(Tree.Leaf leaf, String role, Tensor found) {
    return new ShapeException(
        "update: parameter "
            + leaf.name()
            + " "
            + leaf.tensor().dtype()
            + leaf.tensor().shape()
            + " and its "
            + role
            + " "
            + found.dtype()
            + found.shape()
            + "; gradient and state must be those of this model");
  }

  private static List<Tensor> slotsOf(Map<String, List<Tensor>> slots, String name) {
    return Objects.requireNonNull(slots.get(name));
  }

  private void requireSlots(Set<String> found) {
    if (!found.equals(slots())) {
      throw new JacobiException(
          "update: a state with "
              + found
              + "; this optimiser keeps "
              + slots()
              + "; begin with its own init(model)");
    }
  }
}
