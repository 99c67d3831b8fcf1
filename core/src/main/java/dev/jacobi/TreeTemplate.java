package dev.jacobi;

import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import dev.jacobi.type.TreeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a tree is built, looked at once: to tell whether another is built alike, and to build more of
 * the kind from their tensors, as often as every step of a training does.
 */
final class TreeTemplate {
  private final Part root;
  private final int leaves;

  private TreeTemplate(Part root, int leaves) {
    this.root = root;
    this.leaves = leaves;
  }

  static TreeTemplate of(@Nullable Object tree) {
    int[] count = new int[1];
    Part root = part(tree, count);
    return new TreeTemplate(root, count[0]);
  }

  /**
   * Collects the tensors of a tree that is built alike, with tensors of the same shapes and types
   * and equal settings.
   *
   * @return false if it is not, and then {@code leaves} is of no use
   */
  boolean match(@Nullable Object tree, List<Tensor> leaves) {
    return root.match(tree, leaves);
  }

  /**
   * A tree of these tensors.
   *
   * @throws TreeException if their number is not the tree's
   */
  @Nullable Object build(List<Tensor> tensors) {
    if (tensors.size() != leaves) {
      throw new TreeException("rebuild: " + tensors.size() + " tensors; the tree has " + leaves);
    }
    return root.build(tensors);
  }

  private static Part part(@Nullable Object tree, int[] leaves) {
    return switch (tree) {
      case Tensor tensor -> new Leaf(leaves[0]++, tensor.shape(), tensor.dtype());
      case Record branch -> {
        RecordShape shape = RecordShape.of(branch.getClass());
        Part[] parts = new Part[shape.names.length];
        for (int i = 0; i < parts.length; i++) {
          parts[i] = part(shape.get(branch, i), leaves);
        }
        yield new Branch(branch.getClass(), shape, parts);
      }
      case List<?> list -> {
        List<Part> parts = new ArrayList<>();
        for (Object element : list) {
          parts.add(part(element, leaves));
        }
        yield new Elements(parts);
      }
      case Map<?, ?> map -> {
        Map<@Nullable Object, Part> parts = new LinkedHashMap<>();
        map.forEach((key, value) -> parts.put(key, part(value, leaves)));
        yield new Entries(parts);
      }
      case null, default -> new Setting(tree);
    };
  }

  private sealed interface Part {
    boolean match(@Nullable Object tree, List<Tensor> leaves);

    @Nullable Object build(List<Tensor> tensors);
  }

  private record Leaf(int number, Shape shape, DType dtype) implements Part {
    @Override
    public boolean match(@Nullable Object tree, List<Tensor> leaves) {
      if (!(tree instanceof Tensor tensor)
          || tensor.dtype() != dtype
          || !tensor.shape().equals(shape)) {
        return false;
      }
      leaves.add(tensor);
      return true;
    }

    @Override
    public Object build(List<Tensor> tensors) {
      return tensors.get(number);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Branch(Class<?> type, RecordShape shape, Part[] parts) implements Part {
    @Override
    public boolean match(@Nullable Object tree, List<Tensor> leaves) {
      if (tree == null || tree.getClass() != type) {
        return false;
      }
      for (int i = 0; i < parts.length; i++) {
        if (!parts[i].match(shape.get((Record) tree, i), leaves)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public Object build(List<Tensor> tensors) {
      @Nullable Object[] values = new @Nullable Object[parts.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = parts[i].build(tensors);
      }
      return shape.create(values);
    }
  }

  /** A list; the one that is compared with it may be of another class. */
  private record Elements(List<Part> parts) implements Part {
    @Override
    public boolean match(@Nullable Object tree, List<Tensor> leaves) {
      if (!(tree instanceof List<?> list) || list.size() != parts.size()) {
        return false;
      }
      for (int i = 0; i < list.size(); i++) {
        if (!parts.get(i).match(list.get(i), leaves)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public Object build(List<Tensor> tensors) {
      List<@Nullable Object> values = new ArrayList<>(parts.size());
      for (Part part : parts) {
        values.add(part.build(tensors));
      }
      return values.contains(null) ? values : List.copyOf(values);
    }
  }

  /** A map, whose entries keep their order; the one compared with it may be of another class. */
  private record Entries(Map<@Nullable Object, Part> parts) implements Part {
    @Override
    public boolean match(@Nullable Object tree, List<Tensor> leaves) {
      if (!(tree instanceof Map<?, ?> map)
          || !new ArrayList<>(map.keySet()).equals(new ArrayList<>(parts.keySet()))) {
        return false;
      }
      for (Map.Entry<@Nullable Object, Part> entry : parts.entrySet()) {
        if (!entry.getValue().match(map.get(entry.getKey()), leaves)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public Object build(List<Tensor> tensors) {
      Map<@Nullable Object, @Nullable Object> values = new LinkedHashMap<>();
      parts.forEach((key, part) -> values.put(key, part.build(tensors)));
      return values;
    }
  }

  private record Setting(@Nullable Object value) implements Part {
    @Override
    public boolean match(@Nullable Object tree, List<Tensor> leaves) {
      return value == null ? tree == null : value.equals(tree);
    }

    @Override
    public @Nullable Object build(List<Tensor> tensors) {
      return value;
    }
  }
}
