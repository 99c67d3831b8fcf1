package dev.jacobi.train;

import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.data.Loader;
import dev.jacobi.nn.Pass;
import dev.jacobi.optim.Optimizer;
import dev.jacobi.optim.Plateau;
import dev.jacobi.type.JacobiException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The training loop. A model is any record of tensors, a batch any record of samples, and a loss a
 * function of both; the step is compiled once for each shape of a batch.
 *
 * <pre>{@code
 * Trainer<Net, Batch> trainer =
 *     Trainer.of(
 *             (Net net, Batch b) -> Loss.crossEntropy(net.apply(b.x()), b.t()),
 *             Adam.learningRate(1e-3))
 *         .metrics((net, b) -> net.apply(b.x()), Batch::t, Metric.accuracy())
 *         .evaluate("validation", Loader.of(validation, 256))
 *         .epochs(20)
 *         .watch("validation accuracy")
 *         .stopEarly(3)
 *         .checkpoints(Path.of("run"));
 * Net best = trainer.resume(net, Loader.of(train, 64).shuffle(1)).best();
 * }</pre>
 *
 * <p>Each method gives a changed copy. What a training computes follows from model, data and
 * settings alone: a training that was interrupted at any moment and resumed ends in the same bits
 * as one that was not.
 *
 * @param <M> the model
 * @param <B> a batch
 */
public final class Trainer<M, B> {
  final BiFunction<? super M, ? super B, Tensor> loss;
  final Optimizer optimizer;
  Learning<M, B> learning;
  List<Measured<M, B>> measured = List.of();
  Map<String, Loader<B>> evaluations = Map.of();
  int epochs = 1;
  @Nullable String watched;
  int patience = Integer.MAX_VALUE;
  @Nullable Plateau plateau;
  @Nullable Path folder;
  int every = Integer.MAX_VALUE;
  long seed;
  @Nullable PrintWriter progress;
  Consumer<? super StepReport> onStep = report -> {};
  Consumer<? super EpochReport<M>> onEpoch = report -> {};
  int threads = Runtime.getRuntime().availableProcessors();
  long memory = Long.MAX_VALUE;

  /** What is minimised while learning, for models that draw random numbers or keep statistics. */
  @FunctionalInterface
  public interface Learning<M, B> {
    /**
     * The loss, and the model with its new statistics.
     *
     * @param key decides what is random, another one in every step
     */
    Pass<? extends M> apply(M model, B batch, Key key);
  }

  /** Metrics of one kind of prediction. */
  record Measured<M, B>(
      BiFunction<? super M, ? super B, Tensor> predict,
      Function<? super B, Tensor> target,
      List<Metric> metrics) {}

  /**
   * What is told after a step.
   *
   * @param epoch from 0
   * @param batch the number of the batch in its epoch, from 0
   * @param step the number of the step, from 0
   * @param loss that of the batch, before the step
   */
  public record StepReport(int epoch, int batch, long step, double loss) {}

  private Trainer(BiFunction<? super M, ? super B, Tensor> loss, Optimizer optimizer) {
    this.loss = loss;
    this.optimizer = optimizer;
    this.learning = (model, batch, key) -> new Pass<>(loss.apply(model, batch), model);
  }

  /**
   * A trainer that minimises a loss.
   *
   * @param loss a scalar; best the mean over the samples, as evaluations weigh it by their number
   */
  public static <M, B> Trainer<M, B> of(
      BiFunction<? super M, ? super B, Tensor> loss, Optimizer optimizer) {
    return new Trainer<>(loss, optimizer);
  }

  private Trainer<M, B> changed(Consumer<Trainer<M, B>> change) {
    Trainer<M, B> copy = new Trainer<>(loss, optimizer);
    copy.learning = learning;
    copy.measured = measured;
    copy.evaluations = evaluations;
    copy.epochs = epochs;
    copy.watched = watched;
    copy.patience = patience;
    copy.plateau = plateau;
    copy.folder = folder;
    copy.every = every;
    copy.seed = seed;
    copy.progress = progress;
    copy.onStep = onStep;
    copy.onEpoch = onEpoch;
    copy.threads = threads;
    copy.memory = memory;
    change.accept(copy);
    return copy;
  }

  private static int requirePositive(String name, int count) {
    if (count < 1) {
      throw new JacobiException(name + ": " + count + "; give 1 or more");
    }
    return count;
  }

  /** The same with another loss while learning, such as that of a net with dropout. */
  public Trainer<M, B> learning(Learning<M, B> learning) {
    return changed(copy -> copy.learning = learning);
  }

  /** The seed of the keys that {@link #learning} gets. */
  public Trainer<M, B> seed(long seed) {
    return changed(copy -> copy.seed = seed);
  }

  /** Computes metrics in every evaluation, of what the model gives and what it should give. */
  public Trainer<M, B> metrics(
      BiFunction<? super M, ? super B, Tensor> predict,
      Function<? super B, Tensor> target,
      Metric... metrics) {
    List<Measured<M, B>> more = new ArrayList<>(measured);
    more.add(new Measured<>(predict, target, List.of(metrics)));
    List<String> names =
        more.stream().flatMap(each -> each.metrics().stream()).map(Metric::name).toList();
    if (names.stream().distinct().count() < names.size() || names.contains("loss")) {
      throw new JacobiException(
          "metrics: " + names + "; each needs a name of its own, and none is loss");
    }
    return changed(copy -> copy.measured = List.copyOf(more));
  }

  /**
   * Evaluates the model after every epoch: its loss and metrics are measures called {@code name
   * loss}, {@code name accuracy}, ...
   */
  public Trainer<M, B> evaluate(String name, Loader<B> loader) {
    Map<String, Loader<B>> more = new LinkedHashMap<>(evaluations);
    if (name.isBlank() || more.put(name, loader) != null) {
      throw new JacobiException("evaluate: the name '" + name + "'; give each another one");
    }
    return changed(copy -> copy.evaluations = more);
  }

  /** How many epochs are made. */
  public Trainer<M, B> epochs(int count) {
    return changed(copy -> copy.epochs = requirePositive("epochs", count));
  }

  /**
   * The measure that says which epoch is best: {@code loss}, or that of an evaluation, such as
   * {@code validation accuracy}. Otherwise it is the loss of the first evaluation, or {@code loss}
   * if there is none.
   */
  public Trainer<M, B> watch(String measure) {
    return changed(copy -> copy.watched = measure);
  }

  /** Stops when the watched measure was no better than the best for so many epochs in a row. */
  public Trainer<M, B> stopEarly(int epochs) {
    return changed(copy -> copy.patience = requirePositive("stopEarly", epochs));
  }

  /** Lowers the learning rates where the watched measure has stopped to improve. */
  public Trainer<M, B> plateau(Plateau plateau) {
    return changed(copy -> copy.plateau = plateau);
  }

  /**
   * Keeps files in a folder: {@code last.safetensors}, from which {@link #resume} goes on, the
   * model of the best epoch as {@code best.safetensors}, and {@code history.csv} and {@code .json}.
   * They are written after the first epoch, after each later one unless writing would then take
   * more than a twentieth of the time, at the end, and when the program is asked to end (as by
   * ctrl-C) or the training fails; each is there whole at any time.
   */
  public Trainer<M, B> checkpoints(Path folder) {
    return changed(copy -> copy.folder = folder);
  }

  /** Writes the last checkpoint after every so many steps too. */
  public Trainer<M, B> checkpointEvery(int steps) {
    return changed(copy -> copy.every = requirePositive("checkpointEvery", steps));
  }

  /**
   * Tells on standard error how far it is: by a bar in a terminal, and by a line for each epoch.
   */
  public Trainer<M, B> progress() {
    return progress(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
  }

  /** The same with lines on a writer. */
  public Trainer<M, B> progress(PrintWriter lines) {
    return changed(copy -> copy.progress = lines);
  }

  /** Calls somebody after every step. */
  public Trainer<M, B> onStep(Consumer<? super StepReport> told) {
    return changed(copy -> copy.onStep = both(copy.onStep, told));
  }

  /** Calls somebody after every epoch. */
  public Trainer<M, B> onEpoch(Consumer<? super EpochReport<M>> told) {
    return changed(copy -> copy.onEpoch = both(copy.onEpoch, told));
  }

  private static <T> Consumer<T> both(Consumer<? super T> first, Consumer<? super T> second) {
    return report -> {
      first.accept(report);
      second.accept(report);
    };
  }

  /** The step on at most so many threads; see {@link dev.jacobi.Compiled#threads}. */
  public Trainer<M, B> threads(int count) {
    return changed(copy -> copy.threads = requirePositive("threads", count));
  }

  /** The step within so many bytes; see {@link dev.jacobi.Compiled#memory}. */
  public Trainer<M, B> memory(long bytes) {
    return changed(copy -> copy.memory = bytes);
  }

  /**
   * Trains a model from its first epoch.
   *
   * @throws JacobiException if the folder for checkpoints holds a training already
   * @throws NonFiniteException if a step gives NaN or an infinity
   */
  public Trained<M> fit(M model, Loader<B> loader) {
    return new TrainingRun<>(this, model, loader).fromStart();
  }

  /**
   * Goes on where the training whose checkpoint is in the folder ended, to the bits at which it
   * would have ended; begins it if there is none. More {@link #epochs} may be asked for than
   * before.
   *
   * @param model built as the one that was trained; its numbers do not matter if there is a
   *     checkpoint
   * @throws JacobiException if the data or the seed are others than before
   * @throws NonFiniteException if a step gives NaN or an infinity
   */
  public Trained<M> resume(M model, Loader<B> loader) {
    return new TrainingRun<>(this, model, loader).fromCheckpoint();
  }

  /** The loss and the metrics of a model on some samples. */
  public Map<String, Double> evaluate(M model, Loader<B> loader) {
    return new Evaluator<>(this).measures("", model, loader, () -> {});
  }
}
