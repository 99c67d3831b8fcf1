package dev.jacobi.testkit.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Jacobi;
import dev.jacobi.Tensor;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Evaluator;
import dev.jacobi.graph.Node;
import dev.jacobi.testkit.OpSample;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An operation under {@code vmap} is the loop over the entries, bit for bit, at every axis. */
final class BatchingTest {
  private static final int COUNT = 3;

  /** Any of the operands may have the new axis; the others are captured. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.jacobi.testkit.laws.Laws#withOperands")
  void anySetOfOperandsCanBeBatched(String family, List<OpSample> samples) {
    for (OpSample sample : samples) {
      int n = sample.operands().size();
      List<List<ArrayValue>> entries = Laws.entries(sample, COUNT);
      for (int set = 1; set < 1 << n; set++) {
        int chosen = set;
        List<Integer> mapped =
            IntStream.range(0, n).filter(i -> (chosen >> i & 1) == 1).boxed().toList();
        List<Tensor> batch =
            mapped.stream()
                .map(i -> Tensor.of(Laws.stack(entries.stream().map(e -> e.get(i)).toList())))
                .toList();
        List<Tensor> captured = Laws.tensors(Laws.constants(entries.get(0)));
        Tensor all =
            Jacobi.vmap((List<Tensor> given) ->
                    sample.function(Shape.scalar()).apply(replaced(captured, mapped, given)))
                .apply(batch);
        List<Node> loop = new ArrayList<>();
        for (List<ArrayValue> entry : entries) {
          List<Tensor> own = Laws.tensors(Laws.constants(entry));
          List<Tensor> given = mapped.stream().map(own::get).toList();
          loop.add(sample.function(Shape.scalar()).apply(replaced(captured, mapped, given)).node());
        }
        same(sample, "operands " + mapped, all, 0, loop);
      }
    }
  }

  private static List<Tensor> replaced(
      List<Tensor> operands, List<Integer> places, List<Tensor> others) {
    List<Tensor> replaced = new ArrayList<>(operands);
    for (int k = 0; k < places.size(); k++) {
      replaced.set(places.get(k), others.get(k));
    }
    return replaced;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.jacobi.testkit.laws.Laws#withOperands")
  void theNewAxisMayStandAnywhere(String family, List<OpSample> samples) {
    OpSample sample = samples.get(samples.size() > 1 ? 1 : 0);
    List<List<ArrayValue>> entries = Laws.entries(sample, COUNT);
    List<Tensor> captured = Laws.tensors(Laws.constants(entries.get(0)));
    for (int i = 0; i < sample.operands().size(); i++) {
      int operand = i;
      List<Node> loop =
          entries.stream()
              .map(e ->
                  sample
                      .function(Shape.scalar())
                      .apply(
                          replaced(captured, List.of(operand), List.of(Tensor.of(e.get(operand)))))
                      .node())
              .toList();
      Tensor batch = Tensor.of(Laws.stack(entries.stream().map(e -> e.get(operand)).toList()));
      for (int in = 0; in < batch.rank(); in++) {
        for (int out = 0; out <= loop.get(0).shape().rank(); out++) {
          Tensor all =
              Jacobi.vmap(
                      x ->
                          sample
                              .function(Shape.scalar())
                              .apply(replaced(captured, List.of(operand), List.of(x))),
                      in,
                      out)
                  .apply(batch.moveAxis(0, in));
          same(sample, "operand " + i + " from axis " + in + " to " + out, all, out, loop);
        }
      }
    }
  }

  /** Every operand has the outer axis, the first one the inner axis too. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.jacobi.testkit.laws.Laws#withOperands")
  void batchingNests(String family, List<OpSample> samples) {
    OpSample sample = samples.get(samples.size() > 1 ? 1 : 0);
    int n = sample.operands().size();
    List<List<ArrayValue>> outer = Laws.entries(sample, COUNT);
    List<List<ArrayValue>> inner = Laws.entries(sample, COUNT + 2).subList(COUNT, COUNT + 2);
    Tensor twice =
        Tensor.stack(
            0,
            outer.stream()
                .map(o -> Tensor.of(Laws.stack(inner.stream().map(e -> e.get(0)).toList())))
                .toList());
    List<Tensor> arguments = new ArrayList<>(List.of(twice));
    for (int i = 1; i < n; i++) {
      int operand = i;
      arguments.add(Tensor.of(Laws.stack(outer.stream().map(o -> o.get(operand)).toList())));
    }
    Tensor all =
        Jacobi.vmap((List<Tensor> o) ->
                Jacobi.vmap((Tensor x) ->
                        sample.function(Shape.scalar()).apply(replaced(o, List.of(0), List.of(x))))
                    .apply(o.get(0)))
            .apply(arguments);
    for (int b = 0; b < COUNT; b++) {
      List<Tensor> own = Laws.tensors(Laws.constants(outer.get(b)));
      List<Node> loop =
          inner.stream()
              .map(e ->
                  sample
                      .function(Shape.scalar())
                      .apply(replaced(own, List.of(0), List.of(Tensor.of(e.get(0)))))
                      .node())
              .toList();
      same(sample, "entry " + b + " of the outer axis", all.get(b), 0, loop);
    }
  }

  /** The operation as it is written for a batch, without {@code vmap}. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.jacobi.testkit.laws.Laws#withOperands")
  void axesInFrontAreTheLoop(String family, List<OpSample> samples) {
    for (OpSample sample : samples) {
      List<List<ArrayValue>> entries = Laws.entries(sample, COUNT);
      List<ArrayValue> batch = new ArrayList<>();
      List<List<ArrayValue>> single = new ArrayList<>();
      entries.forEach(e -> single.add(new ArrayList<>(e)));
      for (int i = 0; i < sample.operands().size(); i++) {
        int operand = i;
        if (sample.operands().get(i).shared()) {
          batch.add(entries.get(0).get(i));
          single.forEach(e -> e.set(operand, entries.get(0).get(operand)));
        } else {
          batch.add(Laws.stack(entries.stream().map(e -> e.get(operand)).toList()));
        }
      }
      Tensor all = new Tensor(sample.apply(Laws.constants(batch), Shape.of(COUNT)));
      List<Node> loop =
          single.stream().map(e -> sample.apply(Laws.constants(e), Shape.scalar())).toList();
      same(sample, "axes in front", all, 0, loop);
    }
  }

  /** The derivative of each entry is the entry of the derivative. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.jacobi.testkit.laws.Laws#differentiable")
  void derivativesCanBeBatched(String family, List<OpSample> samples) {
    OpSample sample = samples.get(samples.size() > 1 ? 1 : 0);
    List<List<ArrayValue>> entries = Laws.entries(sample, COUNT);
    List<Tensor> captured = Laws.tensors(Laws.constants(entries.get(0)));
    for (int operand : sample.reals()) {
      Tensor batch = Tensor.of(Laws.stack(entries.stream().map(e -> e.get(operand)).toList()));
      UnaryOperator<Tensor> jacobian =
          Jacobi.jacobian(x ->
              sample
                  .function(Shape.scalar())
                  .apply(replaced(captured, List.of(operand), List.of(x))));
      Tensor all = Jacobi.vmap(jacobian).apply(batch);
      List<Node> loop =
          entries.stream().map(e -> jacobian.apply(Tensor.of(e.get(operand))).node()).toList();
      same(sample, "Jacobian by operand " + operand, all, 0, loop);
    }
  }

  private static void same(OpSample sample, String what, Tensor all, int axis, List<Node> loop) {
    for (Evaluator evaluator : Laws.evaluators()) {
      ArrayValue batched = Laws.value(evaluator, all.node());
      assertThat(batched.shape()).isEqualTo(loop.get(0).shape().insert(axis, loop.size()));
      for (int b = 0; b < loop.size(); b++) {
        ArrayValue own = Laws.value(evaluator, loop.get(b));
        assertThat(Laws.entry(batched, axis, b).sameBits(own))
            .as("%s, %s: entry %d", sample, what, b)
            .isTrue();
      }
    }
  }
}
