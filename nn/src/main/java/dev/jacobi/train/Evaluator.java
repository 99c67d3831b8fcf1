package dev.jacobi.train;

import dev.jacobi.Compiled;
import dev.jacobi.Jacobi;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.data.Loader;
import dev.jacobi.train.Trainer.Measured;
import dev.jacobi.type.JacobiException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Loss and metrics over all batches of a loader. */
final class Evaluator<M, B> {
  private final List<Metric> metrics;
  private final Compiled.Of2<M, B, List<Tensor>> numbers;

  Evaluator(Trainer<M, B> trainer) {
    this.metrics = trainer.measured.stream().flatMap(each -> each.metrics().stream()).toList();
    this.numbers =
        Jacobi.compile((M model, B batch) -> numbers(trainer, model, batch))
            .threads(trainer.threads)
            .memory(trainer.memory);
  }

  /** The loss, then the statistics of each metric. */
  private static <M, B> List<Tensor> numbers(Trainer<M, B> trainer, M model, B batch) {
    List<Tensor> numbers = new ArrayList<>();
    numbers.add(trainer.loss.apply(model, batch));
    for (Measured<M, B> each : trainer.measured) {
      Tensor y = each.predict().apply(model, batch);
      Tensor target = each.target().apply(batch);
      each.metrics().forEach(metric -> numbers.add(metric.statistics(y, target)));
    }
    return numbers;
  }

  /**
   * The measures by name.
   *
   * @param prefix stands before each name
   * @param between is called before every batch
   */
  Map<String, Double> measures(String prefix, M model, Loader<B> loader, Runnable between) {
    double sum = 0;
    double weight = 0;
    List<double[]> statistics = new ArrayList<>();
    Iterator<B> batches = loader.batches(0, 0);
    while (batches.hasNext()) {
      between.run();
      B batch = batches.next();
      List<Tensor> found = numbers.apply(model, batch);
      double samples = samples(batch);
      sum += found.get(0).item() * samples;
      weight += samples;
      for (int i = 0; i < metrics.size(); i++) {
        double[] more = found.get(i + 1).toDoubles();
        if (statistics.size() == i) {
          statistics.add(more);
        } else {
          statistics.set(i, metrics.get(i).together(statistics.get(i), more));
        }
      }
    }
    if (weight == 0) {
      throw new JacobiException("evaluate: the loader gave no batch; give one that has samples");
    }
    Map<String, Double> measures = new LinkedHashMap<>();
    measures.put(prefix + "loss", sum / weight);
    for (int i = 0; i < metrics.size(); i++) {
      Metric metric = metrics.get(i);
      measures.put(prefix + metric.name(), metric.value(statistics.get(i)));
    }
    return measures;
  }

  /** The names that {@link #measures} gives, with whether more is better. */
  Map<String, Boolean> names(String prefix) {
    Map<String, Boolean> names = new LinkedHashMap<>();
    names.put(prefix + "loss", false);
    metrics.forEach(metric -> names.put(prefix + metric.name(), metric.rising()));
    return names;
  }

  /** How many samples a batch has: the size of the first tensor that has samples, else 1. */
  static int samples(Object batch) {
    List<Tree.Leaf> leaves = Tree.described(batch);
    return leaves.stream()
        .filter(Tree.Leaf::samples)
        .map(Tree.Leaf::tensor)
        .filter(tensor -> tensor.rank() > 0)
        .findFirst()
        .map(tensor -> tensor.size(0))
        .orElse(1);
  }
}
