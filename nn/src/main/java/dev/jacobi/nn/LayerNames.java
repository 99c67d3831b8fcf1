package dev.jacobi.nn;

import dev.jacobi.Name;
import dev.jacobi.Tree;
import java.lang.reflect.RecordComponent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the layers of a model stand. One that stands at several places has their names in turn. */
final class LayerNames {
  private final Map<Object, Deque<String>> names = new IdentityHashMap<>();

  private LayerNames() {}

  static LayerNames of(Object model) {
    LayerNames found = new LayerNames();
    found.visit("", model);
    return found;
  }

  private void visit(String name, @Nullable Object tree) {
    if (tree instanceof Layer) {
      names.computeIfAbsent(tree, key -> new ArrayDeque<>()).add(name);
    }
    switch (tree) {
      case null -> {}
      case Record branch -> {
        RecordComponent[] components = branch.getClass().getRecordComponents();
        List<@Nullable Object> values = Tree.components(branch);
        for (int i = 0; i < components.length; i++) {
          Name own = components[i].getAnnotation(Name.class);
          visit(join(name, own == null ? components[i].getName() : own.value()), values.get(i));
        }
      }
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          visit(join(name, Integer.toString(i)), list.get(i));
        }
      }
      case Map<?, ?> map ->
          map.forEach((key, value) -> visit(join(name, String.valueOf(key)), value));
      default -> {}
    }
  }

  private static String join(String name, String part) {
    return name.isEmpty() ? part : part.isEmpty() ? name : name + "." + part;
  }

  /** The name for one more call of a layer; empty if it is no part of the model. */
  String next(Object layer) {
    Deque<String> own = names.get(layer);
    if (own == null) {
      return "";
    }
    String name = own.remove();
    own.add(name);
    return name;
  }
}
