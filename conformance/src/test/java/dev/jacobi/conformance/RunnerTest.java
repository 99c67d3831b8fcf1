package dev.jacobi.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a file or a call is said in a line, and in the exit code. */
class RunnerTest {
  @TempDir Path root;

  private Path file(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static String read(String name) throws IOException {
    return Files.readString(Run.CASES.resolve(name));
  }

  private void assertFails(String reason) {
    Run run = Run.of(root);
    assertThat(run.lines()).hasSize(3);
    assertThat(run.lines().getFirst()).contains("FAIL  ").contains(reason);
    assertThat(run.lines().getLast()).isEqualTo("0 passed, 1 failed");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.errors()).isEmpty();
  }

  @Test
  void anUnknownReportIsNamed() throws IOException {
    file("reports/a.json", "{\"name\": \"sqrt_at_zero\", \"expected\": {}}");
    assertFails("unknown report sqrt_at_zero; known: [batchnorm_mixing, ");
  }

  @Test
  void truncatedJsonIsNamed() throws IOException {
    String whole = read("torch/mixing.json");
    file("torch/mixing.json", whole.substring(0, whole.length() / 2));
    assertFails("not JSON at line 1, column ");
  }

  @Test
  void aMissingPartIsNamed() throws IOException {
    file("torch/mixing.json", read("torch/mixing.json").replace("\"l2.weight\"", "\"l2.other\""));
    assertFails("missing: l2.weight");
  }

  @Test
  void aMissingExpectationIsNamed() throws IOException {
    file("reports/a.json", read("reports/pow_at_zero.json").replace("\"square\"", "\"cube\""));
    assertFails("missing: expected.square");
  }

  @Test
  void aWrongNumberIsNamed() throws IOException {
    String right = read("reports/pow_at_zero.json");
    String wrong = right.replace("1.3862943611198906", "1.386294371");
    file("reports/pow_at_zero.json", wrong);
    assertFails(
        "expected.exponent.gradient_wrt_b, element 1: 1.3862943611198906, expected"
            + " 1.386294371 ([");
  }

  @Test
  void anExpectationThatNothingComputesFails() throws IOException {
    String text = read("torch/attention.json").replaceFirst("\"q\"", "\"h\": [1, 2], \"q\"");
    file("torch/attention.json", text);
    assertFails("nothing computes h");
  }

  @Test
  void anotherShapeIsNamed() throws IOException {
    file(
        "reports/a.json",
        read("reports/softplus_derivatives.json").replaceFirst("\"order1\": \\[", "$0 0.5,"));
    assertFails("expected.order1: shape [8], expected [9] (");
  }

  @Test
  void notANumberIsNamed() throws IOException {
    file("reports/a.json", read("reports/softplus_derivatives.json").replace("20.0,", "\"x\","));
    assertFails("input.x.3: not a number");
  }

  @Test
  void aLabelThatIsNoWholeNumberIsNamed() throws IOException {
    String text = read("torch/per_sample.json");
    file("torch/per_sample.json", text.replaceFirst("\"labels\": \\[\\d", "$0.5"));
    assertFails("labels: not whole numbers");
  }

  @Test
  void dataThatDoNotFillTheShapeAreNamed() throws IOException {
    file(
        "torch/simplenet.json",
        read("torch/simplenet.json").replaceFirst("\"shape\": \\[16", "\"shape\": [17"));
    assertFails("x: of: 32 values for shape [17, 2]");
  }

  @Test
  void anUnknownStructureIsNamed() throws IOException {
    file("torch/new.json", "{\"about\": \"something else\", \"h\": 1}");
    assertFails("unknown structure: about, h");
  }

  @Test
  void anUnknownActivationIsNamed() throws IOException {
    file(
        "torch/isometric_cube.json",
        read("torch/isometric_tanh.json").replace("\"tanh\"", "\"cube\""));
    assertFails("unknown activation cube");
  }

  @Test
  void otherFilesAndEmptyOnesFail() throws IOException {
    file("torch/a.json", "");
    file("torch/b.json", "[1]");
    file("torch/c.txt", "");
    file("torch/README.md", "");
    Run run = Run.of(root);
    assertThat(run.lines().get(0)).contains("torch/a ").contains("FAIL  not a JSON object");
    assertThat(run.lines().get(1)).contains("torch/b ").contains("FAIL  not a JSON object");
    assertThat(run.lines().get(2)).contains("torch/c.txt ").contains("FAIL  not a .json file");
    assertThat(run.lines().getLast()).isEqualTo("0 passed, 3 failed");
  }

  @Test
  void aFileOfAnotherNameIsKnownByItsParts() throws IOException {
    file("torch/z.json", read("torch/mixing.json"));
    Run run = Run.of(root);
    assertThat(run.lines().getFirst()).contains("torch/z ").contains("  pass  (float32 ");
    assertThat(run.exit()).isZero();
  }

  @Test
  void otherSetsAreListedAndCounted() throws IOException {
    file("onnx/one/model.onnx", "");
    file("onnx/one/input_0.pb", "");
    file("poems/a.txt", "");
    Run run = Run.of(root);
    assertThat(run.lines().get(0)).startsWith("onnx ").endsWith("2 files, not supported yet");
    assertThat(run.lines().get(1))
        .startsWith("poems ")
        .endsWith("1 files, not a known kind of case");
    assertThat(run.lines().get(2)).isEqualTo("3 not run");
    assertThat(run.lines().get(3)).isEqualTo("0 passed, 0 failed");
    assertThat(run.exit()).isZero();
  }

  @Test
  void aWrongCallIsAnsweredWithTheUse() throws IOException {
    assertThat(Run.of())
        .isEqualTo(
            new Run(2, List.of(), "usage: conformance/run DIR, a folder laid out like cases/\n"));
    assertThat(Run.of(root, root).exit()).isEqualTo(2);
    assertThat(Run.of(root.resolve("none")).errors()).contains("none: not a folder; give one");
    assertThat(Run.of(root).errors()).contains("no case set in it, such as torch/ or reports/");
    assertThat(Run.of(root).exit()).isEqualTo(2);
  }
}
