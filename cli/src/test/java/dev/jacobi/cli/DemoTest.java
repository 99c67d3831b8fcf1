package dev.jacobi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration on its own data and on the user's. */
class DemoTest {
  @TempDir Path folder;

  /** The demonstration with its report in the test's folder. */
  private Outcome demo(String... more) {
    return Outcome.of(
        Stream.concat(
                Stream.of("demo", "--report", folder.resolve("demo.html").toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void sameSeedSameNumbersAnotherSeedOthers() {
    Outcome first = demo("--epochs", "1", "--seed", "3");
    Outcome again = demo("--epochs", "1", "--seed", "3");
    Outcome other = demo("--epochs", "1", "--seed", "4");
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(again.outWithoutTimes()).isEqualTo(first.outWithoutTimes());
    assertThat(other.outWithoutTimes()).isNotEqualTo(first.outWithoutTimes());
  }

  @Test
  void printsLossesTimesDifferenceAndTable() {
    Outcome outcome = demo("--epochs", "2", "--batch", "64");
    assertThat(outcome.out())
        .contains("Old Faithful: 272 rows of eruptions, waiting")
        .contains("Linear autoencoder 2-1-2 without bias")
        .containsPattern("epoch +loss1 +loss2 +loss\\R +0 .*\\R +1 .*\\R +2 ")
        .containsPattern("one call per sample and output \\(64 calls\\) +[0-9.]+")
        .containsPattern("whole batch at once +[0-9.]+ +[0-9.]+ times faster")
        .containsPattern("largest difference .* in 36 steps: (0|[0-9.]+e-1[3-9])\\R")
        .contains("Deeper autoencoder 2-32-32-1-32-32-2, tanh, Adam")
        .containsPattern(
            "mse +mean +std +std/mean +min +max\\R +without penalty .*\\R +with penalty ");
    assertThat(outcome.out().lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(80));
    assertThat(outcome.err())
        .contains("with penalty: 1 of 2\n")
        .contains("with penalty: 2 of 2\n")
        .doesNotContain("\r");
    assertThat(folder.resolve("demo.html")).content().contains("Per-sample Jacobians in training");
  }

  @Test
  void takesMoreColumnsWithoutHeaderAndABatchBeyondTheRows() throws IOException {
    String lines =
        IntStream.range(0, 7)
            .mapToObj(i -> i + "," + i * i + "," + (i % 3 - 1) + ".5e-1")
            .collect(Collectors.joining("\n"));
    Path file = Files.writeString(folder.resolve("three.csv"), lines);
    Outcome outcome = demo("--csv", file.toString(), "--epochs", "1");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("7 rows of column 1, column 2, column 3")
        .contains("batches of 7")
        .contains("3-1-3")
        .contains("3-32-32-1-32-32-3")
        .contains("(21 calls)");
  }
}
