package dev.jacobi.conformance;

import java.nio.file.Files;
import java.nio.file.Path;

/** Runs every case set below the folder that it is given; it knows no kind of case set yet. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    if (args.length != 1 || !Files.isDirectory(Path.of(args[0]))) {
      System.err.println("usage: conformance/run DIR, a folder laid out like cases/");
      System.exit(2);
    }
    System.err.println("conformance: " + args[0] + ": no kind of case set is known yet");
    System.exit(1);
  }
}
