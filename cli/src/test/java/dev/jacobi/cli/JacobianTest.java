package dev.jacobi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jacobi.io.Csv;
import dev.jacobi.io.Npy;
import dev.jacobi.io.Table;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code jacobi jacobian}, {@code check} and {@code explain} on models of Old Faithful. */
class JacobianTest {
  @TempDir static Path folder;

  private static Path data;

  @BeforeAll
  static void train() throws IOException {
    data = folder.resolve("faithful.csv");
    try (InputStream in =
        Objects.requireNonNull(DemoCommand.class.getResourceAsStream("faithful.csv"))) {
      Files.copy(in, data);
    }
    for (String norm : new String[] {"none", "batch"}) {
      String[] arguments = {
        "train",
        data.toString(),
        "--latent",
        "2",
        "--hidden",
        "5",
        "--epochs",
        "2",
        "--penalty",
        "none",
        "--norm",
        norm,
        "--out",
        folder.resolve(norm).toString()
      };
      Outcome outcome = Outcome.of(arguments);
      assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    }
  }

  private static Outcome run(String command, String model, String... more) {
    String[] arguments = new String[more.length + 4];
    arguments[0] = command;
    arguments[1] = folder.resolve(model).toString();
    arguments[2] = "--data";
    arguments[3] = data.toString();
    System.arraycopy(more, 0, arguments, 4, more.length);
    return Outcome.of(arguments);
  }

  private static Table table(String... more) throws IOException {
    Outcome outcome = run("jacobian", "none", more);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return Csv.read(Files.writeString(folder.resolve("out.csv"), outcome.out()));
  }

  @Test
  void columnsSayWhatTheyAre() throws IOException {
    assertThat(table().names())
        .containsExactly("dy[0]/dz[0]", "dy[0]/dz[1]", "dy[1]/dz[0]", "dy[1]/dz[1]");
    assertThat(table("--as", "norm", "--of", "output", "--wrt", "input").names())
        .containsExactly("norm(doutput/dinput)");
    assertThat(table("--as", "laplacian").names())
        .containsExactly("laplacian y[0] by z", "laplacian y[1] by z");
    assertThat(table("--as", "hessian", "--of", "z", "--wrt", "x").names())
        .hasSize(8)
        .contains("d2z[1]/dx[0]dx[1]");
  }

  /** What is computed of a Jacobian agrees with the Jacobian, row by row. */
  @Test
  void quantitiesAgree() throws IOException {
    double[] j = table().doubles().toDoubles();
    double[] norms = table("--as", "norm").doubles().toDoubles();
    double[] sigma = table("--as", "singular-values").doubles().toDoubles();
    double[] logs = table("--as", "log-determinant").doubles().toDoubles();
    double[] hessian = table("--as", "hessian").doubles().toDoubles();
    double[] laplacian = table("--as", "laplacian").doubles().toDoubles();
    assertThat(norms).hasSize(272);
    for (int b = 0; b < norms.length; b++) {
      double squares = 0;
      for (int i = 0; i < 4; i++) {
        squares += j[4 * b + i] * j[4 * b + i];
      }
      double determinant = j[4 * b] * j[4 * b + 3] - j[4 * b + 1] * j[4 * b + 2];
      assertThat(norms[b]).isCloseTo(Math.sqrt(squares), within(1e-5));
      assertThat(Math.hypot(sigma[2 * b], sigma[2 * b + 1])).isCloseTo(norms[b], within(1e-5));
      assertThat(Math.exp(logs[b])).isCloseTo(Math.abs(determinant), within(1e-5));
      for (int k = 0; k < 2; k++) {
        int at = 8 * b + 4 * k;
        assertThat(hessian[at + 1]).isCloseTo(hessian[at + 2], within(1e-5));
        assertThat(hessian[at] + hessian[at + 3]).isCloseTo(laplacian[2 * b + k], within(1e-5));
      }
    }
  }

  /** How many rows are in memory at a time does not show, and neither does the file's form. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 13, 257, 1000})
  void chunksDoNotShow(int rows) {
    String whole = run("jacobian", "none").out();
    assertThat(run("jacobian", "none", "--rows", Integer.toString(rows)).out()).isEqualTo(whole);
    Path npy = folder.resolve(rows + ".npy");
    Outcome outcome =
        run("jacobian", "none", "--rows", Integer.toString(rows), "--output", npy.toString());
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    String first = whole.lines().skip(1).findFirst().orElseThrow();
    assertThat(Npy.read(npy).shape().sizes()).containsExactly(272, 4);
    assertThat(Float.toString(Npy.read(npy).toFloats()[0])).isEqualTo(first.split(",")[0]);
  }

  /** A file that cannot be written is refused before anything is computed. */
  @Test
  void whereNothingCanBeWrittenIsSaidAtOnce() {
    Map.of(
            folder,
            "a directory; name a file in it",
            folder.resolve("absent").resolve("rows.csv"),
            "there is no folder " + folder.resolve("absent") + "; make it, or name another",
            folder.resolve("rows.parquet"),
            "it writes CSV, or NPY if the name ends in .npy; name such a file")
        .forEach((file, wrong) -> {
          Outcome outcome = run("jacobian", "none", "--output", file.toString());
          assertThat(outcome.err())
              .isEqualTo(
                  "jacobi jacobian: --output: " + file + ": " + wrong + System.lineSeparator());
          assertThat(outcome.exitCode()).isEqualTo(2);
        });
    assertThat(folder.resolve("rows.parquet")).doesNotExist();
  }

  @Test
  void checkProvesOrNamesTheOffender() {
    Outcome right = run("check", "none");
    assertThat(right.exitCode()).as(right.err()).isZero();
    assertThat(right.out()).contains("samples apart: proven").contains("finite differences: same");
    assertThat(run("check", "batch").exitCode()).isZero();
    Outcome mixed = run("check", "batch", "--learning");
    assertThat(mixed.exitCode()).isEqualTo(1);
    assertThat(mixed.err().lines()).hasSize(1);
    assertThat(mixed.err()).contains("samples mix at").contains("batchNorm");
    Outcome json = run("check", "batch", "--learning", "--json");
    assertThat(json.out()).contains("\"apart\":false");
  }

  @Test
  void explainShowsNodesModeAndProgram() {
    Outcome outcome = Outcome.of("explain", folder.resolve("none").toString());
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("encoder.0")
        .contains("samples proven independent")
        .contains("flop a sample");
    String graph =
        Outcome.of(
                "explain",
                folder.resolve("none").toString(),
                "z",
                "--wrt",
                "input",
                "--stage",
                "graph,labels")
            .out();
    assertThat(graph).contains("dz/dinput").contains("sample at axis 0");
  }

  @Test
  void cardsOfAllOperations() {
    dev.jacobi.cli.card.OpCard.names().stream()
        .map(name -> name.split("[: ]")[0])
        .distinct()
        .filter(name -> !name.equals("random"))
        .limit(6)
        .forEach(name -> assertThat(Outcome.of("explain", "--op", name).exitCode()).isZero());
    assertThat(Outcome.of("explain", "--op", "tanh").out())
        .containsPattern("reverse, v to x0 +v \\* \\(1 - tanh\\(x0\\)\\^2\\)")
        .containsPattern("claimed +within 2 ulps in float64, 3 in float32");
  }

  @Test
  void infoSaysWhatServes() {
    Outcome outcome = Outcome.of("info");
    assertThat(outcome.out()).contains("kernels").contains("threads").contains("java");
    assertThat(Outcome.of("info", "--json").out()).startsWith("{\"jacobi\":");
  }
}
