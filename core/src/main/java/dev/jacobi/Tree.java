package dev.jacobi;

import dev.jacobi.graph.Node;
import dev.jacobi.type.TreeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Records as trees of tensors. A tensor is a leaf; a record, a {@link List} and a {@link Map} with
 * strings as keys are branches, visited in the order of their components, elements and entries; any
 * other value (a number, an enum, null) is a setting and stays as it is. Tensors in an array, a set
 * or an optional would be settings too, and are refused.
 *
 * <p>A tensor that stands at several places of a tree is one tensor: it is mapped once, and its
 * places share the result. So parameters that are shared stay shared, step after step.
 */
public final class Tree {
  private Tree() {}

  /**
   * A tensor of a tree.
   *
   * @param name as in {@code encoder.0.weight}
   * @param tensor the tensor
   * @param samples whether {@link Samples} covers it
   * @param trained whether it is learned: of a float type, and not {@link Untrained}
   */
  public record Leaf(String name, Tensor tensor, boolean samples, boolean trained) {}

  /** The tensors of a tree in order, with what is known of each. */
  public static List<Leaf> described(@Nullable Object tree) {
    return described("", tree);
  }

  static List<Leaf> described(String name, @Nullable Object tree) {
    List<Leaf> leaves = new ArrayList<>();
    visit(name, tree, false, false, leaves);
    return leaves;
  }

  /** The tensors of a tree in order. */
  public static List<Tensor> leaves(@Nullable Object tree) {
    return described(tree).stream().map(Leaf::tensor).toList();
  }

  /**
   * The tensors of a tree by name, as in {@code encoder.0.weight}.
   *
   * @throws TreeException if two have the same name
   */
  public static Map<String, Tensor> named(@Nullable Object tree) {
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (Leaf leaf : described(tree)) {
      if (named.put(leaf.name(), leaf.tensor()) != null) {
        throw new TreeException(
            "named: two tensors are called "
                + leaf.name()
                + "; give one of their components another @Name");
      }
    }
    return named;
  }

  private static List<String> names(@Nullable Object tree) {
    return described(tree).stream().map(Leaf::name).toList();
  }

  /** A tree like {@code tree} with each tensor replaced. */
  public static <T> T map(T tree, UnaryOperator<Tensor> f) {
    Map<Node, Tensor> mapped = new HashMap<>();
    List<Tensor> all = new ArrayList<>();
    for (Tensor leaf : leaves(tree)) {
      Tensor known = mapped.get(leaf.node());
      Tensor result = known == null ? f.apply(leaf) : known;
      mapped.put(leaf.node(), result);
      all.add(result);
    }
    return rebuild(tree, all);
  }

  /**
   * A tree like {@code a} with each tensor combined with the one at the same place of {@code b}.
   *
   * @throws TreeException if their tensors do not have the same names in the same order
   */
  public static <T> T zip(T a, T b, BinaryOperator<Tensor> f) {
    List<Tensor> left = leaves(a);
    List<Tensor> right = leaves(b);
    List<String> namesLeft = names(a);
    List<String> namesRight = names(b);
    if (!namesLeft.equals(namesRight)) {
      throw new TreeException(
          "zip: a tree with the tensors "
              + namesLeft
              + " and one with "
              + namesRight
              + "; they must be built alike");
    }
    Map<Node, Map<Node, Tensor>> zipped = new HashMap<>();
    List<Tensor> both = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      Map<Node, Tensor> partners =
          zipped.computeIfAbsent(left.get(i).node(), node -> new HashMap<>());
      Tensor known = partners.get(right.get(i).node());
      Tensor result = known == null ? f.apply(left.get(i), right.get(i)) : known;
      partners.put(right.get(i).node(), result);
      both.add(result);
    }
    return rebuild(a, both);
  }

  /**
   * A tree like {@code tree} with other tensors.
   *
   * @throws TreeException if their number is not the tree's
   */
  @SuppressWarnings("unchecked") // each branch is rebuilt as its own class
  public static <T> T rebuild(T tree, List<Tensor> leaves) {
    return (T) Objects.requireNonNull(TreeTemplate.of(tree).build(leaves));
  }

  /** The values of a record's components in order. */
  public static List<@Nullable Object> components(Record branch) {
    RecordShape shape = RecordShape.of(branch.getClass());
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < shape.names.length; i++) {
      values.add(shape.get(branch, i));
    }
    return values;
  }

  /** A record of the values of its components in order; its constructor may refuse them. */
  public static <R extends Record> R record(
      Class<R> type, List<? extends @Nullable Object> values) {
    return type.cast(RecordShape.of(type).create(values.toArray()));
  }

  /** Appends the tensors of a tree. */
  private static void visit(
      String name, @Nullable Object tree, boolean samples, boolean untrained, List<Leaf> leaves) {
    switch (tree) {
      case null -> {}
      case Tensor tensor ->
          leaves.add(new Leaf(name, tensor, samples, tensor.dtype().isFloat() && !untrained));
      case Record branch -> {
        RecordShape shape = RecordShape.of(branch.getClass());
        for (int i = 0; i < shape.names.length; i++) {
          visit(
              join(name, shape.names[i]),
              shape.get(branch, i),
              samples || shape.samples[i],
              untrained || shape.untrained[i],
              leaves);
        }
      }
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          visit(join(name, Integer.toString(i)), list.get(i), samples, untrained, leaves);
        }
      }
      case Map<?, ?> map ->
          map.forEach((key, value) ->
              visit(join(name, String.valueOf(key)), value, samples, untrained, leaves));
      case Object[] array -> refuseTensors(name, array, Arrays.asList(array), "a List");
      case Collection<?> set -> refuseTensors(name, set, set, "a List");
      case Optional<?> option ->
          refuseTensors(name, option, option.stream().toList(), "a component that may be null");
      default -> {}
    }
  }

  /** Tensors in anything else would be taken for a setting and never be trained. */
  private static void refuseTensors(
      String name, Object holder, Collection<?> elements, String instead) {
    if (elements.stream().anyMatch(e -> e instanceof Tensor || e instanceof Record)) {
      throw new TreeException(
          "tree: "
              + kind(holder)
              + (name.isEmpty() ? "" : " at " + name)
              + " holds tensors and is no part of a tree; use "
              + instead);
    }
  }

  /** What a value is, as errors name it. */
  static String kind(Object value) {
    return switch (value) {
      case List<?> list -> "List";
      case Set<?> set -> "Set";
      case Map<?, ?> map -> "Map";
      default -> value.getClass().getSimpleName();
    };
  }

  private static String join(String name, String part) {
    return name.isEmpty() ? part : part.isEmpty() ? name : name + "." + part;
  }
}
