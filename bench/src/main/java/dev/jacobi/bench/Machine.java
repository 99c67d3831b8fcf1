package dev.jacobi.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** What a measurement depends on. */
final class Machine {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  private Machine() {}

  /** Lines that begin with #. */
  static List<String> lines() {
    return List.of(
        "# machine: "
            + processor()
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " processors, "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch"),
        "# java: "
            + System.getProperty("java.vm.name")
            + " "
            + System.getProperty("java.runtime.version"),
        "# flags: " + String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()),
        String.format(
            Locale.ROOT,
            "# date: %s, load average %.2f",
            Instant.now().truncatedTo(ChronoUnit.SECONDS),
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
  }

  private static String processor() {
    if (!Files.isReadable(PROCESSORS)) {
      return "processor unknown";
    }
    try (var lines = Files.lines(PROCESSORS)) {
      List<String> all = lines.limit(40).toList();
      return value(all, "model name")
          + ", family "
          + value(all, "cpu family")
          + " model "
          + value(all, "model\t");
    } catch (IOException unreadable) {
      return "processor unknown (" + unreadable.getMessage() + ")";
    }
  }

  private static String value(List<String> lines, String key) {
    return lines.stream()
        .filter(line -> line.startsWith(key))
        .findFirst()
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .orElse("?");
  }
}
