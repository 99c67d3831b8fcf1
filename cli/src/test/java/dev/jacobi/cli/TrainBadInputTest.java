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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code jacobi train} and its kin refuse: one line, an exit code, and no result. */
class TrainBadInputTest {
  private static final String ROWS = "1,2\n3,5\n2,4\n4,1\n5,3\n";

  @TempDir Path folder;

  private void assertRefused(int exitCode, String part, String... arguments) {
    Outcome outcome = Outcome.of(arguments);
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(exitCode);
    assertThat(outcome.err().lines()).as(outcome.err()).hasSize(1);
    assertThat(outcome.err()).contains(part);
    assertThat(outcome.out()).isEmpty();
  }

  static Stream<Arguments> files() {
    return Stream.of(
        Arguments.of("", "empty; it takes rows of numbers"),
        Arguments.of("a,b\n", "a header and no rows"),
        Arguments.of("a,b\n1,2\n", "one row; it takes two or more"),
        Arguments.of(
            "a\n1\n2\n3\n", "one column, 'a'; an autoencoder takes two or more, parted by comma"),
        Arguments.of("a,b\n1,2\n3\n", "line 3: 1 cell; the first line has 2"),
        Arguments.of("a,a\n" + ROWS, "two columns are named 'a'"),
        Arguments.of(
            "a,b\n1,red\n2,blue\n3,red\n",
            "'red' is not a number; write one, such as 2.5, or take the line out, or choose columns"
                + " with --columns"),
        Arguments.of(
            "a,b\n1,NaN\n2,3\n",
            "'NaN' is not finite; take the line out, or leave such lines out by --skip-bad-rows"),
        Arguments.of(
            "a,b\n1,7\n2,7\n3,7\n", "column 'b': 7.0 in all 3 rows; a constant says nothing"),
        Arguments.of("a,b\n1,\0\n", "a binary file, and neither Parquet nor NPY"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void file(String content, String part) throws IOException {
    Path file = Files.writeString(folder.resolve("data.csv"), content);
    Path out = folder.resolve("out");
    assertRefused(2, part, "train", file.toString(), "--validation", "0", "--out", out.toString());
    assertThat(out).doesNotExist();
  }

  /** Other separators and decimal marks, a mark of byte order, and no header are no mistakes. */
  @ParameterizedTest
  @MethodSource("dialects")
  void dialect(String content) throws IOException {
    Path file = Files.writeString(folder.resolve("data.csv"), content);
    Outcome outcome =
        Outcome.of(
            "train", file.toString(), "--epochs", "1", "--out", folder.resolve("o").toString());
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("5 rows of ");
  }

  static Stream<String> dialects() {
    return Stream.of(
        ROWS,
        "\uFEFFa,b\n" + ROWS,
        "a;b\n" + ROWS.replace(',', ';'),
        "a;b\n" + ROWS.replace(",", ",5;"),
        "a\tb\r\n" + ROWS.replace(",", "\t").replace("\n", "\r\n"),
        "a,\n" + ROWS);
  }

  static Stream<Arguments> options() {
    return Stream.of(
        Arguments.of("--latent 3", "--latent: 3 numbers for 2 columns"),
        Arguments.of("--latent 0", "--latent: 0 is out of range"),
        Arguments.of("--batch 5", "--batch: 5, but"),
        Arguments.of("--target c", "no column 'c'"),
        Arguments.of("--target Bee", "no column 'Bee', did you mean 'b'?"),
        Arguments.of("--columns a,a", "column 'a' twice"),
        Arguments.of("--target a,b", "no column is left to predict it from"),
        Arguments.of("--target b --latent 1", "--latent: a regressor has no code"),
        Arguments.of("--target b --penalty isometry", "isometry is of autoencoders"),
        Arguments.of("--penalty sobolev", "sobolev is of regressors"),
        Arguments.of("--target b --penalty sobolev", "has no column db/da"),
        Arguments.of("--validation 1", "give a share from 0 to below 1"),
        Arguments.of("--weight -1", "--weight: -1.0; give a number from 0"),
        Arguments.of("--learning-rate 0", "--learning-rate: 0.0; give a number above 0"),
        Arguments.of("--memory 1X", "'1X' is not a size"),
        Arguments.of("--memory 100", "memory"),
        Arguments.of("--activation tanhh", "invalid value for option '--activation'"),
        Arguments.of("--epoch 5", "unknown option '--epoch', did you mean '--epochs'?"));
  }

  @ParameterizedTest
  @MethodSource("options")
  void option(String given, String part) throws IOException {
    Path file = Files.writeString(folder.resolve("data.csv"), "a,b\n" + ROWS);
    Outcome outcome =
        Outcome.of(
            Stream.concat(
                    Stream.of("train", file.toString(), "--out", folder.resolve("o").toString()),
                    Stream.of(given.split(" ")))
                .toArray(String[]::new));
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(2);
    assertThat(outcome.err()).contains(part);
    assertThat(folder.resolve("o").resolve("model.safetensors")).doesNotExist();
  }

  static Stream<Arguments> configs() {
    return Stream.of(
        Arguments.of("epoch: 5", "unknown key 'epoch', did you mean 'epochs'?"),
        Arguments.of("epochs: many", "for key 'epochs': 'many' is not an int"),
        Arguments.of("epochs: {a: 1}", "key 'epochs' holds no value"),
        Arguments.of("- 1", "no keys in it"),
        Arguments.of("a: [1", "not YAML"),
        Arguments.of("", "no keys in it"));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void config(String content, String part) throws IOException {
    Path file = Files.writeString(folder.resolve("c.yaml"), content);
    assertRefused(2, part, "train", "--config", file.toString());
  }

  @Test
  void folders() throws IOException {
    Path file = Files.writeString(folder.resolve("data.csv"), "a,b\n" + ROWS);
    Path full = Files.createDirectory(folder.resolve("full"));
    Path kept = Files.writeString(full.resolve("thesis.txt"), "mine");
    assertRefused(
        2, "full is not empty; name another", "train", file.toString(), "--out", full.toString());
    assertRefused(
        2, "is a file; name a folder", "train", file.toString(), "--out", kept.toString());
    assertRefused(2, "holds no training", "train", "--resume", full.toString());
    assertRefused(2, "no such folder", "train", "--resume", folder.resolve("no").toString());
    assertThat(kept).hasContent("mine");
    Path busy = folder.resolve("busy");
    try (RunFolder held = RunFolder.create(busy)) {
      assertThat(held.path()).isEqualTo(busy);
      assertRefused(
          2,
          "another training runs in this folder",
          "train",
          file.toString(),
          "--out",
          busy.toString());
    }
    String[] train = {"train", file.toString(), "--epochs", "1", "--out", busy.toString()};
    assertThat(Outcome.of(train).exitCode()).isZero();
    assertRefused(2, "go on with its training by --resume", train);
    assertRefused(
        2,
        "--seed: a training that goes on keeps its settings",
        "train",
        "--resume",
        busy.toString(),
        "--seed",
        "2");
    assertRefused(2, "no such file", "train", folder.resolve("none.csv").toString());
    assertRefused(2, "a directory; name a file in it", "train", full.toString());
    assertRefused(2, "which file?", "train");
  }

  /** What is refused once the loss is traced leaves no folder, so that it can be tried again. */
  @Test
  void mixingPenalty() throws IOException {
    Path file = Files.writeString(folder.resolve("data.csv"), "a,b\n" + ROWS);
    Path out = folder.resolve("mixing");
    Outcome outcome =
        Outcome.of("train", file.toString(), "--norm", "batch", "--out", out.toString());
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("samples mix at").contains("batchNorm");
    assertThat(out).doesNotExist();
  }

  @Test
  void models() throws IOException {
    Path file = Files.writeString(folder.resolve("data.csv"), "a,b\n" + ROWS);
    Path out = folder.resolve("model");
    assertThat(
            Outcome.of("train", file.toString(), "--epochs", "1", "--out", out.toString())
                .exitCode())
        .isZero();
    String data = file.toString();
    assertRefused(
        2,
        "no node 'yy', did you mean 'y'?",
        "jacobian",
        out.toString(),
        "--data",
        data,
        "--of",
        "yy");
    assertRefused(
        2,
        "--of x does not depend on --wrt z",
        "jacobian",
        out.toString(),
        "--data",
        data,
        "--of",
        "x");
    assertRefused(
        2, "did you mean 'norm'?", "jacobian", out.toString(), "--data", data, "--as", "nrom");
    assertRefused(2, "no such folder", "jacobian", "nowhere", "--data", data);
    assertRefused(2, "no model.safetensors in it", "jacobian", folder.toString(), "--data", data);
    Path other = Files.writeString(folder.resolve("other.csv"), "a,c\n" + ROWS);
    assertRefused(2, "no column 'b'", "check", out.toString(), "--data", other.toString());
    assertRefused(
        2,
        "there is no folder",
        "jacobian",
        out.toString(),
        "--data",
        data,
        "--output",
        folder.resolve("no/x.csv").toString());

    // a bad row far down leaves no half-written result
    String rows = IntStream.range(0, 5000).mapToObj(i -> i + ",1\n").collect(Collectors.joining());
    Path late = Files.writeString(folder.resolve("late.csv"), "a,b\n" + rows + "1,oops\n");
    Path result = folder.resolve("result.csv");
    assertRefused(
        2,
        "line 5002",
        "jacobian",
        out.toString(),
        "--data",
        late.toString(),
        "--output",
        result.toString());
    assertThat(folder)
        .isDirectoryNotContaining(f -> f.getFileName().toString().contains("result.csv"));

    byte[] model = Files.readAllBytes(out.resolve("model.safetensors"));
    for (int length : new int[] {0, 7, 100, model.length - 1}) {
      Files.write(out.resolve("model.safetensors"), java.util.Arrays.copyOf(model, length));
      assertRefused(2, "model.safetensors", "explain", out.toString());
    }
    byte[] later =
        new String(model, java.nio.charset.StandardCharsets.ISO_8859_1)
            .replace("\\\"format\\\":1", "\\\"format\\\":9")
            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    Files.write(out.resolve("model.safetensors"), later);
    assertRefused(2, "of format 9, this version of jacobi reads 1", "explain", out.toString());
  }
}
