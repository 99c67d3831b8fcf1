package dev.jacobi.conformance;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The command {@code conformance/run DIR}. */
public final class Main {
  private Main() {}

  /** Runs the cases; exits with 0, with 1 if one fails, with 2 if the call is wrong. */
  public static void main(String[] args) {
    System.exit(run(args, System.out, System.err));
  }

  /** The same without the exit. */
  static int run(String[] args, PrintStream out, PrintStream err) {
    if (args.length != 1) {
      err.println("usage: conformance/run DIR, a folder laid out like cases/");
      return 2;
    }
    Path root = Path.of(args[0]);
    if (!Files.isDirectory(root)) {
      err.println("conformance: " + root + ": not a folder; give one laid out like cases/");
      return 2;
    }
    if (!Runner.holdsCases(root)) {
      err.println(
          "conformance: "
              + root
              + ": no case set in it, such as torch/ or reports/; give the"
              + " folder above them");
      return 2;
    }
    try {
      return new Runner(out).run(root) ? 0 : 1;
    } catch (IOException unreadable) {
      err.println("conformance: " + root + ": cannot be read: " + unreadable);
      return 2;
    }
  }
}
