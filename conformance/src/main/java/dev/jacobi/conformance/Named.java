package dev.jacobi.conformance;

import dev.jacobi.Tensor;
import dev.jacobi.nn.Linear;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tensors by the names that a file gives them. */
public record Named(Map<String, Tensor> byName) {

  /** All tensors of an object. */
  public static Named all(CaseFile file, String... path) {
    return new Named(file.tensors(path));
  }

  /** These tensors below {@code part}. */
  public static Named of(CaseFile file, String part, String... names) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : names) {
      tensors.put(name, file.tensor(part, name));
    }
    return new Named(tensors);
  }

  /** Whether there is one of that name. */
  public boolean has(String name) {
    return byName.containsKey(name);
  }

  /** The tensor of that name. */
  public Tensor get(String name) {
    Tensor tensor = byName.get(name);
    if (tensor == null) {
      throw new CaseException("missing: " + name);
    }
    return tensor;
  }

  /** The layer of {@code name.weight} and, if there is one, {@code name.bias}. */
  public Linear linear(String name) {
    return new Linear(get(name + ".weight"), byName.get(name + ".bias"));
  }

  /** The layer of a weight and a bias. */
  public Linear linear(String weight, String bias) {
    return new Linear(get(weight), get(bias));
  }
}
