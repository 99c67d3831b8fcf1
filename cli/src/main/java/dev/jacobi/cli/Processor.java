package dev.jacobi.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The processor of this machine. */
final class Processor {
  private static final Path LINUX = Path.of("/proc/cpuinfo");
  private static final Path LOAD = Path.of("/proc/loadavg");

  private Processor() {}

  /** Its name where the system tells, else the architecture. */
  static String name() {
    String architecture = System.getProperty("os.arch");
    if (!Files.isReadable(LINUX)) {
      return architecture;
    }
    try (Stream<String> lines = Files.lines(LINUX)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse(architecture);
    } catch (IOException unreadable) {
      return architecture;
    }
  }

  /** How many threads wanted to run in the last minute, on average; 0 where no system tells. */
  static double load() {
    try {
      return Files.isReadable(LOAD) ? Double.parseDouble(Files.readString(LOAD).split(" ")[0]) : 0;
    } catch (IOException | NumberFormatException unreadable) {
      return 0;
    }
  }
}
