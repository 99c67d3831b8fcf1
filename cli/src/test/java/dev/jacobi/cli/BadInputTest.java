package dev.jacobi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input gets one line that says what is wrong and what to do, and exit code 2. */
class BadInputTest {
  @TempDir Path folder;

  private static void assertRefused(Outcome outcome, String line) {
    assertThat(outcome.err()).isEqualTo(line + System.lineSeparator());
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  static Stream<Arguments> files() {
    return Stream.of(
        Arguments.of("", "F: empty; it takes rows of numbers"),
        Arguments.of("\n\n", "F: empty; it takes rows of numbers"),
        Arguments.of("a,b\n", "F: a header and no rows; it takes rows of numbers"),
        Arguments.of("a\n1\n2\n", "F: one column; it takes two or more"),
        Arguments.of(
            "a,b\n1,2\n3,\n",
            "F, line 3, column 2 (b): an empty cell; fill it or take the line out"),
        Arguments.of(
            "a,b\n1,2\n\n3,four\n",
            "F, line 4, column 2 (b): 'four' is not a number; write one, such as 2.5, or take the"
                + " line out"),
        Arguments.of(
            "a,b\n1,0x10\n",
            "F, line 2, column 2 (b): '0x10' is not a number; write one, such as 2.5, or take the"
                + " line out"),
        Arguments.of(
            "a,b\n\"1\n2\",3\n",
            "F, line 2, column 1 (a): '1 2' is not a number; write one, such as 2.5, or take the"
                + " line out"),
        Arguments.of(
            "a,b\n1,2\n3\n", "F, line 3: 1 cell; the first line has 2; every line takes as many"),
        Arguments.of(
            "a,b\n1,2,3\n", "F, line 2: 3 cells; the first line has 2; every line takes as many"),
        Arguments.of(
            "a,b\n1,NaN\n", "F, line 2, column 2 (b): 'NaN' is not finite; take the line out"),
        Arguments.of(
            "-inf,1\n1,2\n",
            "F, line 1, column 1 (column 1): '-inf' is not finite; take the line out"),
        Arguments.of(
            "a,b\n1,1e999\n", "F, line 2, column 2 (b): '1e999' is not finite; take the line out"),
        Arguments.of("a,a\n1,2\n", "F, line 1: two columns are named 'a'; rename one of them"),
        Arguments.of(
            "a,2\n1,2\n",
            "F, line 1: 1 of 2 cells are numbers; a header has names only, a row numbers only;"
                + " say which it is with header(true) or header(false)"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void file(String content, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("data.csv"), content);
    assertRefused(
        Outcome.of("demo", "--csv", file.toString()),
        "jacobi demo: csv: " + message.replaceFirst("F", file.toString()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,b:1,2:3,2:5,2 | column 'b': 2.0 in all 3 samples; a constant cannot be standardised",
        "a,b:1,2 | column 'a': 1.0 in all 1 samples; a constant cannot be standardised",
        "a,b:1,2:1e200,3 | column 'a': mean 5.0E199 and variance Infinity; they must be finite",
      },
      quoteCharacter = '`')
  void columnsWithoutADeviation(String lines, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("data.csv"), lines.replace(':', '\n'));
    Outcome outcome = Outcome.of("demo", "--csv", file.toString());
    assertThat(outcome.err()).startsWith("jacobi demo: standardization: " + file + ", " + message);
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  @Test
  void quoteThatNeverCloses() throws IOException {
    Path file = Files.writeString(folder.resolve("data.csv"), "a,b\n1,\"2\n3,4\n");
    Outcome outcome = Outcome.of("demo", "--csv", file.toString());
    assertThat(outcome.err()).startsWith("jacobi demo: csv: " + file).contains("quote");
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  @Test
  void missingFileAndFolder() {
    Path missing = folder.resolve("missing.csv");
    assertRefused(
        Outcome.of("demo", "--csv", missing.toString()),
        "jacobi demo: csv: " + missing + ": no such file; check its name");
    assertRefused(
        Outcome.of("demo", "--csv", folder.toString()),
        "jacobi demo: csv: " + folder + ": a directory; name a file in it");
  }

  static Stream<Arguments> commandLines() {
    return Stream.of(
        Arguments.of(
            "demo --epochs 0",
            "jacobi demo: --epochs: 0 is out of range; give a whole number from 1 to 1000000"),
        Arguments.of(
            "demo --batch -3",
            "jacobi demo: --batch: -3 is out of range; give a whole number from 1 to 1000000"),
        Arguments.of(
            "demo --epochs many",
            "jacobi demo: invalid value for option '--epochs': 'many' is not an int; see 'jacobi"
                + " demo --help'"),
        Arguments.of(
            "demo --seed 1.5",
            "jacobi demo: invalid value for option '--seed': '1.5' is not a long; see 'jacobi demo"
                + " --help'"),
        Arguments.of(
            "demo --csv",
            "jacobi demo: missing required parameter for option '--csv' (FILE); see 'jacobi demo"
                + " --help'"),
        Arguments.of(
            "demo --epoch 5",
            "jacobi demo: unknown option '--epoch', did you mean '--epochs'?; see 'jacobi demo"
                + " --help'"),
        Arguments.of(
            "demo data.csv", "jacobi demo: unknown argument 'data.csv'; see 'jacobi demo --help'"),
        Arguments.of(
            "demp", "jacobi: unknown command 'demp', did you mean 'demo'?; see 'jacobi --help'"),
        Arguments.of("", "jacobi: which command?; see 'jacobi --help'"));
  }

  @ParameterizedTest
  @MethodSource("commandLines")
  void commandLine(String arguments, String line) {
    assertRefused(Outcome.of(arguments.isEmpty() ? new String[0] : arguments.split(" ")), line);
  }
}
