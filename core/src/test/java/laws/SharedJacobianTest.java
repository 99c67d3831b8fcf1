package laws;

import static laws.Numbers.assertAllZero;
import static laws.Numbers.assertClose;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Tensor;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Walk;
import dev.jacobi.optimize.Simplifier;
import dev.jacobi.type.Shape;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * A decoder that is linear has one Jacobian and not one for each sample: it is computed once, and
 * what is derived from it further is zero rather than an error.
 */
final class SharedJacobianTest {
  private static final int B = 11;
  private static final Tensor W = normal(1, 5, 3);
  private static final Tensor U = normal(2, 7, 5);

  /** No node has as many elements as all Jacobians, but the one that repeats it in the end. */
  private static void assertComputedOnce(UnaryOperator<Tensor> decoder) {
    Tensor z = normal(3, B, 3);
    Tensor y = decoder.apply(z);
    Tensor jacobian = y.jacobian(z);
    Node simple = Simplifier.simplify(List.of(jacobian.node())).get(0);
    assertThat(simple.op()).isInstanceOf(Op.Movement.Expand.class);
    for (Node node : Walk.topological(List.of(simple.input(0)))) {
      assertThat(node.shape().elements()).as("%s", node).isLessThan(B * y.size(1) * 3);
      assertThat(node.shape().rank() > 0 && node.shape().size(0) == B)
          .as("depends on the samples: %s", node)
          .isFalse();
    }
    Tensor full = y.fullJacobian(z);
    for (int b = 0; b < B; b++) {
      assertClose(jacobian.get(b), full.get(b).select(1, b), 1e-14);
    }
  }

  @Test
  void ofLinearDecodersIsOneMatrix() {
    assertComputedOnce(z -> z.matmul(W.transpose()));
    assertComputedOnce(z -> z.matmul(W.transpose()).plus(normal(4, 5)));
    assertComputedOnce(z -> z.matmul(W.transpose()).matmul(U.transpose()));
    assertComputedOnce(z -> W.matmul(z.transpose()).transpose());
    assertComputedOnce(z -> z.times(3).matmul(W.transpose()).minus(normal(5, B, 5)));
    assertComputedOnce(z -> Tensor.einsum("bi,oi->bo", z, W));
  }

  @Test
  void isTheWeightItself() {
    Tensor z = normal(3, B, 3);
    Tensor jacobian = z.matmul(W.transpose()).jacobian(z);
    for (int b = 0; b < B; b++) {
      assertClose(jacobian.get(b), W, 0);
    }
  }

  @Test
  void secondDerivativesAreZeros() {
    Tensor z = normal(3, B, 3);
    Tensor y = z.matmul(W.transpose());
    Tensor jacobian = y.jacobian(z);
    Tensor second = jacobian.jacobian(z);
    assertThat(second.shape()).isEqualTo(Shape.of(B, 5, 3, 3));
    assertAllZero(second);
    Tensor third = second.jacobian(z);
    assertThat(third.shape()).isEqualTo(Shape.of(B, 5, 3, 3, 3));
    assertAllZero(third);
  }

  @Test
  void aPenaltyOnItHasZeroGradientByTheSample() {
    Tensor x = normal(4, B, 2);
    Tensor encoder = normal(5, 2, 3);
    Tensor z = x.matmul(encoder);
    Tensor penalty = z.matmul(W.transpose()).jacobian(z).frobenius(1, 2).minus(1).abs().sum();
    assertAllZero(penalty.gradient(z));
    assertAllZero(penalty.gradient(encoder));
    assertAllZero(penalty.hessian(z));
    assertAllZero(penalty.hvp(z, normal(6, B, 3)));
    // and by the weight that of B equal norms
    Tensor norm = W.square().sum().sqrt();
    double sign = Math.signum(norm.item() - 1);
    assertClose(penalty.gradient(W), W.div(norm).times(B * sign), 1e-13);
  }

  @Test
  void onlyWhatDependsOnTheSampleCostsBySample() {
    Tensor z = normal(3, B, 3);
    Tensor y = z.matmul(W.transpose()).plus(z.tanh().matmul(W.transpose()));
    assertClose(
        y.jacobian(z),
        W.unsqueeze(0).times(z.tanh().square().unaryMinus().plus(2).unsqueeze(1)),
        1e-13);
  }
}
