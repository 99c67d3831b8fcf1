package dev.jacobi.cli;

import dev.jacobi.Check;
import dev.jacobi.Tensor;
import dev.jacobi.cli.model.DataFile;
import dev.jacobi.cli.model.Nodes;
import dev.jacobi.cli.model.SavedModel;
import dev.jacobi.cli.model.TableModel;
import dev.jacobi.cli.report.JsonText;
import dev.jacobi.nn.Weights;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.MixedSamplesException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code jacobi check}: whether the Jacobians of a saved model are right. */
@Command(
    name = "check",
    description = {
      "Checks the per-sample Jacobians of a model on rows of a file.",
      "",
      "Does any sample look at another, and are they what one call for each sample and output gives,"
          + " and finite differences? In float64. The first that is wrong is named, with exit code"
          + " 1.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:it went well", "1:it failed, see 'jacobi --help'", "2:bad input"},
    footer = {
      "",
      "Examples:",
      "  jacobi check faithful-model --data faithful.csv",
      "  jacobi check model --data data.csv --learning   # with the statistics of the batch"
    })
final class CheckCommand implements Callable<Integer> {
  private static final int MOST_ROWS = 4096;

  @ParentCommand private @Nullable Main main;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "DIR", description = "A folder that 'jacobi train' has made.")
  private Path model = Path.of("");

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "CSV, Parquet or NPY with the columns of the model; - is standard input.")
  private String data = "";

  @Option(names = "--of", paramLabel = "NODE", description = "Default: y.")
  private String of = "y";

  @Option(
      names = "--wrt",
      paramLabel = "NODE",
      description = "Default: x, and z of an autoencoder.")
  private @Nullable String wrt;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "32",
      description = "How many of the first rows are checked. Default: ${DEFAULT-VALUE}.")
  private int rows;

  @Option(
      names = "--learning",
      description =
          "Checks it as it is while it learns: batch normalisation then takes the batch's"
              + " statistics.")
  private boolean learning;

  @Override
  public Integer call() {
    Console console = Objects.requireNonNull(main).console(spec);
    if (rows < 1 || rows > MOST_ROWS) {
      throw new JacobiException("--rows: " + rows + "; give a number from 1 to " + MOST_ROWS);
    }
    SavedModel saved = SavedModel.read(model);
    // rounding then hides nothing
    TableModel network = Weights.cast(saved.model(), DType.FLOAT64);
    // mixing before the code shows in derivatives by x only
    List<String> all =
        wrt != null ? List.of(wrt) : Stream.of("x", network.inner()).distinct().toList();
    try (DataFile file = DataFile.open(data, System.in, null)) {
      Iterator<Tensor> parts = file.chunks(saved.columnsIn(file), rows).iterator();
      Tensor input = parts.next();
      Nodes nodes = network.nodes(input, learning);
      all.forEach(by -> JacobianCommand.requireOrder(nodes, of, by));
      List<Object> results = new ArrayList<>();
      for (String by : all) {
        results.add(check(console, nodes, by));
      }
      console.print(new JsonText(results.size() == 1 ? results.get(0) : results));
      return ExitCode.OK;
    }
  }

  private Map<String, Object> check(Console console, Nodes nodes, String by) {
    String what = "d" + of + "/d" + by;
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("jacobian", what);
    result.put("learning", learning);
    try {
      Check.Report report = Check.jacobian(nodes.get(of), nodes.get(by));
      console.print("%s of %d samples%s", what, report.samples(), learning ? ", learning" : "");
      console.print("  samples apart: proven, no sample looks at another");
      console.print("  one call per sample and output: same within %.1e", report.loopError());
      console.print("  finite differences: same within %.1e", report.differenceError());
      result.put("samples", report.samples());
      result.put("apart", true);
      result.put("loop error", report.loopError());
      result.put("difference error", report.differenceError());
      return result;
    } catch (MixedSamplesException mixed) {
      throw wrong(console, result, offender(nodes, by), mixed);
    } catch (JacobiException differs) {
      throw wrong(console, result, null, differs);
    }
  }

  /** The first node that looks at other samples. */
  private static String offender(Nodes nodes, String by) {
    List<String> names = nodes.names();
    for (String name : names.subList(names.indexOf(by) + 1, names.size())) {
      try {
        nodes.get(name).jacobian(nodes.get(by));
      } catch (MixedSamplesException mixed) {
        return name;
      }
    }
    return names.getLast();
  }

  private static RuntimeException wrong(
      Console console, Map<String, Object> result, @Nullable String offender, JacobiException why) {
    result.put("apart", offender == null);
    result.put("node", offender);
    result.put("wrong", why.getMessage());
    console.print(new JsonText(result));
    String node =
        offender == null ? "" : "samples look at each other from node " + offender + " on: ";
    return new Failures.Failed(node + why.getMessage(), why);
  }
}
