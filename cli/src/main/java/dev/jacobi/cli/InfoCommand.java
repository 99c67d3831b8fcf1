package dev.jacobi.cli;

import dev.jacobi.cli.report.JsonText;
import dev.jacobi.cpu.KernelSets;
import dev.jacobi.cpu.kernel.Fma;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code jacobi info}: what this machine offers, and what is used of it. */
@Command(
    name = "info",
    description = {"Version, Java, kernels and why these, threads and memory.", ""},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:it went well", "1:it failed, see 'jacobi --help'", "2:bad input"},
    footer = {"", "Example:", "  jacobi info --json"})
final class InfoCommand implements Callable<Integer> {
  @ParentCommand private @Nullable Main main;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Console console = Objects.requireNonNull(main).console(spec);
    Map<String, Object> facts = facts();
    int width = facts.keySet().stream().mapToInt(String::length).max().orElse(0);
    facts.forEach((name, value) -> console.print("%-" + width + "s  %s", name, value));
    console.print(new JsonText(facts));
    return ExitCode.OK;
  }

  static Map<String, Object> facts() {
    Runtime runtime = Runtime.getRuntime();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("jacobi", Version.number());
    facts.put("java", Runtime.version() + ", " + System.getProperty("java.vm.name"));
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    facts.put("processor", Processor.name());
    facts.put("kernels", kernels());
    facts.put("threads", runtime.availableProcessors());
    facts.put("memory", runtime.maxMemory() / (1 << 20) + " MB at most (JACOBI_JAVA_OPTS=-Xmx8g)");
    return facts;
  }

  /** Which kernels serve, and why these. */
  static String kernels() {
    String wanted = System.getProperty("jacobi.kernels", System.getenv("JACOBI_KERNELS"));
    if ("plain".equals(wanted)) {
      return "plain loops, as jacobi.kernels asks for";
    }
    if (!Fma.FUSED) {
      return "plain loops: this processor has no fused multiply-add";
    }
    if (!KernelSets.hasVectors()) {
      return "plain loops: the module jdk.incubator.vector is not there";
    }
    return "vectors of "
        + FloatVector.SPECIES_PREFERRED.vectorBitSize()
        + " bits"
        + ("vector".equals(wanted) ? "" : ", plain loops until they are compiled");
  }
}
