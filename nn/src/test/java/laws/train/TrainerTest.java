package laws.train;

import static laws.train.Problem.assertSame;
import static laws.train.Problem.assertSameBits;
import static laws.train.Problem.loader;
import static laws.train.Problem.trainer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jacobi.Tensor;
import dev.jacobi.data.Dataset;
import dev.jacobi.data.Loader;
import dev.jacobi.nn.Loss;
import dev.jacobi.optim.Adam;
import dev.jacobi.optim.Plateau;
import dev.jacobi.optim.Sgd;
import dev.jacobi.train.Epoch;
import dev.jacobi.train.Metric;
import dev.jacobi.train.NonFiniteException;
import dev.jacobi.train.Trained;
import dev.jacobi.train.Trainer;
import dev.jacobi.type.JacobiException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import laws.train.Problem.Batch;
import laws.train.Problem.Net;
import org.junit.jupiter.api.Test;

/** What a training does, tells and refuses. */
class TrainerTest {

  @Test
  void learns() {
    Trained<Net> trained =
        trainer().epochs(60).watch("validation accuracy").fit(Net.of(1), loader());
    assertThat(trained.history().epochs()).hasSize(60);
    assertThat(trained.history().measures())
        .containsExactly("loss", "validation loss", "validation accuracy", "validation f1");
    double[] accuracies = trained.history().of("validation accuracy");
    assertThat(accuracies[trained.bestEpoch()]).isGreaterThan(0.9);
    assertThat(trained.stop()).isEqualTo(Trained.Stop.EPOCHS);
    double best = accuracies[trained.bestEpoch()];
    for (int i = 0; i < accuracies.length; i++) {
      assertThat(accuracies[i]).isLessThanOrEqualTo(best);
      assertThat(i >= trained.bestEpoch() || accuracies[i] < best).isTrue();
    }
    Map<String, Double> again =
        trainer().evaluate(trained.best(), Loader.of(Problem.data(50, 2), 20));
    assertThat(again).containsEntry("accuracy", best);
  }

  @Test
  void isTheLoopThatOneWouldWrite() {
    Adam adam = Adam.learningRate(0.02);
    Net net = Net.of(1);
    var state = adam.init(net);
    for (int epoch = 0; epoch < 3; epoch++) {
      for (Batch batch : loader().epoch(epoch)) {
        Tensor loss = Loss.crossEntropy(net.apply(batch.x()), batch.t());
        var moved = adam.update(net, loss.gradient(net), state);
        net = moved.model();
        state = moved.state();
      }
    }
    Trained<Net> trained = trainer().epochs(3).fit(Net.of(1), loader());
    double[] expected = net.hidden().weight().toDoubles();
    double[] found = trained.model().hidden().weight().toDoubles();
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(1e-5));
    }
    assertThat(trained.optimizer().steps().item()).isEqualTo(21);
  }

  @Test
  void theSameSettingsGiveTheSameBits() {
    Trained<Net> one = trainer().epochs(3).fit(Net.of(1), loader());
    assertSame(trainer().epochs(3).threads(1).fit(Net.of(1), loader().prefetch(3)), one);
  }

  @Test
  void theLossIsTheMeanOverTheSamples() {
    List<Double> losses = new ArrayList<>();
    Trained<Net> trained =
        trainer()
            .onStep(report -> losses.add(report.loss()))
            .onStep(report -> assertThat(report.step()).isEqualTo(losses.size() - 1))
            .fit(Net.of(1), loader());
    double sum = 0;
    for (int i = 0; i < losses.size(); i++) {
      sum += losses.get(i) * (i == 6 ? 7 : 16);
    }
    assertThat(trained.history().of("loss")[0]).isCloseTo(sum / 103, within(1e-12));
  }

  @Test
  void stopsEarlyAndOnRequest() {
    Trainer<Net, Batch> still =
        Trainer.of(
                (Net net, Batch b) -> Loss.crossEntropy(net.apply(b.x()), b.t()),
                Sgd.learningRate(0))
            .epochs(50)
            .evaluate("validation", Loader.of(Problem.data(50, 2), 20));
    Trained<Net> trained = still.stopEarly(4).fit(Net.of(1), loader());
    assertThat(trained.history().epochs()).hasSize(5);
    assertThat(trained.bestEpoch()).isZero();
    assertThat(trained.stop()).isEqualTo(Trained.Stop.EARLY);

    List<Epoch> told = new ArrayList<>();
    Trained<Net> asked =
        still
            .onEpoch(report -> told.add(report.epoch()))
            .onEpoch(report -> {
              if (report.epoch().number() == 2) {
                report.stop();
              }
            })
            .fit(Net.of(1), loader());
    assertThat(asked.stop()).isEqualTo(Trained.Stop.ASKED);
    assertThat(told).isEqualTo(asked.history().epochs()).hasSize(3);
  }

  @Test
  void learningRatesFallOnAPlateau() {
    Trainer<Net, Batch> rising =
        Trainer.of(
                (Net net, Batch b) -> Loss.crossEntropy(net.apply(b.x()), b.t()),
                Sgd.learningRate(1e-9))
            .watch("loss")
            .epochs(5);
    Trained<Net> trained =
        rising
            .plateau(Plateau.lowest().withThreshold(0.5).withPatience(1).withFactor(0.25))
            .fit(Net.of(1), loader());
    assertThat(trained.optimizer().scale().item()).isEqualTo(0.0625);
    assertThat(rising.fit(Net.of(1), loader()).optimizer().scale().item()).isEqualTo(1);
  }

  @Test
  void aStepThatIsNotFiniteIsTracedToItsOrigin() {
    Dataset<Batch> data = Problem.data(32, 1);
    Batch all = data.all();
    Batch odd = new Batch(all.x().times(Tensor.of(1f, 0f)), all.t());
    Trainer<Net, Batch> logarithm =
        Trainer.of(
            (Net net, Batch b) ->
                net.apply(b.x().abs().log()).square().mean().plus(net.apply(b.x()).mean()),
            Sgd.learningRate(0.1));
    List<Long> steps = new ArrayList<>();
    Loader<Batch> late =
        Loader.streaming(IntStream.range(0, 4).boxed().toList(), i -> i == 2 ? odd : all, 32);
    assertThatThrownBy(
            () -> logarithm.onStep(report -> steps.add(report.step())).fit(Net.of(1), late))
        .isInstanceOfSatisfying(
            NonFiniteException.class,
            thrown -> {
              assertThat(thrown.step()).isEqualTo(2);
              assertThat(thrown.epoch()).isZero();
              assertThat(thrown.batchNumber()).isEqualTo(2);
              assertSameBits(thrown.batch(), odd);
              assertThat(thrown)
                  .hasMessageMatching(
                      "training: step 2 \\(epoch 0, batch 2\\) gave a model that is not finite; the first tensor"
                          + " that is not finite: log \\[32, 2] \\(made at TrainerTest.java:\\d+\\):"
                          + " -Infinity at \\[0, 1], 32 of 64; look at that batch.*");
            });
    assertThat(steps).containsExactly(0L, 1L);
  }

  @Test
  void dataThatAreNotFiniteAreNamed() {
    Batch all = Problem.data(8, 1).all();
    Batch broken = new Batch(all.x().times(Tensor.of(1f, Float.NaN)), all.t());
    assertThatThrownBy(() -> trainer().fit(Net.of(1), Loader.of(Dataset.of(broken), 8)))
        .isInstanceOf(NonFiniteException.class)
        .hasMessageContaining("gave the loss NaN; the first tensor that is not finite: input")
        .hasMessageContaining("input batch.x [8, 2]")
        .hasMessageContaining("NaN at [0, 1], 8 of 16");
  }

  record Two(Tensor a, Tensor b) {}

  @Test
  void aGradientThatIsNotFiniteStopsBeforeTheStep() {
    Trainer<Two, Batch> root =
        Trainer.of(
            (Two two, Batch b) ->
                two.a().minus(two.a()).sqrt().sum().plus(two.b().times(b.x().mean()).sum()),
            Sgd.learningRate(0.1));
    assertThatThrownBy(() -> root.fit(new Two(Tensor.ones(3), Tensor.ones(2)), loader()))
        .isInstanceOf(NonFiniteException.class)
        .hasMessageContaining("gave a model that is not finite")
        .hasMessageContaining("made at TrainerTest.java");
  }

  @Test
  void linesAreToldWhereThereIsNoTerminal() {
    StringWriter lines = new StringWriter();
    trainer().epochs(2).progress(new PrintWriter(lines)).fit(Net.of(1), loader());
    assertThat(lines.toString().lines())
        .hasSize(2)
        .allMatch(line ->
            line.matches(
                "epoch [01]: loss 0\\.\\d+, validation loss 0\\.\\d+, validation accuracy"
                    + " 0\\.\\d+, validation f1 0\\.\\d+ \\(\\d+\\.\\d s\\)"));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> trainer().watch("test loss").fit(Net.of(1), loader()))
        .isInstanceOf(JacobiException.class)
        .hasMessage(
            "watch: no measure 'test loss'; there are [loss, validation loss, validation accuracy,"
                + " validation f1]");
    assertThatThrownBy(() -> trainer().evaluate("validation", loader()))
        .hasMessageContaining("the name 'validation'");
    assertThatThrownBy(() -> trainer().metrics((net, b) -> b.x(), Batch::t, Metric.accuracy()))
        .hasMessageContaining("each needs a name of its own");
    assertThatThrownBy(() -> trainer().epochs(0)).hasMessageContaining("epochs: 0");
    assertThatThrownBy(() -> trainer().resume(Net.of(1), loader()))
        .hasMessageContaining("resume: no folder");
    assertThatThrownBy(() -> trainer().fit(Net.of(1), Loader.of(Problem.data(5, 1), 6).dropLast()))
        .hasMessageContaining("epoch 0 has no batches");
    assertThatThrownBy(
            () -> trainer().evaluate(Net.of(1), Loader.of(Problem.data(5, 1), 6).dropLast()))
        .hasMessageContaining("the loader gave no batch");
  }
}
