package dev.jacobi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code jacobi train}: what it makes follows from file and settings alone. */
class TrainTest {
  @TempDir Path folder;

  /** Rows of a curve in three dimensions, and a function of two columns with its derivatives. */
  private Path curve(int rows) throws IOException {
    SplittableRandom random = new SplittableRandom(rows);
    String lines =
        IntStream.range(0, rows)
            .mapToObj(i -> {
              double t = random.nextDouble(-1, 1);
              return t + "," + t * t + "," + Math.sin(t);
            })
            .collect(Collectors.joining("\n", "a,b,c\n", "\n"));
    return Files.writeString(folder.resolve("curve" + rows + ".csv"), lines);
  }

  private String run(String... arguments) {
    Outcome outcome = Outcome.of(arguments);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return outcome.out();
  }

  private byte[] model(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name).resolve("model.safetensors"));
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void sameSettingsSameBitsHoweverTheyAreSaidAndHoweverOftenItIsInterrupted() throws IOException {
    String data = curve(57).toString();
    List<String> options =
        List.of("--hidden", "7,5", "--batch", "13", "--seed", "3", "--latent", "2");
    String[] whole = arguments(options, "train", data, "--epochs", "5", "--out", at("whole"));
    run(whole);

    run(arguments(options, "train", data, "--epochs", "2", "--out", at("parts"), "--threads", "1"));
    run("train", "--resume", at("parts"), "--epochs", "4");
    run("train", "--resume", at("parts"), "--epochs", "5", "--quiet");
    assertThat(model("parts")).isEqualTo(model("whole"));

    Path yaml =
        Files.writeString(
            folder.resolve("settings.yaml"),
            "data: "
                + data
                + "\nhidden: [7, 5]\nbatch: 13\nseed: 3\nlatent: 2\nepochs: 99\nmemory: 64M\n");
    run("train", "--config", yaml.toString(), "--epochs", "5", "--out", at("config"));
    assertThat(model("config")).isEqualTo(model("whole"));

    // what was written is a configuration itself
    Path written = folder.resolve("whole").resolve("settings.yaml");
    run("train", "--config", written.toString(), "--out", at("again"));
    assertThat(model("again")).isEqualTo(model("whole"));

    run(arguments(options, "train", data, "--epochs", "5", "--out", at("other"), "--seed", "4"));
    assertThat(model("other")).isNotEqualTo(model("whole"));
  }

  private static String[] arguments(List<String> options, String... first) {
    return java.util.stream.Stream.concat(
            java.util.Arrays.stream(first), withoutSeedIfGiven(options, first))
        .toArray(String[]::new);
  }

  private static java.util.stream.Stream<String> withoutSeedIfGiven(
      List<String> options, String... first) {
    boolean given = List.of(first).contains("--seed");
    int at = options.indexOf("--seed");
    return IntStream.range(0, options.size())
        .filter(i -> !given || i != at && i != at + 1)
        .mapToObj(options::get);
  }

  @Test
  void theFolderHoldsWhatTheTerminalSays() throws IOException {
    String out = run("train", curve(40).toString(), "--epochs", "3", "--out", at("curve"));
    assertThat(out)
        .contains("40 rows of a, b, c")
        .contains("32 rows to learn from, 8 to judge by")
        .contains("autoencoder 3-32-32-1-32-32-3, tanh, ")
        .contains("loss = mse(y, x) + 0.1 * mean of ||J'J - I||^2, J = dy/dz")
        .containsPattern("before training +[0-9.]+")
        .containsPattern("after epoch [012] +[0-9.]+");
    // the first line and the last name files of any length
    assertThat(out.lines().filter(line -> !line.contains(folder.toString())))
        .allSatisfy(line -> assertThat(line.length()).isLessThan(100));
    Path model = folder.resolve("curve");
    assertThat(Files.readAllLines(model.resolve("history.csv"))).hasSize(4);
    assertThat(Files.readString(model.resolve("settings.yaml"))).contains("epochs: 3");
  }

  /** Derivatives are known of few rows; a training that uses them knows more of the function. */
  @Test
  void derivativeLabelsTeach() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    String lines =
        IntStream.range(0, 40)
            .mapToObj(i -> {
              double u = random.nextDouble(-2, 2);
              double v = random.nextDouble(-2, 2);
              return "%s,%s,%s,%s,%s"
                  .formatted(u, v, Math.sin(u) * v, Math.cos(u) * v, Math.sin(u));
            })
            .collect(Collectors.joining("\n", "u,v,f,df/du,df/dv\n", "\n"));
    Path file = Files.writeString(folder.resolve("labels.csv"), lines);
    String[] common = {
      "train",
      file.toString(),
      "--target",
      "f",
      "--epochs",
      "60",
      "--learning-rate",
      "0.03",
      "--hidden",
      "16",
      "--json"
    };
    String with = run(arguments(List.of("--out", at("with"), "--weight", "1"), common));
    String without = run(arguments(List.of("--out", at("without"), "--penalty", "none"), common));
    assertThat(with).contains("mean of ||dy/dx - dt/dx||^2");
    assertThat(validation(with)).isLessThan(validation(without));
  }

  private static double validation(String json) {
    return Double.parseDouble(json.replaceFirst("(?s).*\"validation mse\":([^,}]*).*", "$1"));
  }

  @Test
  void parquetAndNpyAndStandardInputAreTheSameRows() throws IOException {
    Path csv = curve(33);
    Outcome outcome = Outcome.of("train", csv.toString(), "--epochs", "1", "--out", at("a"));
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    Path npy = folder.resolve("rows.npy");
    dev.jacobi.io.Npy.write(npy, dev.jacobi.io.Csv.read(csv).doubles());
    run("train", npy.toString(), "--epochs", "1", "--out", at("b"));
    java.util.Map<String, dev.jacobi.Tensor> same =
        dev.jacobi.io.Safetensors.read(folder.resolve("a").resolve("model.safetensors"));
    assertThat(dev.jacobi.io.Safetensors.read(folder.resolve("b").resolve("model.safetensors")))
        .allSatisfy((name, tensor) ->
            assertThat(tensor.toDoubles())
                .isEqualTo(java.util.Objects.requireNonNull(same.get(name)).toDoubles()));
    java.io.InputStream before = System.in;
    try (java.io.InputStream in = Files.newInputStream(csv)) {
      System.setIn(in);
      run("train", "-", "--epochs", "1", "--out", at("c"));
    } finally {
      System.setIn(before);
    }
    assertThat(model("c")).isEqualTo(model("a"));
  }
}
