package laws;

import static laws.Numbers.assertClose;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Jacobi;
import dev.jacobi.Mode;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cheaper of the two modes is taken, by counted cost, and said why; both agree. */
final class ModeChoiceTest {
  private static Tensor network(Tensor z, int outputs) {
    int inputs = z.size(1);
    Tensor hidden = z.matmul(normal(1, inputs, 16)).tanh().matmul(normal(3, 16, 16)).tanh();
    return hidden.matmul(normal(2, 16, outputs)).sin();
  }

  private static String note(Tensor derivative) {
    return Objects.requireNonNull(derivative.node().input(0).note());
  }

  @ParameterizedTest
  @CsvSource({
    "1, 7, reverse mode (1 sweep, ", "2, 9, reverse mode (2 sweeps, ",
    "7, 1, forward mode (1 sweep, ", "9, 2, forward mode (2 sweeps, "
  })
  void fewerSweepsWhereTheNetworkIsTheSame(int outputs, int inputs, String chosen) {
    Tensor z = normal(3, 5, inputs);
    Tensor y = network(z, outputs);
    assertThat(note(y.jacobian(z)))
        .startsWith(
            "jacobian of y "
                + y.shape()
                + " by z "
                + z.shape()
                + ": samples proven independent; "
                + chosen)
        .contains(" over " + (outputs > inputs ? "reverse" : "forward") + " mode (");
    assertThat(note(y.fullJacobian(z)))
        .contains(outputs > inputs ? "; forward mode (" : "; reverse mode (");
  }

  @Test
  void theCostIsCountedAndNotOnlyTheSweeps() {
    // the first layer's tangents are shared by all samples, so that four forward sweeps cost less
    // than three reverse ones
    Tensor z = normal(4, 50, 4);
    Tensor y = z.matmul(normal(5, 4, 2)).tanh().matmul(normal(6, 2, 3)).tanh();
    String why = note(y.jacobian(z));
    assertThat(why)
        .contains("; forward mode (4 sweeps, ")
        .contains(" over reverse mode (3 sweeps, ");
    assertThat(kiloflops(why, "forward")).isPositive().isLessThan(kiloflops(why, "reverse"));
  }

  private static double kiloflops(String note, String mode) {
    String from = note.substring(note.indexOf(mode + " mode ("));
    String number = from.substring(from.indexOf(", ") + 2, from.indexOf(" kflop"));
    return Double.parseDouble(number);
  }

  @Test
  void theModeCanBeForced() {
    Tensor z = normal(5, 4, 3);
    Tensor y = network(z, 2);
    assertThat(note(y.jacobian(z, Mode.FORWARD))).endsWith("; forward mode as asked");
    assertThat(note(y.jacobian(z, Mode.REVERSE))).endsWith("; reverse mode as asked");
    assertThat(note(y.fullJacobian(z, Mode.FORWARD))).endsWith("; forward mode as asked");
    assertThat(note(y.fullJacobian(z, Mode.REVERSE))).endsWith("; reverse mode as asked");
  }

  @Test
  void bothModesAgreeToRounding() {
    Tensor z = normal(6, 4, 3);
    Tensor y = network(z, 2).div(z.norm(1).unsqueeze(1));
    assertClose(y.jacobian(z, Mode.FORWARD), y.jacobian(z, Mode.REVERSE), 1e-13);
    assertClose(y.fullJacobian(z, Mode.FORWARD), y.fullJacobian(z, Mode.REVERSE), 1e-13);
    Tensor w = normal(7, 3);
    assertClose(
        Jacobi.jacobian((Tensor x) -> network(x.unsqueeze(0), 2), Mode.FORWARD).apply(w),
        Jacobi.jacobian((Tensor x) -> network(x.unsqueeze(0), 2), Mode.REVERSE).apply(w),
        1e-13);
  }

  @Test
  void theResultHasTheTypeOfYInEitherMode() {
    for (Mode mode : Mode.values()) {
      Tensor wide = normal(8, 4, 3);
      Tensor narrow = wide.cast(DType.FLOAT32).tanh();
      assertThat(narrow.jacobian(wide, mode).dtype()).isEqualTo(DType.FLOAT32);
      assertThat(narrow.fullJacobian(wide, mode).dtype()).isEqualTo(DType.FLOAT32);
      Tensor z = wide.cast(DType.FLOAT32);
      assertThat(z.cast(DType.FLOAT64).tanh().jacobian(z, mode).dtype()).isEqualTo(DType.FLOAT64);
    }
  }
}
