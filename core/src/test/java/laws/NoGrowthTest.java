package laws;

import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jacobi.Jacobi;
import dev.jacobi.Tensor;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.type.GraphDepthException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Nothing grows from step to step: what is computed and cut lets go of what it was made of, and a
 * loop that never cuts is told so long before memory ends.
 */
final class NoGrowthTest {

  private static String folderOf(Class<?> type) throws URISyntaxException {
    String file = type.getSimpleName() + ".class";
    Path path = Path.of(Objects.requireNonNull(type.getResource(file)).toURI());
    int names = type.getPackageName().split("\\.").length;
    for (int i = 0; i <= names; i++) {
      path = path.getParent();
    }
    return path.toString();
  }

  @Test
  @Timeout(300)
  void aHundredThousandStepsRunInAFixedHeap()
      throws IOException, InterruptedException, URISyntaxException {
    Process training =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-cp",
                folderOf(Tensor.class)
                    + System.getProperty("path.separator")
                    + folderOf(LongTraining.class),
                LongTraining.class.getName(),
                "100000")
            .redirectErrorStream(true)
            .start();
    String output = new String(training.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(training.waitFor()).as(output).isZero();
    assertThat(output).contains("100000 steps, loss ");
    double loss = Double.parseDouble(output.substring(output.lastIndexOf("loss ") + 5).strip());
    assertThat(loss).isLessThan(1e-20);
  }

  @Test
  void aLoopThatNeverCutsIsToldSo() {
    Tensor x = normal(1, 3);
    GraphDepthException told =
        catchThrowableOfType(
            GraphDepthException.class,
            () -> {
              Tensor w = Tensor.scalar(1.0);
              for (int step = 0; step < 100_000; step++) {
                Tensor loss = x.times(w).tanh().sum();
                w = w.minus(loss.gradient(w).times(0.01));
              }
            });
    assertThat(told)
        .hasMessageMatching(
            "\\w+( over axis 0)?( of \\w+)?: the graph below it is 20001 operations deep and was"
                + " never computed, more than 20000; cut it with value\\(\\), let an optimiser update"
                + " the weights, or compile the step");
  }

  @Test
  void theStatedDepthCanBeComputed() {
    Tensor sum = Tensor.scalar(0.0);
    for (int i = 0; i < Node.MAX_DEPTH; i++) {
      sum = sum.plus(1);
    }
    Tensor deepest = sum;
    assertThatThrownBy(() -> deepest.plus(1)).isInstanceOf(GraphDepthException.class);
    assertThat(deepest.item()).isEqualTo(Node.MAX_DEPTH);
    assertThat(deepest.value().plus(1).item()).isEqualTo(Node.MAX_DEPTH + 1);
  }

  @Test
  void theStatedDepthCanBeDifferentiated() {
    Tensor x = Tensor.scalar(0.5);
    Tensor y = x;
    for (int i = 0; i < Node.MAX_DEPTH / 2 - 10; i++) {
      y = y.times(1.0001);
    }
    double factor = Math.pow(1.0001, Node.MAX_DEPTH / 2 - 10);
    assertThat(y.gradient(x).item())
        .isCloseTo(factor, org.assertj.core.data.Percentage.withPercentage(1e-9));
    assertThat(y.jvp(x, Tensor.scalar(1.0)).item())
        .isCloseTo(factor, org.assertj.core.data.Percentage.withPercentage(1e-9));
  }

  @Test
  void valueAndLeavesLetGo() {
    Tensor x = normal(2, 3).exp();
    assertThat(x.value().node().op()).isInstanceOf(Op.Source.Constant.class);
    for (Tensor leaf : Jacobi.leaves(List.of(x, x.sin(), x))) {
      assertThat(leaf.node().op()).isInstanceOf(Op.Source.Constant.class);
      assertThat(leaf.node().inputs()).isEmpty();
    }
  }

  @Test
  void whatWasComputedIsNotComputedAgain() {
    Tensor x = normal(3, 3).exp();
    assertThat(x.node().value()).isNull();
    x.toArray();
    assertThat(x.node().value()).isNotNull();
    assertThat(x.value().toArrayValue().array())
        .as("shares the numbers")
        .isSameAs(Objects.requireNonNull(x.node().value()).array());
  }
}
