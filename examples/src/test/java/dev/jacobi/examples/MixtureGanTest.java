package dev.jacobi.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.examples.MixtureGan.Batch;
import dev.jacobi.examples.MixtureGan.Net;
import dev.jacobi.nn.Penalty;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The program on the mixture. */
final class MixtureGanTest {
  /** The penalty is that of a loop over the samples. */
  @Test
  void theCriticsLoss() {
    Net critic = Net.of(Key.of(1), 1);
    Net generator = Net.of(Key.of(2), 2);
    Batch batch = Batch.of(7, new SplittableRandom(3), Key.of(4));
    Tensor made = generator.apply(batch.source()).value();
    Tensor between = Penalty.between(batch.real(), made, batch.key()).value();
    double penalty = 0;
    for (int b = 0; b < 7; b++) {
      Tensor slope = critic.apply(between).get(b).get(0).gradient(between).get(b);
      penalty += Math.pow(slope.norm().item() - 1, 2) / 7;
    }
    double expected =
        critic.apply(made).mean().item() - critic.apply(batch.real()).mean().item() + 10 * penalty;
    assertThat(MixtureGan.criticLoss(critic, generator, batch).item())
        .isCloseTo(expected, within(1e-5));
  }

  @Test
  void theEnergyDistance() {
    Tensor x = MixtureGan.mixture(400, new SplittableRandom(1));
    Tensor y = MixtureGan.mixture(400, new SplittableRandom(2));
    assertThat(MixtureGan.energyDistance(x, y)).isCloseTo(0, within(0.03));
    // far away, only the distance is left: twice it, less what the points are from each other
    double spread = MixtureGan.energyDistance(x, y.plus(1000)) - 2 * 1000 * Math.sqrt(2);
    assertThat(spread).isBetween(-8.0, -4.0);
  }

  @Test
  void aFewSteps() {
    MixtureGan.Result result = MixtureGan.run(4, 32, 300);
    assertThat(result.before()).isPositive();
    assertThat(result.after()).isPositive().isNotEqualTo(result.before());
    assertThat(result.floor()).isCloseTo(0, within(0.05));
  }
}
