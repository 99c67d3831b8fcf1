package laws;

import static laws.Numbers.assertAllZero;
import static laws.Numbers.assertClose;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Mode;
import dev.jacobi.Tensor;
import dev.jacobi.transform.Jacobians;
import dev.jacobi.transform.Label;
import dev.jacobi.transform.SampleLabels;
import dev.jacobi.type.MixedSamplesException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * On programs written at random: where the proof accepts, no sample depends on another; and it
 * accepts a program for one sample exactly if it accepts it for many.
 */
final class ProofIsSoundTest {
  private static final int PROGRAMS = 250;

  private static boolean accepts(Tensor y, Tensor z) {
    try {
      y.jacobian(z);
      return true;
    } catch (MixedSamplesException refused) {
      return false;
    }
  }

  @Test
  void acceptedProgramsHaveNothingBesideTheDiagonal() {
    int accepted = 0;
    for (int seed = 0; seed < PROGRAMS; seed++) {
      RandomPrograms.Program program = RandomPrograms.of(seed, false);
      Tensor z = normal(seed, 3, 4, 3);
      Tensor y = program.function().apply(z);
      Label label = SampleLabels.proof(List.of(y.node()), z.node()).of(y.node());
      if (label instanceof Label.Sample sample && y.shape().elements() < 200) {
        accepted++;
        Tensor first = new Tensor(Jacobians.samplesFirst(y.node(), sample));
        Tensor full = first.fullJacobian(z, Mode.FORWARD).reshape(3, -1, 3, 12);
        Tensor own = y.jacobian(z).reshape(3, -1, 12);
        for (int b = 0; b < 3; b++) {
          for (int other = 0; other < 3; other++) {
            Tensor block = full.get(b).select(1, other);
            if (b == other) {
              assertClose(block, own.get(b), 1e-12);
            } else {
              assertAllZero(block);
            }
          }
        }
      }
    }
    assertThat(accepted).isBetween(PROGRAMS / 4, PROGRAMS * 3 / 4);
  }

  @Test
  void oneSampleIsAsGoodAsMany() {
    for (int seed = 0; seed < PROGRAMS; seed++) {
      RandomPrograms.Program program = RandomPrograms.of(seed, true);
      Tensor one = normal(seed, 1, 4, 3);
      Tensor many = normal(seed, 7, 4, 3);
      boolean forOne = accepts(program.function().apply(one), one);
      boolean forMany = accepts(program.function().apply(many), many);
      assertThat(forOne).as("seed %s: %s", seed, program.text()).isEqualTo(forMany);
    }
  }
}
