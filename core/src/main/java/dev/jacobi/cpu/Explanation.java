package dev.jacobi.cpu;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Printer;
import dev.jacobi.graph.Walk;
import dev.jacobi.optimize.Simplifier;
import dev.jacobi.schedule.Program;
import dev.jacobi.schedule.Scheduler;
import dev.jacobi.transform.Label;
import dev.jacobi.transform.SampleLabels;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;

/**
 * The way from a graph to a program, and what was decided on it. The environment variable {@code
 * JACOBI_DEBUG} (or the system property {@code jacobi.debug}) names stages that are printed to the
 * standard error when a function is compiled: {@code graph}, {@code rewrites}, {@code labels},
 * {@code modes}, {@code program}, separated by commas, or {@code all}.
 */
public final class Explanation {
  private final Map<String, Supplier<String>> stages = new LinkedHashMap<>();
  private final Executable executable;

  private Explanation(
      List<Node> outputs,
      List<Node> inputs,
      Function<Set<DType>, Kernels> kernels,
      int threads,
      long memory) {
    // the first event of a process takes a fifth of a second to prepare
    CompileEvent event = FlightRecorder.isInitialized() ? new CompileEvent() : null;
    if (event != null) {
      event.begin();
    }
    Simplifier.Simplified simplified = Simplifier.run(outputs);
    List<Node> simple = simplified.outputs();
    this.executable = bind(simple, inputs, kernels, threads, memory);
    Program program = executable.program();
    if (event != null) {
      event.nodes = Walk.topological(simple).size();
      event.instructions = program.phases().stream().mapToInt(p -> p.body().size()).sum();
      event.commit();
    }
    stages.put("graph", () -> Printer.print(outputs));
    stages.put("rewrites", () -> rewrites(outputs, simple, simplified.applied()));
    stages.put("labels", () -> labels(simple));
    stages.put("modes", () -> modes(Walk.topological(outputs)));
    stages.put(
        "program",
        () -> program + executable.layoutText() + "; " + executable.kernels() + " kernels\n");
    print();
  }

  /** Within the budget, if need be by computing values again instead of keeping them. */
  private static Executable bind(
      List<Node> outputs,
      List<Node> inputs,
      Function<Set<DType>, Kernels> kernels,
      int threads,
      long memory) {
    Program program = Scheduler.schedule(outputs, inputs);
    if (Executable.fits(program, memory)) {
      return new Executable(program, kernels, threads, memory, true);
    }
    Program smaller = Scheduler.scheduleForMemory(outputs, inputs);
    return new Executable(smaller, kernels, threads, memory, true);
  }

  /** Simplifies, schedules and binds. */
  public static Explanation compile(
      List<Node> outputs,
      List<Node> inputs,
      Function<Set<DType>, Kernels> kernels,
      int threads,
      long memory) {
    return new Explanation(outputs, inputs, kernels, threads, memory);
  }

  /** What was compiled. */
  public Executable executable() {
    return executable;
  }

  /**
   * One stage by its name.
   *
   * @throws JacobiException if there is no such stage
   */
  public String stage(String name) {
    Supplier<String> text = stages.get(name);
    if (text == null) {
      throw new JacobiException(
          "explain: no stage " + name + "; there are " + String.join(", ", stages.keySet()));
    }
    return text.get();
  }

  private static String rewrites(
      List<Node> before, List<Node> after, Map<String, Integer> applied) {
    StringBuilder text = new StringBuilder();
    text.append(Walk.topological(before).size())
        .append(" nodes, ")
        .append(Walk.topological(after).size())
        .append(" after\n");
    applied.forEach(
        (name, count) -> text.append("  ").append(name).append(" x").append(count).append('\n'));
    return text.toString();
  }

  private static String labels(List<Node> outputs) {
    SampleLabels labels = SampleLabels.schedule(outputs);
    return Printer.print(
        outputs,
        node ->
            switch (labels.of(node)) {
              case Label.Shared() -> "shared";
              case Label.Sample(var axis, var run) ->
                  "sample at axis " + axis + (run == 1 ? "" : " in runs of " + run);
              case Label.Total(var at) -> "total";
              case Label.Mixed(var at) -> "mixed";
            });
  }

  private static String modes(List<Node> nodes) {
    StringBuilder text = new StringBuilder();
    for (Node node : nodes) {
      if (node.note() != null) {
        text.append(node.note()).append('\n');
      }
    }
    return text.toString();
  }

  private void print() {
    String wanted = System.getProperty("jacobi.debug", System.getenv("JACOBI_DEBUG"));
    if (wanted == null || wanted.isBlank()) {
      return;
    }
    Set<String> names = Set.of(wanted.trim().split("\\s*,\\s*"));
    List<String> lines = new ArrayList<>();
    stages.forEach((name, text) -> {
      if (names.contains(name) || names.contains("all")) {
        lines.add("jacobi " + name + ":\n" + text.get());
      }
    });
    System.err.print(String.join("", lines));
  }

  /** Modes, rewrites and program. */
  @Override
  public String toString() {
    return stage("modes") + stage("rewrites") + stage("program");
  }
}
