package dev.jacobi.cli;

import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.cli.TrainData.Batch;
import dev.jacobi.cli.TrainOptions.Penalty;
import dev.jacobi.cli.model.Autoencoder;
import dev.jacobi.cli.model.Nodes;
import dev.jacobi.cli.model.Regressor;
import dev.jacobi.cli.model.TableModel;
import dev.jacobi.data.Loader;
import dev.jacobi.nn.BatchNorm;
import dev.jacobi.nn.Layer;
import dev.jacobi.nn.LayerNorm;
import dev.jacobi.nn.Linear;
import dev.jacobi.nn.Loss;
import dev.jacobi.nn.Pass;
import dev.jacobi.nn.Sequential;
import dev.jacobi.nn.Weights;
import dev.jacobi.optim.Optimizer;
import dev.jacobi.train.EpochReport;
import dev.jacobi.train.Metric;
import dev.jacobi.train.Trained;
import dev.jacobi.train.Trainer;
import dev.jacobi.type.DType;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A training of {@code jacobi train}: {@code loss = mse(y, t) + weight * penalty}, all three of
 * standardised columns.
 */
final class Training {
  private static final int USUAL_BATCH = 32;

  private final TrainOptions options;
  private final TrainData data;
  private final Penalty penalty;
  private final TableModel start;

  Training(TrainOptions options, TrainData data) {
    this.options = options;
    this.data = data;
    this.penalty = penalty(options, data);
    this.start = start(options, data);
  }

  private static Penalty penalty(TrainOptions options, TrainData data) {
    if (options.penalty != null) {
      return options.penalty;
    }
    if (!options.isRegressor()) {
      return Penalty.ISOMETRY;
    }
    return data.hasDerivatives() ? Penalty.SOBOLEV : Penalty.NONE;
  }

  // ---- the model

  private static TableModel start(TrainOptions options, TrainData data) {
    Key key = Key.of(options.seed);
    List<Integer> widths = options.widths();
    int n = data.inputs().size();
    if (options.isRegressor()) {
      return new Regressor(
          data.input(), data.output(), layers(options, key, n, widths, data.targets().size()));
    }
    List<Key> keys = key.split(2);
    List<Integer> back = new ArrayList<>(widths);
    Collections.reverse(back);
    return new Autoencoder(
        data.input(),
        layers(options, keys.get(0), n, widths, options.latent()),
        layers(options, keys.get(1), options.latent(), back, n));
  }

  private static Sequential layers(
      TrainOptions options, Key key, int in, List<Integer> widths, int out) {
    List<Layer> layers = new ArrayList<>();
    int last = in;
    for (int i = 0; i < widths.size(); i++) {
      int width = widths.get(i);
      layers.add(Linear.of(key.foldIn(i), last, width));
      switch (options.norm) {
        case NONE -> {}
        case BATCH -> layers.add(BatchNorm.of(width));
        case LAYER -> layers.add(LayerNorm.of(width));
      }
      layers.add(options.activation);
      last = width;
    }
    layers.add(Linear.of(key.foldIn(widths.size()), last, out));
    return new Sequential(layers);
  }

  // ---- the loss

  private Tensor loss(Nodes nodes, Batch batch) {
    Tensor mse = Loss.mse(nodes.get("y"), batch.t());
    return penalty == Penalty.NONE ? mse : mse.plus(penalty(nodes, batch).times(options.weight));
  }

  private Tensor penalty(Nodes nodes, Batch batch) {
    Tensor x = nodes.get("x");
    Tensor y = nodes.get("y");
    return switch (penalty) {
      case ISOMETRY -> dev.jacobi.nn.Penalty.isometry(y, nodes.get("z"));
      case CONTRACTIVE -> dev.jacobi.nn.Penalty.contractive(nodes.has("z") ? nodes.get("z") : y, x);
      case SOBOLEV ->
          dev.jacobi.nn.Penalty.sobolev(y, x, Objects.requireNonNull(batch.derivatives()));
      case NONE -> Tensor.zeros();
    };
  }

  private static Nodes nodes(TableModel model, Batch batch) {
    Nodes nodes = new Nodes(false);
    nodes.put(batch.x());
    model.walk(batch.x(), nodes);
    return nodes;
  }

  /** A mean over all samples of what the model gives as the mean over those of a batch. */
  private record Mean(String name) implements Metric {
    @Override
    public boolean rising() {
      return false;
    }

    @Override
    public Tensor statistics(Tensor y, Tensor target) {
      double count = target.size(0);
      return Tensor.concat(
          0,
          y.cast(DType.FLOAT64).times(count).reshape(1),
          Tensor.full(DType.FLOAT64, dev.jacobi.type.Shape.of(1), count));
    }

    @Override
    public double value(double[] statistics) {
      return statistics[0] / statistics[1];
    }
  }

  // ---- the training

  /**
   * Trains, or goes on.
   *
   * @param folder for the checkpoints
   * @param lines for a line after every epoch, or null
   * @param epoch is told of every epoch
   */
  Trained<TableModel> run(
      RunFolder folder,
      @org.jspecify.annotations.Nullable PrintWriter lines,
      Consumer<EpochReport<TableModel>> epoch) {
    Optimizer optimizer = options.optimizer.of(options.rate());
    Trainer<TableModel, Batch> trainer =
        Trainer.<TableModel, Batch>of((model, batch) -> loss(nodes(model, batch), batch), optimizer)
            .learning((model, batch, key) -> {
              Nodes nodes = new Nodes(true);
              nodes.put(batch.x());
              TableModel after = model.walk(batch.x(), nodes);
              return new Pass<>(loss(nodes, batch), after);
            })
            .metrics((model, batch) -> nodes(model, batch).get("y"), Batch::t, Metric.mse());
    if (penalty != Penalty.NONE) {
      trainer =
          trainer.metrics(
              (model, batch) -> penalty(nodes(model, batch), batch), Batch::t, new Mean("penalty"));
    }
    if (options.isRegressor()) {
      trainer =
          trainer.metrics((model, batch) -> nodes(model, batch).get("y"), Batch::t, Metric.r2());
    }
    int batch = batch();
    trainer =
        trainer
            .evaluate(
                judged(), Loader.of(data.judged() == null ? data.learned() : data.judged(), 1024))
            .epochs(options.epochs)
            .seed(options.seed)
            .threads(options.threads())
            .onEpoch(epoch::accept)
            .checkpoints(folder.path());
    if (options.memory != null) {
      trainer = trainer.memory(options.memory);
    }
    if (lines != null) {
      trainer = trainer.progress(lines);
    }
    return trainer.resume(start, Loader.of(data.learned(), batch).shuffle(options.seed));
  }

  /** What the rows are called that it is judged by. */
  String judged() {
    return data.judged() == null ? "training" : "validation";
  }

  int batch() {
    return options.batch == null ? Math.min(USUAL_BATCH, data.learned().size()) : options.batch;
  }

  TableModel start() {
    return start;
  }

  Penalty penalty() {
    return penalty;
  }

  /** As in {@code autoencoder 2-32-32-1-32-32-2, tanh, 2341 weights}. */
  String describe() {
    int n = data.inputs().size();
    List<Integer> widths = options.widths();
    Stream<Integer> sizes = Stream.concat(Stream.of(n), widths.stream());
    if (options.isRegressor()) {
      sizes = Stream.concat(sizes, Stream.of(data.targets().size()));
    } else {
      List<Integer> back = new ArrayList<>(widths);
      Collections.reverse(back);
      sizes =
          Stream.of(sizes, Stream.of(options.latent()), back.stream(), Stream.of(n))
              .flatMap(all -> all);
    }
    return (options.isRegressor() ? "regressor " : "autoencoder ")
        + sizes.map(String::valueOf).collect(Collectors.joining("-"))
        + ", "
        + lower(options.activation)
        + (options.norm == TrainOptions.Norm.NONE ? "" : ", " + lower(options.norm) + " norm")
        + ", "
        + Weights.count(start)
        + " weights";
  }

  /** As in {@code mse(y, x) + 0.1 mean of ||J'J - I||^2, J = dy/dz}. */
  String describeLoss() {
    String mse = options.isRegressor() ? "mse(y, t)" : "mse(y, x)";
    String weight = " + " + options.weight + " * mean of ";
    return switch (penalty) {
      case NONE -> mse;
      case ISOMETRY -> mse + weight + "||J'J - I||^2, J = dy/dz";
      case CONTRACTIVE -> mse + weight + (options.isRegressor() ? "||dy/dx||^2" : "||dz/dx||^2");
      case SOBOLEV -> mse + weight + "||dy/dx - dt/dx||^2";
    };
  }

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(java.util.Locale.ROOT);
  }
}
