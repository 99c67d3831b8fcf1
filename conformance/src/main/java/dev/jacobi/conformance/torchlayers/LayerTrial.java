package dev.jacobi.conformance.torchlayers;

import dev.jacobi.Key;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.Unused;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.conformance.Comparison;
import dev.jacobi.nn.Layer;
import dev.jacobi.nn.Pass;
import dev.jacobi.nn.Weights;
import dev.jacobi.type.DType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A layer y with the weights of a file, which it must call by the same names and hold in the same
 * layout: {@code l = sum(c y)}, its gradients by x and all weights, and the gradients of the sum of
 * the squares of those. In training the statistics after the pass are compared too.
 */
record LayerTrial(boolean training, Set<String> buffers) {

  @Samples
  record Batch(Tensor x, Tensor c) {}

  record Inputs(Batch batch, Layer layer) {}

  /** What is differentiated by. */
  record Sources(Tensor x, Layer layer) {}

  static void run(CaseFile file, Comparison comparison) {
    Described told = Described.of(file);
    Layer made = Weights.cast(Layers.of(told), DType.FLOAT64);
    boolean indices = told.name().equals("Embedding");
    boolean training = told.says("training mode");
    Map<String, Tensor> numbers = new LinkedHashMap<>(file.tensors("weights"));
    Set<String> buffers = Set.copyOf(file.keys("buffers"));
    if (!training) {
      for (String name : buffers) {
        numbers.put(
            name,
            name.equals("num_batches_tracked")
                ? file.integers("buffers", name)
                : file.tensor("buffers", name));
      }
    } else {
      Map<String, Tensor> start = Tree.named(made);
      buffers.forEach(name -> numbers.put(name, start.get(name)));
    }
    Layer layer = Weights.load(made, new TreeMap<>(numbers));
    Tensor x = indices ? file.integers("x") : file.tensor("x");
    if (indices && !file.isNull("grad_x")) {
      comparison.fail("grad_x: indices have no gradient");
    }
    comparison.run(
        "gradients",
        new Inputs(new Batch(x, file.tensor("c")), layer),
        new LayerTrial(training, buffers)::results);
  }

  private Map<String, Object> results(Inputs in) {
    Tensor x = in.batch().x();
    Map<String, Object> results = new LinkedHashMap<>();
    Tensor y = in.layer().apply(x);
    if (training) {
      Pass<? extends Layer> pass = in.layer().train(x, Key.of(0));
      y = pass.output();
      Map<String, Tensor> after = new LinkedHashMap<>(Tree.named(pass.layer()));
      after.keySet().retainAll(buffers);
      results.put("buffers", after);
    }
    results.put("y", y);
    boolean smooth = x.dtype().isFloat();
    Sources sources = new Sources(x, in.layer());
    if (!smooth) {
      Layer gradient = in.batch().c().times(y).sum().gradient(in.layer());
      results.put("grads", trained(gradient));
      return results;
    }
    Sources first = in.batch().c().times(y).sum().gradient(sources, Unused.ZEROS);
    results.put("grad_x", first.x());
    results.put("grads", trained(first.layer()));
    Sources second = squares(first).gradient(sources, Unused.ZEROS);
    results.put("second_x", second.x());
    results.put("second", trained(second.layer()));
    return results;
  }

  private static Tensor squares(Sources first) {
    return Tree.described(first).stream()
        .filter(Tree.Leaf::trained)
        .map(leaf -> leaf.tensor().square().sum())
        .reduce(Tensor::plus)
        .orElseThrow();
  }

  /** The gradients by name, without what is not learned. */
  private static Map<String, Tensor> trained(Layer gradient) {
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (Tree.Leaf leaf : Tree.described(gradient)) {
      if (leaf.trained()) {
        named.put(leaf.name(), leaf.tensor());
      }
    }
    return named;
  }
}
