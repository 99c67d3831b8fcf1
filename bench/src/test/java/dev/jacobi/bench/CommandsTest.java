package dev.jacobi.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.bench.FirstSteps.Bucket;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every benchmark runs, at the smallest size. */
final class CommandsTest {
  private record Outcome(int code, List<String> results, String err) {}

  private static Outcome run(String line) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(new PrintWriter(out), new PrintWriter(err), line.split(" "));
    List<String> lines = out.toString().lines().toList();
    assertThat(lines.stream().filter(text -> text.startsWith("# machine: "))).hasSize(1);
    List<String> results = lines.stream().filter(text -> !text.startsWith("#")).toList();
    return new Outcome(code, results, err.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "memory --largest 1000 --threads 1",
        "adbench --only gmm_d2_ --warm 0 --seconds 0",
        "loader --rows 700 --batch 100",
        "warmup --processes 1 --seconds 0.3 b/penalty/16/1t"
      })
  void printsOneResult(String line) {
    Outcome outcome = run(line);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.code()).isZero();
    assertThat(outcome.results()).hasSize(1);
  }

  @Test
  void accuracyIsThatOfEachFunction() {
    Outcome outcome = run("accuracy --points 4096");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.results())
        .hasSizeGreaterThan(80)
        .allSatisfy(line -> assertThat(Double.parseDouble(line.split(" ")[3])).isLessThan(4));
  }

  @Test
  void kernelsHaveAShareOfThePeak() {
    Outcome outcome = run("kernels --forks 0 --iterations 1 --millis 1 --warm 1 --only outerLanes");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.results()).hasSize(2 + 2 * 2 * 3);
    assertThat(outcome.results().get(0)).startsWith("peak/");
    assertThat(outcome.results().get(2)).startsWith("outerLanes/").endsWith("%");
  }

  @Test
  void profilesNameInstructions() {
    Outcome outcome = run("profile --seconds 0.05 f/adam/3/1t");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.results()).hasSizeGreaterThan(20).contains("f/adam/3/1t");
    assertThat(String.join("\n", outcome.results())).contains("weight gradient");
  }

  @Test
  void wrongCasesAreRefused() {
    assertThat(run("peers c/zzz").code()).isEqualTo(2);
    assertThat(run("warmup c").code()).isEqualTo(2);
  }

  @Test
  void fullSpeedIsReachedInTheFirstBucketWithinAFifth() {
    List<Bucket> buckets =
        List.of(
            new Bucket(1, 9),
            new Bucket(2, 1.3),
            new Bucket(3, 1.2),
            new Bucket(4, 1),
            new Bucket(5, 1),
            new Bucket(6, 1.1));
    double steady = FirstSteps.steady(buckets);
    assertThat(steady).isEqualTo(1.1);
    assertThat(FirstSteps.reached(buckets, steady)).isEqualTo(2);
  }

  @Test
  void errorsAreInUlps() {
    assertThat(AccuracyCommand.ulps(1f, 1 + 0x1p-24)).isEqualTo(0.5);
    assertThat(AccuracyCommand.ulps(1.0, 1.0)).isZero();
    assertThat(AccuracyCommand.ulps(Math.nextUp(1.0), 1.0)).isEqualTo(1);
    assertThat(AccuracyCommand.ulps(Double.NaN, Double.NaN)).isZero();
    assertThat(AccuracyCommand.ulps(Float.NaN, 1)).isInfinite();
    assertThat(AccuracyCommand.ulps(1.0, Double.NaN)).isInfinite();
    assertThat(AccuracyCommand.ulps(Float.POSITIVE_INFINITY, 1e300)).isZero();
  }
}
