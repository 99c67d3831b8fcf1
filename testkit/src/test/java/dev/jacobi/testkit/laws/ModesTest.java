package dev.jacobi.testkit.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Mode;
import dev.jacobi.Tensor;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.testkit.OpSample;
import dev.jacobi.testkit.Ulps;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Forward mode, reverse mode and one call for each output give the same Jacobian. */
final class ModesTest {
  private static final double TOLERANCE = 1e-13;

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.jacobi.testkit.laws.Laws#differentiable")
  void modesAgreeWithTheLoop(String family, List<OpSample> samples) {
    for (OpSample sample : samples) {
      for (int i : sample.reals()) {
        List<Tensor> operands =
            Laws.tensors(Laws.constants(sample.draw(DType.FLOAT64, Shape.scalar(), Laws.SEED)));
        Tensor x = operands.get(i);
        Tensor y = sample.function(Shape.scalar()).apply(operands);
        ArrayValue forward = Laws.value(y.fullJacobian(x, Mode.FORWARD));
        ArrayValue reverse = Laws.value(y.fullJacobian(x, Mode.REVERSE));
        ArrayValue cheaper = Laws.value(y.fullJacobian(x));
        double tolerance = y.dtype() == DType.FLOAT32 ? 1e-6 : TOLERANCE;
        agree(sample, i, forward, reverse, tolerance);
        agree(sample, i, cheaper, reverse, tolerance);
        agree(sample, i, loop(y, x), reverse, tolerance);
      }
    }
  }

  /** A vjp for each element of y. */
  private static ArrayValue loop(Tensor y, Tensor x) {
    int rows = y.shape().elements();
    List<Tensor> jacobian = new ArrayList<>();
    for (int k = 0; k < rows; k++) {
      double[] unit = new double[rows];
      unit[k] = 1;
      jacobian.add(y.vjp(x, Tensor.of(y.shape(), unit)));
    }
    Shape shape = y.shape().concat(x.shape());
    return rows == 0
        ? Laws.value(Tensor.full(x.dtype(), shape, 0))
        : Laws.value(Tensor.stack(0, jacobian).reshape(shape).cast(y.dtype()));
  }

  private static void agree(
      OpSample sample, int operand, ArrayValue a, ArrayValue b, double tolerance) {
    ArrayValue left = Laws.value(Tensor.of(a).cast(DType.FLOAT64));
    ArrayValue right = Laws.value(Tensor.of(b).cast(DType.FLOAT64));
    assertThat(Ulps.relativeError(left, right))
        .as("%s, derivative by operand %d, seed %d", sample, operand, Laws.SEED)
        .isLessThanOrEqualTo(tolerance);
  }

  /** Elementwise operations: a batch of them has one special number for each sample. */
  static Stream<Arguments> elementwise() {
    return Laws.where(sample -> {
      Node y = Laws.made(sample);
      boolean primitive = y.inputs().stream().allMatch(x -> x.op() instanceof Op.Source.Input);
      return primitive
          && y.op() instanceof Op.Elementwise
          && y.dtype() == DType.FLOAT64
          && sample.hasDerivatives();
    });
  }

  /**
   * At NaN, infinities, zeros, denormals and numbers that overflow, each sample of a batch has the
   * same derivative in both modes, NaN where it is NaN. At order 2 the modes multiply in different
   * orders, so that one may meet an infinity times 0 where the other does not: numbers still agree.
   */
  @ParameterizedTest(name = "{0}")
  @MethodSource("elementwise")
  void modesAgreeAtSpecialNumbers(String family, List<OpSample> samples) {
    OpSample sample = samples.get(0);
    for (int i : sample.reals()) {
      List<Node> operands = Laws.constants(sample.special(DType.FLOAT64));
      Shape lead = Shape.of(sample.rounds(DType.FLOAT64));
      Tensor x = new Tensor(operands.get(i));
      Tensor y = new Tensor(sample.apply(operands, lead));
      Tensor ones = y.onesLike();
      Tensor like = x.onesLike();
      Tensor forward = y.jvp(x, like);
      Tensor reverse = y.vjp(x, ones);
      sameNumbers(sample, i, 1, operands, forward, reverse);
      List<Tensor> second =
          List.of(
              forward.jvp(x, like),
              forward.vjp(x, ones),
              reverse.jvp(x, like),
              reverse.vjp(x, ones));
      for (Tensor other : second) {
        sameNumbers(sample, i, 2, operands, other, second.get(0));
      }
    }
  }

  private static void sameNumbers(
      OpSample sample, int operand, int order, List<Node> operands, Tensor a, Tensor b) {
    ArrayValue left = Laws.value(a);
    ArrayValue right = Laws.value(b);
    for (int e = 0; e < left.shape().elements(); e++) {
      double p = left.getDouble(e);
      double q = right.getDouble(e);
      int element = e;
      boolean met = order == 2 && (Double.isNaN(p) || Double.isNaN(q));
      assertThat(met || p == q || Ulps.distance(p, q) <= 4)
          .as(
              "%s, derivative %d by operand %d at %s: %s and %s",
              sample,
              order,
              operand,
              operands.stream().map(x -> Laws.value(x).getDouble(element)).toList(),
              p,
              q)
          .isTrue();
    }
  }

  /** Without a path there is no derivative, in either mode. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.jacobi.testkit.laws.Laws#differentiable")
  void aStoppedOperandHasZeroDerivatives(String family, List<OpSample> samples) {
    OpSample sample = samples.get(0);
    for (int i : sample.reals()) {
      List<Node> operands =
          new ArrayList<>(Laws.constants(sample.draw(DType.FLOAT64, Shape.scalar(), Laws.SEED)));
      Node x = operands.get(i);
      operands.set(i, Node.of(new Op.Marker.StopGradient(), x));
      Tensor y = new Tensor(Nodes.cast(sample.apply(operands, Shape.scalar()), DType.FLOAT64));
      for (Mode mode : List.of(Mode.FORWARD, Mode.REVERSE)) {
        for (double entry : Laws.numbers(Laws.value(y.fullJacobian(new Tensor(x), mode)))) {
          assertThat(entry).as("%s by operand %d", sample, i).isZero();
        }
      }
    }
  }
}
