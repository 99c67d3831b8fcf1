package dev.jacobi.cli;

import dev.jacobi.Jacobi;
import dev.jacobi.Tensor;
import dev.jacobi.cli.JacobianCommand.Rows;
import dev.jacobi.cli.card.OpCard;
import dev.jacobi.cli.model.Nearest;
import dev.jacobi.cli.model.Nodes;
import dev.jacobi.cli.model.SavedModel;
import dev.jacobi.cli.model.TableModel;
import dev.jacobi.cli.report.JsonText;
import dev.jacobi.nn.Weights;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
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

/** {@code jacobi explain}: what was decided for a model, or what is known of an operation. */
@Command(
    name = "explain",
    description = {
      "How the Jacobian of a node of a model is computed, or the card of an operation.",
      "",
      "Of a model: its nodes, the mode and why, phases, cost, and on request the graph, its labels"
          + " and rewrites. Of an operation: formula, rules, measured error.",
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
      "  jacobi explain faithful-model",
      "  jacobi explain faithful-model y --wrt input --stage graph,labels",
      "  jacobi explain --op tanh"
    })
final class ExplainCommand implements Callable<Integer> {
  private static final List<String> STAGES =
      List.of("graph", "rewrites", "labels", "modes", "program");

  @ParentCommand private @Nullable Main main;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DIR",
      description = "A folder that 'jacobi train' has made.")
  private @Nullable Path model;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NODE",
      description = "The node to differentiate. Default: y.")
  private @Nullable String node;

  @Option(names = "--wrt", paramLabel = "NODE", description = "Default: z, or x of a regressor.")
  private @Nullable String wrt;

  @Option(
      names = "--stage",
      split = ",",
      paramLabel = "STAGE",
      defaultValue = "modes,program",
      description = "graph, rewrites, labels, modes, program. Default: ${DEFAULT-VALUE}.")
  private List<String> stages = List.of();

  @Option(
      names = "--samples",
      paramLabel = "B",
      defaultValue = "1024",
      description = "For how many rows at a time. Default: ${DEFAULT-VALUE}.")
  private int samples;

  @Option(names = "--op", paramLabel = "NAME", description = "An operation, as tanh or matmul.")
  private @Nullable String op;

  @Override
  public Integer call() {
    Console console = Objects.requireNonNull(main).console(spec);
    if (op != null) {
      Map<String, String> card = OpCard.of(op);
      OpCard.lines(card).forEach(line -> console.print("%s", line));
      console.print(new JsonText(card));
      return ExitCode.OK;
    }
    if (model == null) {
      throw new JacobiException("of what? name a model's folder, or --op and an operation");
    }
    for (String stage : stages) {
      if (!STAGES.contains(stage)) {
        throw new JacobiException(
            "--stage: no '"
                + stage
                + "'"
                + Nearest.hint(stage, STAGES)
                + "; there are "
                + String.join(", ", STAGES));
      }
    }
    if (samples < 1 || samples > 1 << 20) {
      throw new JacobiException("--samples: " + samples + "; give a number from 1 to 1048576");
    }
    explain(console, SavedModel.read(model));
    return ExitCode.OK;
  }

  private void explain(Console console, SavedModel saved) {
    TableModel network = saved.model();
    String of = node == null ? "y" : node;
    String by = wrt == null ? network.inner() : wrt;
    int columns = saved.description().inputs().size();
    Tensor rows = Tensor.full(DType.FLOAT64, Shape.of(samples, columns), 0).value();
    Nodes nodes = network.nodes(rows, false);
    JacobianCommand.requireOrder(nodes, of, by);
    var compiled =
        Jacobi.compile((TableModel m, Rows batch) -> {
          Nodes all = m.nodes(batch.input(), false);
          return all.get(of).jacobian(all.get(by));
        });
    compiled.apply(network, new Rows(rows));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", model);
    json.put("weights", Weights.count(network));
    Map<String, Object> sizes = new LinkedHashMap<>();
    nodes.names().forEach(name -> sizes.put(name, nodes.get(name).size(1)));
    json.put("nodes", sizes);
    console.print(
        "%s: %s of %s, %d weights in %s",
        String.valueOf(model),
        Training.lower(saved.description().kind()),
        DemoCommand.list(saved.description().inputs()),
        Weights.count(network),
        network.dtype().toString());
    Table table = new Table("node", "numbers a row");
    nodes.names().forEach(name -> table.row(name, Integer.toString(nodes.get(name).size(1))));
    console.print("");
    console.print(table, 2);
    for (String stage : stages) {
      String text = compiled.explain(stage).strip();
      console.print("");
      console.print("%s of d%s/d%s for %d rows:", stage, of, by, samples);
      console.print("%s", text);
      json.put(stage, text);
    }
    console.print(new JsonText(json));
  }
}
