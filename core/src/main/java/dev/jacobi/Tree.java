package dev.jacobi;

import dev.jacobi.type.TreeException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Records as trees of tensors. A tensor is a leaf; a record, a {@link List} and a {@link Map} with
 * strings as keys are branches, visited in the order of their components, elements and entries; any
 * other value (a number, an enum, null) is a setting and stays as it is.
 */
public final class Tree {
  private Tree() {}

  /** The tensors of a tree in order. */
  public static List<Tensor> leaves(@Nullable Object tree) {
    List<Tensor> leaves = new ArrayList<>();
    visit("", tree, false, (name, samples, tensor) -> leaves.add(tensor));
    return leaves;
  }

  /** The tensors of a tree by name, as in {@code encoder.0.weight}. */
  public static Map<String, Tensor> named(@Nullable Object tree) {
    Map<String, Tensor> named = new LinkedHashMap<>();
    visit("", tree, false, (name, samples, tensor) -> named.put(name, tensor));
    return named;
  }

  private static List<String> names(@Nullable Object tree) {
    List<String> names = new ArrayList<>();
    visit("", tree, false, (name, samples, tensor) -> names.add(name));
    return names;
  }

  /** A tree like {@code tree} with each tensor replaced. */
  public static <T> T map(T tree, UnaryOperator<Tensor> f) {
    return rebuild(tree, leaves(tree).stream().map(f).toList());
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
    List<Tensor> both = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      both.add(f.apply(left.get(i), right.get(i)));
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
    Iterator<Tensor> next = leaves.iterator();
    try {
      T rebuilt = (T) Objects.requireNonNull(put(tree, next));
      if (!next.hasNext()) {
        return rebuilt;
      }
    } catch (java.util.NoSuchElementException tooFew) {
      throw new TreeException(
          "rebuild: " + leaves.size() + " tensors; the tree has " + leaves(tree).size(), tooFew);
    }
    throw new TreeException(
        "rebuild: " + leaves.size() + " tensors; the tree has " + leaves(tree).size());
  }

  /** What is done with each tensor of a tree. */
  interface Visitor {
    void leaf(String name, boolean samples, Tensor tensor);
  }

  /** Visits the tensors of a tree; {@code samples} is whether {@link Samples} covers them. */
  static void visit(String name, @Nullable Object tree, boolean samples, Visitor visitor) {
    switch (tree) {
      case null -> {}
      case Tensor tensor -> visitor.leaf(name, samples, tensor);
      case Record branch -> {
        RecordShape shape = RecordShape.of(branch.getClass());
        boolean all = samples || branch.getClass().isAnnotationPresent(Samples.class);
        for (int i = 0; i < shape.components.length; i++) {
          RecordComponent component = shape.components[i];
          visit(
              join(name, component.getName()),
              shape.get(branch, i),
              all || component.isAnnotationPresent(Samples.class),
              visitor);
        }
      }
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          visit(join(name, Integer.toString(i)), list.get(i), samples, visitor);
        }
      }
      case Map<?, ?> map ->
          map.forEach(
              (key, value) -> visit(join(name, String.valueOf(key)), value, samples, visitor));
      case Object[] array -> refuseTensors(name, array);
      default -> {}
    }
  }

  /** Tensors in an array would be taken for a setting and never be trained. */
  private static void refuseTensors(String name, Object[] array) {
    if (Arrays.stream(array).anyMatch(e -> e instanceof Tensor || e instanceof Record)) {
      throw new TreeException(
          "tree: "
              + array.getClass().getSimpleName()
              + (name.isEmpty() ? "" : " at " + name)
              + "; an array can change and is no part of a tree; use a List");
    }
  }

  private static String join(String name, String part) {
    return name.isEmpty() ? part : name + "." + part;
  }

  private static @Nullable Object put(@Nullable Object tree, Iterator<Tensor> next) {
    return switch (tree) {
      case null -> null;
      case Tensor tensor -> next.next();
      case Record branch -> {
        RecordShape shape = RecordShape.of(branch.getClass());
        @Nullable Object[] values = new @Nullable Object[shape.components.length];
        for (int i = 0; i < values.length; i++) {
          values[i] = put(shape.get(branch, i), next);
        }
        yield shape.create(values);
      }
      case List<?> list -> {
        List<@Nullable Object> values = new ArrayList<>();
        for (Object element : list) {
          values.add(put(element, next));
        }
        yield values.stream().anyMatch(v -> v == null) ? values : List.copyOf(values);
      }
      case Map<?, ?> map -> {
        Map<@Nullable Object, @Nullable Object> values = new LinkedHashMap<>();
        map.forEach((key, value) -> values.put(key, put(value, next)));
        yield values;
      }
      default -> tree;
    };
  }

  /**
   * Collects the tensors of a tree that is built like {@code like}, with tensors of the same shapes
   * and types and equal settings.
   *
   * @return false if it is not, and then {@code leaves} is of no use
   */
  static boolean match(@Nullable Object like, @Nullable Object tree, List<Tensor> leaves) {
    if (like instanceof Tensor expected) {
      if (!(tree instanceof Tensor tensor)
          || tensor.dtype() != expected.dtype()
          || !tensor.shape().equals(expected.shape())) {
        return false;
      }
      leaves.add(tensor);
      return true;
    }
    if (like == null || tree == null) {
      return like == tree;
    }
    if (like instanceof Record expected) {
      if (like.getClass() != tree.getClass()) {
        return false;
      }
      RecordShape shape = RecordShape.of(like.getClass());
      for (int i = 0; i < shape.components.length; i++) {
        if (!match(shape.get(expected, i), shape.get((Record) tree, i), leaves)) {
          return false;
        }
      }
      return true;
    }
    // a list or map may be of another class than the one that was traced
    if (like instanceof List<?> expected) {
      if (!(tree instanceof List<?> list) || list.size() != expected.size()) {
        return false;
      }
      for (int i = 0; i < list.size(); i++) {
        if (!match(expected.get(i), list.get(i), leaves)) {
          return false;
        }
      }
      return true;
    }
    if (like instanceof Map<?, ?> expected) {
      if (!(tree instanceof Map<?, ?> map)
          || !new ArrayList<>(map.keySet()).equals(new ArrayList<>(expected.keySet()))) {
        return false;
      }
      for (Map.Entry<?, ?> entry : expected.entrySet()) {
        if (!match(entry.getValue(), map.get(entry.getKey()), leaves)) {
          return false;
        }
      }
      return true;
    }
    return like.equals(tree);
  }

  /** How records of a class are taken apart and put together. */
  private static final class RecordShape {
    private static final ClassValue<RecordShape> SHAPES =
        new ClassValue<>() {
          @Override
          protected RecordShape computeValue(Class<?> type) {
            return new RecordShape(type);
          }
        };

    private final RecordComponent[] components;
    private final MethodHandle[] accessors;
    private final MethodHandle constructor;

    static RecordShape of(Class<?> type) {
      return SHAPES.get(type);
    }

    private RecordShape(Class<?> type) {
      components = type.getRecordComponents();
      accessors = new MethodHandle[components.length];
      try {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        for (int i = 0; i < components.length; i++) {
          components[i].getAccessor().setAccessible(true);
          accessors[i] =
              lookup
                  .unreflect(components[i].getAccessor())
                  .asType(java.lang.invoke.MethodType.methodType(Object.class, Object.class));
        }
        Constructor<?> canonical =
            type.getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        canonical.setAccessible(true);
        constructor =
            lookup
                .unreflectConstructor(canonical)
                .asSpreader(Object[].class, components.length)
                .asType(java.lang.invoke.MethodType.methodType(Object.class, Object[].class));
      } catch (InaccessibleObjectException closed) {
        Module reader = Tree.class.getModule();
        throw new TreeException(
            "record "
                + type.getName()
                + ": its package is not open to "
                + (reader.isNamed() ? reader.getName() : "Jacobi on the class path")
                + "; write `opens "
                + type.getPackageName()
                + (reader.isNamed() ? " to " + reader.getName() : "")
                + ";` in the module-info of "
                + type.getModule().getName(),
            closed);
      } catch (ReflectiveOperationException impossible) {
        throw new TreeException("record " + type.getName() + ": cannot be read", impossible);
      }
    }

    @Nullable Object get(Record branch, int component) {
      try {
        return accessors[component].invokeExact((Object) branch);
      } catch (RuntimeException | Error own) {
        throw own;
      } catch (Throwable checked) {
        throw new TreeException(
            "record " + branch.getClass().getName() + ": its accessor threw " + checked, checked);
      }
    }

    Object create(@Nullable Object[] values) {
      try {
        return constructor.invokeExact(values);
      } catch (RuntimeException | Error own) {
        throw own;
      } catch (Throwable checked) {
        throw new TreeException(
            "record " + constructor + ": its constructor threw " + checked, checked);
      }
    }
  }
}
