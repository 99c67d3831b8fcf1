package dev.jacobi.cli;

import dev.jacobi.Compiled;
import dev.jacobi.Jacobi;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.cli.model.DataFile;
import dev.jacobi.cli.model.Nodes;
import dev.jacobi.cli.model.Quantity;
import dev.jacobi.cli.model.RowFile;
import dev.jacobi.cli.model.SavedModel;
import dev.jacobi.cli.model.TableModel;
import dev.jacobi.cli.report.JsonText;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code jacobi jacobian}: derivatives of a saved model at each row of a file. */
@Command(
    name = "jacobian",
    description = {
      "Derivatives of any node of a model by any other, at each row of a file of any size.",
      "",
      "Nodes, in order: input (the columns as they are), x (standardised), the layers, z (the code"
          + " of an autoencoder), y (the result, standardised), output (the same in the units of"
          + " the file). 'jacobi explain DIR' lists them.",
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
      "  jacobi jacobian faithful-model --data faithful.csv --of y --wrt z",
      "  jacobi jacobian faithful-model --data big.parquet --as norm --output norms.npy"
    })
final class JacobianCommand implements Callable<Integer> {
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

  @Option(
      names = "--of",
      paramLabel = "NODE",
      description = "The node to differentiate. Default: y.")
  private String of = "y";

  @Option(
      names = "--wrt",
      paramLabel = "NODE",
      description = "The node to differentiate by. Default: z, or x of a regressor.")
  private @Nullable String wrt;

  @Option(
      names = "--as",
      paramLabel = "QUANTITY",
      defaultValue = "jacobian",
      description =
          "jacobian, norm (Frobenius), singular-values, log-determinant, hessian, laplacian."
              + " Default: ${DEFAULT-VALUE}.")
  private String as = "jacobian";

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "CSV, or NPY if it ends in .npy; - is standard output. Default: -.")
  private Path output = Path.of("-");

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "4096",
      description = "How many rows are in memory at a time. Default: ${DEFAULT-VALUE}.")
  private int rows;

  @Option(names = "--threads", paramLabel = "N", description = "Default: one for each processor.")
  private int threads = Runtime.getRuntime().availableProcessors();

  /** Rows as they stand in the file. */
  @Samples
  record Rows(Tensor input) {}

  @Override
  public Integer call() {
    Console console = Objects.requireNonNull(main).console(spec);
    Quantity quantity = Quantity.of(as);
    if (rows < 1) {
      throw new JacobiException("--rows: " + rows + "; give 1 or more");
    }
    boolean standardOutput = output.toString().equals("-");
    if (!standardOutput) {
      requireWritable(output);
    }
    SavedModel saved = SavedModel.read(model);
    TableModel network = saved.model();
    String by = wrt == null ? network.inner() : wrt;
    Nodes shape =
        network.nodes(
            Tensor.full(
                DType.FLOAT64, dev.jacobi.type.Shape.of(1, saved.description().inputs().size()), 0),
            false);
    requireOrder(shape, of, by);
    List<String> columns = quantity.columns(shape, of, by);
    try (DataFile file = DataFile.open(data, System.in, null)) {
      Compiled.Of2<TableModel, Rows, Tensor> compiled =
          Jacobi.compile(
                  (TableModel m, Rows batch) -> {
                    Nodes nodes = m.nodes(batch.input(), false);
                    return quantity.graph(nodes.get(of), nodes.get(by));
                  })
              .threads(threads);
      AtomicLong count = new AtomicLong();
      Iterable<Tensor> parts =
          () ->
              StreamSupport.stream(file.chunks(saved.columnsIn(file), rows).spliterator(), false)
                  .map(part -> {
                    count.addAndGet(part.size(0));
                    return quantity.rows(compiled.apply(network, new Rows(part)));
                  })
                  .iterator();
      if (standardOutput) {
        RowFile.write(console.out(), columns, parts);
      } else {
        DType dtype = quantity.rows(compiled.apply(network, new Rows(some(saved)))).dtype();
        RowFile.write(output, columns, dtype, parts);
        tell(console, quantity, columns, count.get());
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return ExitCode.OK;
  }

  /** Before a long computation rather than after it. */
  private static void requireWritable(Path output) {
    Path parent = output.toAbsolutePath().getParent();
    String wrong =
        Files.isDirectory(output)
            ? "a directory; name a file in it"
            : parent != null && !Files.isDirectory(parent)
                ? "there is no folder " + parent + "; make it, or name another"
                : output.toString().endsWith(".parquet")
                    ? "it writes CSV, or NPY if the name ends in .npy; name such a file"
                    : null;
    if (wrong != null) {
      throw new JacobiException("--output: " + output + ": " + wrong);
    }
  }

  private static Tensor some(SavedModel saved) {
    return saved.model().input().mean().unsqueeze(0).value();
  }

  private void tell(Console console, Quantity quantity, List<String> columns, long count) {
    if (console.json()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("file", output.toString());
      map.put("rows", count);
      map.put("quantity", quantity.word());
      map.put("columns", columns);
      console.print(new JsonText(map));
    } else {
      console.tell("%s: %d rows of %s", output, count, DemoCommand.list(columns));
    }
    if (RowFile.isNpy(output) && Files.exists(output)) {
      console.detail("columns: %s", String.join(", ", columns));
    }
  }

  /** Derivatives go from a node to one that is computed after it. */
  static void requireOrder(Nodes nodes, String of, String by) {
    nodes.get(of);
    nodes.get(by);
    List<String> order = nodes.names();
    if (order.indexOf(of) <= order.indexOf(by)) {
      throw new JacobiException(
          "--of "
              + of
              + " does not depend on --wrt "
              + by
              + "; the order is "
              + String.join(", ", order)
              + "; --of stands after --wrt");
    }
  }
}
