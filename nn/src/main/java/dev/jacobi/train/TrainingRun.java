package dev.jacobi.train;

import dev.jacobi.Compiled;
import dev.jacobi.Jacobi;
import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.data.Loader;
import dev.jacobi.nn.Pass;
import dev.jacobi.optim.Optimizer;
import dev.jacobi.optim.Plateau;
import dev.jacobi.train.Checkpoints.Saved;
import dev.jacobi.train.Trained.Stop;
import dev.jacobi.train.Trainer.StepReport;
import dev.jacobi.type.JacobiException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One training: the loop of {@link Trainer}, and all that it remembers. */
final class TrainingRun<M, B> {
  /** After each epoch files are written if as many times of the last writing went by: 5 %. */
  private static final int ROUNDS_OF_SAVING = 20;

  private final Trainer<M, B> trainer;
  private final Loader<B> loader;
  private final Evaluator<M, B> evaluator;
  private final String watched;
  private final boolean rising;
  private final Plateau plateau;
  private final Compiled.Of2<Training<M>, B, Step<M>> step;
  private final @Nullable Checkpoints checkpoints;
  private @Nullable ShutdownGuard guard;

  private Training<M> training;
  private Plateau.State plateauState;
  private RunState state;
  private M best;
  private @Nullable Stop stop;

  // ---- what the files hold, and when they were written

  private @Nullable RunState saved;
  private int savedBest = -1;
  private int savedEpochs;
  private long savedAt;
  private long savingTook;

  /** What a step changes. */
  record Training<M>(M model, Optimizer.State<M> optimizer) {}

  /** What a step gives; {@code finite} is of the training after it. */
  record Step<M>(Training<M> training, Tensor loss, Tensor finite) {}

  TrainingRun(Trainer<M, B> trainer, M model, Loader<B> loader) {
    this.trainer = trainer;
    this.loader = loader;
    this.evaluator = new Evaluator<>(trainer);
    Map<String, Boolean> measures = new LinkedHashMap<>(Map.of("loss", false));
    trainer.evaluations.keySet().forEach(name -> measures.putAll(evaluator.names(name + " ")));
    this.watched =
        trainer.watched != null
            ? trainer.watched
            : trainer.evaluations.isEmpty()
                ? "loss"
                : trainer.evaluations.keySet().iterator().next() + " loss";
    Boolean direction = measures.get(watched);
    if (direction == null) {
      throw new JacobiException(
          "watch: no measure '" + watched + "'; there are " + measures.keySet());
    }
    this.rising = direction;
    this.plateau = trainer.plateau != null ? trainer.plateau : Plateau.lowest();
    this.step =
        Jacobi.compile((Training<M> t, B batch) -> step(trainer, t, batch))
            .threads(trainer.threads)
            .memory(trainer.memory);
    this.checkpoints = trainer.folder == null ? null : new Checkpoints(trainer.folder);
    this.training = new Training<>(model, trainer.optimizer.init(model));
    this.plateauState = plateau.init();
    this.state = RunState.start(trainer.seed);
    this.best = model;
  }

  private static <M, B> Step<M> step(Trainer<M, B> trainer, Training<M> training, B batch) {
    M model = training.model();
    Key key = Key.of(trainer.seed).foldIn(training.optimizer().steps());
    Pass<? extends M> pass = trainer.learning.apply(model, batch, key);
    M gradient = pass.output().gradient(model);
    Optimizer.Step<M> moved =
        trainer.optimizer.update(pass.layer(), gradient, training.optimizer());
    Training<M> after = new Training<>(moved.model(), moved.state());
    Tensor finite = pass.output().isFinite().all();
    for (Tensor tensor : Tree.leaves(after)) {
      finite = tensor.dtype().isFloat() ? finite.and(tensor.isFinite().all()) : finite;
    }
    return new Step<>(after, pass.output(), finite);
  }

  // ---- beginning and going on

  Trained<M> fromStart() {
    if (checkpoints != null) {
      checkpoints.requireNone();
    }
    return run();
  }

  Trained<M> fromCheckpoint() {
    if (checkpoints == null) {
      throw new JacobiException("resume: no folder; give one with checkpoints(...)");
    }
    if (checkpoints.isThere()) {
      state = checkpoints.readState();
      Saved<M> read =
          checkpoints.readLast(new Saved<>(training.model(), training.optimizer(), plateauState));
      training = new Training<>(read.model(), read.optimizer());
      plateauState = read.plateau();
      requireSameRun();
      best = bestOf(checkpoints);
      stop = isEarly() ? Stop.EARLY : null;
    }
    return run();
  }

  private M bestOf(Checkpoints files) {
    Optional<M> read = files.readBest(training.model(), state.bestEpoch());
    if (read.isEmpty() && state.bestEpoch() >= 0) {
      throw new JacobiException(
          "resume: the file of the best model, that of epoch "
              + state.bestEpoch()
              + ", is missing; put best.safetensors back, or begin again in an empty folder");
    }
    savedBest = state.bestEpoch();
    return read.orElse(training.model());
  }

  /** Another order or other data would end in other bits without a word. */
  private void requireSameRun() {
    if (state.seed() != trainer.seed) {
      throw new JacobiException(
          "resume: seed " + trainer.seed + ", but it began with " + state.seed() + "; give that");
    }
    if (state.steps() > 0) {
      Iterator<B> batches =
          loader.batches(state.batch() > 0 ? state.epoch() : state.epoch() - 1, 0);
      if (!batches.hasNext() || Checksum.of(batches.next()) != state.firstBatch()) {
        throw new JacobiException(
            "resume: the first batch of the epoch is not the one it was; give the same data, batch"
                + " size and order");
      }
    }
  }

  // ---- the loop

  private Trained<M> run() {
    try (ShutdownGuard open = checkpoints == null ? null : new ShutdownGuard()) {
      guard = open;
      while (state.epoch() < trainer.epochs && stop == null) {
        steps();
        endEpoch();
      }
      if (saved != state) {
        save();
      }
    } catch (RuntimeException failed) {
      throw afterSaving(failed);
    }
    return new Trained<>(
        training.model(),
        training.optimizer(),
        best,
        state.bestEpoch(),
        new History(state.epochs()),
        stop == null ? Stop.EPOCHS : stop);
  }

  /** Saves what there is before an exception goes up. */
  private RuntimeException afterSaving(RuntimeException failed) {
    // An interrupted thread cannot write files.
    boolean interrupted = Thread.interrupted();
    if (checkpoints != null && state.steps() > 0) {
      try {
        save();
      } catch (RuntimeException alsoFailed) {
        failed.addSuppressed(alsoFailed);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
      return new JacobiException(
          "training: interrupted after step "
              + state.steps()
              + (checkpoints == null ? "; nothing was saved" : "; go on with resume(...)"),
          failed);
    }
    return failed;
  }

  private void steps() {
    Iterator<B> batches = loader.batches(state.epoch(), state.batch());
    long firstBatch = state.firstBatch();
    try (EpochProgress progress = EpochProgress.of(trainer, state, loader)) {
      while (batches.hasNext()) {
        between();
        long start = System.nanoTime();
        B batch = batches.next();
        if (state.batch() == 0) {
          firstBatch = Checksum.of(batch);
        }
        Step<M> result = step.apply(training, batch);
        double loss = result.loss().item();
        if (!Double.isFinite(loss) || result.finite().item() == 0) {
          throw nonFinite(batch, loss);
        }
        training = result.training();
        int number = state.batch();
        double seconds = (System.nanoTime() - start) * 1e-9;
        state = state.step(loss, Evaluator.samples(batch), seconds, firstBatch);
        progress.step();
        trainer.onStep.accept(new StepReport(state.epoch(), number, state.steps() - 1, loss));
        if (state.steps() % trainer.every == 0) {
          save();
        }
      }
    }
    if (state.weight() == 0) {
      throw new JacobiException(
          "training: epoch " + state.epoch() + " has no batches; give a loader that has some");
    }
  }

  private NonFiniteException nonFinite(B batch, double loss) {
    String where =
        step.firstNonFinite(training, batch)
            .map(text -> text.replace("argument0.", "").replace("argument1", "batch"))
            .orElse("not found again");
    return new NonFiniteException(
        "training: step "
            + state.steps()
            + " (epoch "
            + state.epoch()
            + ", batch "
            + state.batch()
            + ") gave "
            + (Double.isFinite(loss) ? "a model that is not finite" : "the loss " + loss)
            + "; the first tensor that is not finite: "
            + where
            + "; look at that batch, lower the learning rate or clip the gradients",
        state.epoch(),
        state.batch(),
        state.steps(),
        batch);
  }

  private void endEpoch() {
    long start = System.nanoTime();
    Map<String, Double> measures = new LinkedHashMap<>();
    measures.put("loss", state.lossSum() / state.weight());
    trainer.evaluations.forEach((name, samples) ->
        measures.putAll(evaluator.measures(name + " ", training.model(), samples, this::between)));
    double seconds = state.seconds() + (System.nanoTime() - start) * 1e-9;
    Epoch epoch = new Epoch(state.epoch(), state.steps(), seconds, measures);
    List<Epoch> epochs = new ArrayList<>(state.epochs());
    epochs.add(epoch);

    double measure = Objects.requireNonNull(measures.get(watched));
    boolean better =
        state.bestEpoch() < 0 || (rising ? measure > state.best() : measure < state.best());
    if (trainer.plateau != null) {
      plateauState = plateau.update(plateauState, measure);
      // A tensor of its own, or file and model would not share the same ones.
      Optimizer.State<M> scaled = training.optimizer().withScale(plateauState.scale().item());
      training = new Training<>(training.model(), scaled);
    }
    state =
        better
            ? state.next(epochs, epoch.number(), measure, 0)
            : state.next(epochs, state.bestEpoch(), state.best(), state.bad() + 1);
    best = better ? training.model() : best;
    if (isSavingDue()) {
      save();
    }
    EpochProgress.tell(trainer, epoch);
    EpochReport<M> report = new EpochReport<>(epoch, training.model());
    trainer.onEpoch.accept(report);
    stop = report.isStopped() ? Stop.ASKED : isEarly() ? Stop.EARLY : null;
  }

  private boolean isEarly() {
    return state.bad() >= trainer.patience;
  }

  /** Small models are trained faster than files are written: those take a part of the time. */
  private boolean isSavingDue() {
    return System.nanoTime() - savedAt >= savingTook * ROUNDS_OF_SAVING;
  }

  private void save() {
    if (checkpoints == null) {
      return;
    }
    long start = System.nanoTime();
    checkpoints.write(
        new Saved<>(training.model(), training.optimizer(), plateauState),
        state,
        state.bestEpoch() > savedBest ? Optional.of(best) : Optional.empty());
    savedBest = state.bestEpoch();
    if (state.epochs().size() > savedEpochs) {
      checkpoints.writeHistory(new History(state.epochs()));
      savedEpochs = state.epochs().size();
    }
    saved = state;
    savedAt = System.nanoTime();
    savingTook = savedAt - start;
  }

  /** Between two steps or batches: saves and ends if the program or the thread is asked to. */
  private void between() {
    if (guard != null && guard.isAsked()) {
      save();
      System.err.println("training: saved after step " + state.steps());
      guard.release();
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new JacobiException("training: interrupted");
    }
  }
}
