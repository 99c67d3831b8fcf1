package dev.jacobi.cli;

import dev.jacobi.cli.model.DataFile;
import dev.jacobi.cli.model.SavedModel;
import dev.jacobi.cli.model.SavedModel.Description;
import dev.jacobi.cli.model.SavedModel.Kind;
import dev.jacobi.cli.model.TableModel;
import dev.jacobi.cli.report.JsonText;
import dev.jacobi.train.Epoch;
import dev.jacobi.train.Progress;
import dev.jacobi.train.Trained;
import dev.jacobi.type.JacobiException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code jacobi train}: an autoencoder or regressor on the columns of a file. */
@Command(
    name = "train",
    description = {
      "Trains an autoencoder on the columns of a file, or a regressor of some of them.",
      "",
      "The folder --out then holds the model, its settings, the history of all epochs and a report"
          + " for the browser. It can be interrupted at any time: --resume goes on, to the same"
          + " bits.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:it went well", "1:it failed, see 'jacobi --help'", "2:bad input"},
    footer = {
      "",
      "All options but --config and --resume may stand in the file of --config, as 'epochs: 50'.",
      "",
      "Examples:",
      "  jacobi train measurements.csv --latent 2",
      "  jacobi train options.csv --target price --penalty sobolev --out options",
      "  jacobi train --resume options --epochs 500"
    })
final class TrainCommand implements Callable<Integer> {
  /** What may be said anew when a training goes on. */
  private static final Set<String> CHANGEABLE = Set.of("--epochs", "--threads", "--memory");

  private static final String REPORT = "report.html";

  @ParentCommand private @Nullable Main main;
  @Mixin private TrainOptions options = new TrainOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--config",
      paramLabel = "YAML",
      description = "A file with options; those on the command line go before.")
  private @Nullable Path config;

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description = "Goes on with the training in this folder; --epochs may ask for more.")
  private @Nullable Path resume;

  @Override
  public Integer call() {
    Console console = Objects.requireNonNull(main).console(spec);
    if (resume != null) {
      for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
        if (option.userObject() instanceof java.lang.reflect.Field field
            && field.getDeclaringClass() == TrainOptions.class
            && !CHANGEABLE.contains(option.longestName())) {
          throw new JacobiException(
              option.longestName()
                  + ": a training that goes on keeps its settings; only --epochs, --threads and"
                  + " --memory may change");
        }
      }
    }
    Path settings = resume != null ? resume.resolve(RunFolder.SETTINGS) : config;
    if (resume != null) {
      if (config != null) {
        throw new JacobiException("--config: --resume takes the settings of its folder");
      }
      try (RunFolder folder = RunFolder.existing(resume)) {
        take(Objects.requireNonNull(settings));
        return train(console, folder);
      }
    }
    if (settings != null) {
      take(settings);
    }
    options.check();
    if (options.file == null) {
      throw new JacobiException("which file? name one, or - for standard input");
    }
    // what is wrong with the file is said before a folder is made
    try (DataFile file = open(console)) {
      TrainData data = TrainData.read(options, file);
      try (RunFolder folder = RunFolder.create(out())) {
        try {
          Config.write(folder.resolve(RunFolder.SETTINGS), options);
          return train(console, folder, data);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError failed) {
          folder.removeIfWithoutResult(failed);
          throw failed;
        }
      }
    }
  }

  private void take(Path settings) {
    TrainOptions read = Config.read(settings);
    Config.merge(read, spec.commandLine());
    options.file = options.file == null ? read.file : options.file;
  }

  private Path out() {
    if (options.out != null) {
      return options.out;
    }
    String file = Objects.requireNonNull(options.file);
    if (file.equals(DataFile.STANDARD_INPUT)) {
      return Path.of("standard-input-model");
    }
    String name = String.valueOf(Path.of(file).getFileName());
    return Path.of(name.replaceFirst("\\.[^.]+$", "") + "-model");
  }

  private DataFile open(Console console) {
    AtomicLong skipped = new AtomicLong();
    return DataFile.open(
        Objects.requireNonNull(options.file),
        System.in,
        options.skipBadRows
            ? bad -> {
              if (skipped.getAndIncrement() < 3) {
                console.tell("left out: %s", String.valueOf(bad.getMessage()));
              }
            }
            : null);
  }

  private Integer train(Console console, RunFolder folder) {
    options.check();
    if (options.file == null) {
      throw new JacobiException("which file? name the one it was trained on");
    }
    try (DataFile file = open(console)) {
      TrainData data = TrainData.read(options, file);
      Config.write(folder.resolve(RunFolder.SETTINGS), options);
      return train(console, folder, data);
    }
  }

  private Integer train(Console console, RunFolder folder, TrainData data) {
    Training training = new Training(options, data);
    console.print(
        "%s: %d rows of %s",
        data.source(),
        data.raw().size(0),
        DemoCommand.list(data.inputs())
            + (options.isRegressor() ? " -> " + DemoCommand.list(data.targets()) : ""));
    console.print(
        "%d rows to learn from%s",
        data.learned().size(),
        data.judged() == null
            ? ""
            : ", " + data.judged().size() + " to judge by; columns standardised");
    console.print("%s", training.describe());
    console.print("loss = %s", training.describeLoss());
    console.print(
        "%s, learning rate %s, %d epochs, batches of %d, seed %d",
        Training.lower(options.optimizer),
        Double.toString(options.rate()),
        options.epochs,
        training.batch(),
        options.seed);
    if (console.verbose()) {
      console.detail("%d threads, folder %s", options.threads(), folder.path());
    }
    long begin = System.nanoTime();
    Thread wayOut =
        new Thread(
            () ->
                console.tell(
                    "jacobi train: interrupted; go on with: jacobi train --resume %s",
                    folder.path()),
            "jacobi-way-out");
    Runtime.getRuntime().addShutdownHook(wayOut);
    Trained<TableModel> trained;
    try {
      trained = run(console, folder, training);
    } finally {
      forget(wayOut);
    }
    double seconds = (System.nanoTime() - begin) * 1e-9;
    Description description =
        new Description(
            SavedModel.FORMAT,
            options.isRegressor() ? Kind.REGRESSOR : Kind.AUTOENCODER,
            data.inputs(),
            data.targets());
    new SavedModel(trained.best(), description).write(folder.resolve(SavedModel.FILE));
    Inspection before = Inspection.of(training.start(), data, options.threads());
    Inspection after = Inspection.of(trained.best(), data, options.threads());
    new TrainReport(command(), options, data, training, trained, before, after, seconds)
        .write(folder.resolve(REPORT));
    tell(console, folder, training, trained, before, after, seconds);
    return ExitCode.OK;
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // the program ends already, and the hook has its say
      return;
    }
  }

  private Trained<TableModel> run(Console console, RunFolder folder, Training training) {
    AtomicInteger done = new AtomicInteger();
    boolean goesOn = folder.hasCheckpoint();
    if (console.quiet() || console.verbose()) {
      return training.run(folder, console.quiet() ? null : console.err(), epoch -> {});
    }
    if (goesOn) {
      console.tell("going on with %s", folder.path());
    }
    try (Progress progress = Progress.of("training", options.epochs, console.err())) {
      return training.run(
          folder,
          null,
          epoch -> {
            // the first epoch that is told of may not be the first
            while (done.get() <= epoch.epoch().number()) {
              done.incrementAndGet();
              progress.step();
            }
          });
    }
  }

  /** The line that was typed, as far as the program knows it. */
  private String command() {
    return "jacobi "
        + spec.commandLine().getParseResult().originalArgs().stream()
            .map(argument -> argument.matches("[\\w@%+=:,./-]+") ? argument : "'" + argument + "'")
            .collect(java.util.stream.Collectors.joining(" "));
  }

  private void tell(
      Console console,
      RunFolder folder,
      Training training,
      Trained<TableModel> trained,
      Inspection before,
      Inspection after,
      double seconds) {
    Epoch best = trained.history().epochs().get(trained.bestEpoch());
    console.print("");
    console.print("||dy_b/d%s_b|| over all %d rows b", after.inner(), after.norms().length);
    console.print(
        new Table("", "mse", "mean", "std", "std/mean", "min", "max")
            .row(row("before training", before))
            .row(row("after epoch " + best.number(), after)),
        0);
    console.print("");
    console.print(
        "%s of the best epoch, number %d of 0 to %d: %s",
        training.judged(),
        best.number(),
        trained.history().epochs().size() - 1,
        measures(best, training));
    console.print(
        "%s holds %s, settings.yaml, history.csv, report.html", folder.path(), SavedModel.FILE);
    console.print(json(folder, training, trained, before, after, seconds));
  }

  private static String measures(Epoch epoch, Training training) {
    String prefix = training.judged() + " ";
    return epoch.measures().entrySet().stream()
        .filter(each -> each.getKey().startsWith(prefix))
        .map(each ->
            each.getKey().substring(prefix.length()) + " " + Summary.number(each.getValue()))
        .collect(java.util.stream.Collectors.joining(", "));
  }

  private static String[] row(String name, Inspection found) {
    String[] cells = Summary.of(found.norms()).cells();
    String[] row = new String[cells.length + 2];
    row[0] = name;
    row[1] = Summary.number(found.mse());
    System.arraycopy(cells, 0, row, 2, cells.length);
    return row;
  }

  private JsonText json(
      RunFolder folder,
      Training training,
      Trained<TableModel> trained,
      Inspection before,
      Inspection after,
      double seconds) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("folder", folder.path().toString());
    map.put("model", training.describe());
    map.put("loss", training.describeLoss());
    map.put("seconds", seconds);
    map.put("epochs", trained.history().epochs().size());
    map.put("best epoch", trained.bestEpoch());
    map.put("measures", trained.history().epochs().get(trained.bestEpoch()).measures());
    map.put("norm", "dy/d" + after.inner());
    for (Map.Entry<String, Inspection> each :
        List.of(Map.entry("before", before), Map.entry("after", after))) {
      Map<String, Object> found = new LinkedHashMap<>();
      found.put("mse", each.getValue().mse());
      found.put("norm", Summary.of(each.getValue().norms()).map());
      map.put(each.getKey(), found);
    }
    return new JsonText(map);
  }
}
