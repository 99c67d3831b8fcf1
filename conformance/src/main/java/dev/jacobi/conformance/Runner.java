package dev.jacobi.conformance;

import dev.jacobi.conformance.Case.Outcome;
import dev.jacobi.conformance.adbench.AdbenchCases;
import dev.jacobi.conformance.files.FileCases;
import dev.jacobi.conformance.nist.NistCases;
import dev.jacobi.conformance.reports.ReportCases;
import dev.jacobi.conformance.torch.TorchCases;
import dev.jacobi.conformance.torchlayers.TorchLayerCases;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Runs the case sets below a folder and prints one line for each case. */
public final class Runner {
  /** The sets that can be run. */
  private static final List<CaseSet> SETS =
      List.of(
          new TorchCases(),
          new ReportCases(),
          new TorchLayerCases(),
          new FileCases(),
          new AdbenchCases(),
          new NistCases());

  /** The sets that have a place beside them and are only counted. */
  private static final List<String> COUNTED = List.of("onnx");

  private final PrintStream out;
  private int passed;
  private int failed;
  private int notRun;
  private int notReached;

  /** A runner that prints there. */
  public Runner(PrintStream out) {
    this.out = out;
  }

  /** Whether there is a folder of a known name. */
  public static boolean holdsCases(Path root) {
    return Stream.concat(SETS.stream().map(CaseSet::folder), COUNTED.stream())
        .anyMatch(folder -> Files.isDirectory(root.resolve(folder)));
  }

  /**
   * Runs all that lies below the folder.
   *
   * @return whether nothing failed
   */
  public boolean run(Path root) throws IOException {
    Map<String, Path> folders = new TreeMap<>();
    for (Path entry : visible(root)) {
      if (Files.isDirectory(entry)) {
        folders.put(entry.getFileName().toString(), entry);
      }
    }
    for (CaseSet set : SETS) {
      Path folder = folders.remove(set.folder());
      if (folder != null) {
        cases(set, folder).forEach(this::run);
      }
    }
    for (Map.Entry<String, Path> rest : folders.entrySet()) {
      count(rest.getKey(), rest.getValue());
    }
    out.println(notRun + " not run");
    if (notReached > 0) {
      out.println(notReached + " not reached by the library's method");
    }
    out.println(passed + " passed, " + failed + " failed");
    return failed == 0;
  }

  private static List<Case> cases(CaseSet set, Path folder) {
    try {
      return set.cases(visible(folder));
    } catch (IOException unreadable) {
      return List.of(new Case(set.folder(), () -> Outcome.failed("cannot be read: " + unreadable)));
    }
  }

  private void run(Case each) {
    Outcome outcome = each.run();
    if (outcome.notReached() != null) {
      notReached++;
      out.printf(
          Locale.ROOT, "%-52s  %8s  not reached: %s%n", each.name(), "-", outcome.notReached());
      return;
    }
    boolean pass = outcome.fault() == null;
    passed += pass ? 1 : 0;
    failed += pass ? 0 : 1;
    String error =
        Double.isNaN(outcome.worstError())
            ? "-"
            : String.format(Locale.ROOT, "%.1e", outcome.worstError());
    out.printf(
        Locale.ROOT,
        "%-52s  %8s  %s%n",
        each.name(),
        error,
        pass ? "pass" + inSingle(outcome.single()) : "FAIL  " + outcome.fault());
  }

  private static String inSingle(double error) {
    return Double.isNaN(error) ? "" : String.format(Locale.ROOT, "  (float32 %.0e)", error);
  }

  private void count(String name, Path folder) throws IOException {
    int files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = (int) all.filter(Files::isRegularFile).count();
    }
    notRun += files;
    String why = COUNTED.contains(name) ? "not supported yet" : "not a known kind of case";
    out.printf(Locale.ROOT, "%-52s  %8s  not run: %d files, %s%n", name, "-", files, why);
  }

  /** What lies in a folder, sorted by name, without hidden files and Markdown. */
  private static List<Path> visible(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> visible = new ArrayList<>();
      entries.forEach(visible::add);
      visible.removeIf(
          p -> p.getFileName().toString().startsWith(".") || p.toString().endsWith(".md"));
      visible.sort(null);
      return visible;
    }
  }
}
