package compositions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Attention;
import dev.jacobi.Tensor;
import dev.jacobi.type.ShapeException;
import org.junit.jupiter.api.Test;

/** Attention against loops, under masks, and its derivatives. */
final class AttentionTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  /** out[t] = sum over allowed s of e^(q_t k_s / sqrt d) v_s / sum of the same without v. */
  private static double[] loops(Tensor q, Tensor k, Tensor v, Tensor mask) {
    int d = q.size(1);
    int e = v.size(1);
    double[] out = new double[q.size(0) * e];
    for (int t = 0; t < q.size(0); t++) {
      double total = 0;
      for (int s = 0; s < k.size(0); s++) {
        double score = 0;
        for (int i = 0; i < d; i++) {
          score += q.toDoubles()[t * d + i] * k.toDoubles()[s * d + i] / Math.sqrt(d);
        }
        double weight = mask.toBooleans()[t * k.size(0) + s] ? Math.exp(score) : 0;
        total += weight;
        for (int j = 0; j < e; j++) {
          out[t * e + j] += weight * v.toDoubles()[s * e + j];
        }
      }
      for (int j = 0; j < e; j++) {
        out[t * e + j] = total == 0 ? 0 : out[t * e + j] / total;
      }
    }
    return out;
  }

  @Test
  void equalsLoops() {
    Tensor q = Probe.numbers(1, 4, 3);
    Tensor k = Probe.numbers(2, 5, 3);
    Tensor v = Probe.numbers(3, 5, 2);
    Tensor all = Tensor.ones(4, 5).gt(0);
    Probe.assertClose(Attention.of(q, k, v), loops(q, k, v, all), 1e-13, 1e-14);
    Tensor some = Probe.numbers(4, 4, 5).gt(0);
    Probe.assertClose(Attention.of(q, k, v, some), loops(q, k, v, some), 1e-13, 1e-14);
    Tensor added = Tensor.where(some, Tensor.scalar(0.0), -INF);
    Probe.assertClose(Attention.of(q, k, v, added), loops(q, k, v, some), 1e-13, 1e-14);
    // leading axes run together, or are repeated
    Tensor heads = Attention.of(q.expand(2, 3, 4, 3), k.unsqueeze(0), v.expand(3, 5, 2));
    Probe.assertClose(heads.get(1).get(2), loops(q, k, v, all), 1e-13, 1e-14);
  }

  @Test
  void causalSeesOnlyThePast() {
    assertThat(Attention.causal(3).toBooleans())
        .containsExactly(true, false, false, true, true, false, true, true, true);
    Tensor x = Probe.numbers(1, 3, 2);
    Tensor y = Attention.of(x, x, x, Attention.causal(3));
    Probe.assertClose(y.get(0), x.get(0), 1e-15);
    Tensor j = y.fullJacobian(x);
    assertThat(j.get(1).select(1, 2).toDoubles()).containsOnly(0);
    Probe.assertDerivatives(t -> Attention.of(t, t, t, Attention.causal(3)).pow(3).sum(), x);
  }

  /** A query that may attend to nothing has the result 0 and takes part in no derivative. */
  @Test
  void nothingToAttendTo() {
    Tensor x = Probe.numbers(1, 3, 2);
    Tensor mask =
        Tensor.of(
            new boolean[][] {{true, true, false}, {false, false, false}, {true, false, true}});
    Tensor y = Attention.of(x, x, x, mask);
    assertThat(y.get(1).toDoubles()).containsOnly(0);
    Probe.assertClose(y, loops(x, x, x, mask), 1e-13, 1e-14);
    assertThat(y.get(1).sum().gradient(x).abs().toDoubles()).containsOnly(0);
    Probe.assertDerivatives(t -> Attention.of(t, t, t, mask).pow(3).sum(), x);
  }

  @Test
  void samplesStayApartAndQueriesDoNot() {
    Tensor x = Probe.numbers(1, 3, 4, 2);
    Tensor y = Attention.of(x, x, x);
    Tensor j = y.jacobian(x);
    assertThat(j.shape().sizes()).containsExactly(3, 4, 2, 4, 2);
    Probe.assertClose(j.get(2), y.fullJacobian(x).get(2).select(2, 2), 1e-14);
    Tensor batch = x.reshape(12, 2);
    assertThatThrownBy(() -> Attention.of(batch, batch, batch).jacobian(batch))
        .hasMessageContaining("of attention, made at AttentionTest.java");
  }

  @Test
  void saysWhatDoesNotFit() {
    Tensor q = Tensor.ones(4, 3);
    assertThatThrownBy(() -> Attention.of(q, Tensor.ones(5, 2), Tensor.ones(5, 2)))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "attention: q [4, 3], k [5, 2], v [5, 2]; it takes [..., t, d], [..., s, d] and"
                + " [..., s, e]");
  }
}
