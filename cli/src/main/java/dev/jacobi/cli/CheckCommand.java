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
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
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
      "Checks the per-sample Jacobians of a model on rows of a file: does any sample look at"
          + " another, and are they what one call for each sample and output gives, and finite"
          + " differences? In float64. The first that is wrong is named, with exit code 1.",
      ""
    },
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

  @Option(names = "--wrt", paramLabel = "NODE", description = "Default: z, or x of a regressor.")
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
    String by = wrt == null ? network.inner() : wrt;
    try (DataFile file = DataFile.open(data, System.in, null)) {
      Iterator<Tensor> parts = file.chunks(saved.columnsIn(file), rows).iterator();
      Tensor input = parts.next();
      Nodes nodes = network.nodes(input, learning);
      JacobianCommand.requireOrder(nodes, of, by);
      return check(console, nodes, by);
    }
  }

  private int check(Console console, Nodes nodes, String by) {
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
      console.print(new JsonText(result));
      return ExitCode.OK;
    } catch (MixedSamplesException mixed) {
      return wrong(console, result, false, mixed);
    } catch (JacobiException differs) {
      return wrong(console, result, true, differs);
    }
  }

  private static int wrong(
      Console console, Map<String, Object> result, boolean apart, JacobiException why) {
    result.put("apart", apart);
    result.put("wrong", why.getMessage());
    console.print(new JsonText(result));
    throw new Failures.Failed(String.valueOf(why.getMessage()), why);
  }
}
