package dev.jacobi.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The steps that are measured, at tiny sizes. */
final class StepsTest {
  private static final int BATCH = 7;

  @ParameterizedTest
  @EnumSource(names = {"A", "B", "C", "D"})
  void trainingDescends(Net net) {
    for (String method : List.of("penalty", "none")) {
      try (Workload steps = JacobiServer.prepare(new Case(net, method, BATCH, 1))) {
        double first = steps.step();
        double last = first;
        for (int i = 0; i < 20; i++) {
          last = steps.step();
        }
        assertThat(last).as(net + " " + method).isFinite().isLessThan(first);
      }
    }
  }

  /** The loss falls, from near that of ten classes that are guessed. */
  @ParameterizedTest
  @EnumSource(names = {"F", "G", "H", "I", "J"})
  void usualNetworksDescend(Net net) {
    try (Workload steps = JacobiServer.prepare(new Case(net, "adam", 2, 1))) {
      double first = steps.step();
      double last = first;
      for (int i = 0; i < 4; i++) {
        last = steps.step();
      }
      assertThat(first).isBetween(1.0, 5.0);
      assertThat(last).isLessThan(first);
    }
  }

  /** {@code mse + sum | ||W|| - 1 |}: the decoder of net b is one layer W. */
  @Test
  void lossIsTheStatedOne() {
    Case given = new Case(Net.B, "penalty", BATCH, 1);
    Problem problem = Problem.of(given);
    float[] in = problem.encoder().get(0).weight();
    float[] out = problem.decoder().get(0).weight();
    double expected = BATCH * Math.abs(Math.hypot(out[0], out[1]) - 1);
    for (int b = 0; b < BATCH; b++) {
      double z = in[0] * problem.x()[2 * b] + in[1] * problem.x()[2 * b + 1];
      for (int k = 0; k < 2; k++) {
        expected += Math.pow(out[k] * z - problem.x()[2 * b + k], 2) / (2 * BATCH);
      }
    }
    try (Workload steps = JacobiServer.prepare(given)) {
      assertThat(steps.step()).isCloseTo(expected, within(1e-5 * expected));
    }
  }

  @ParameterizedTest
  @CsvSource({"plain,1", "persample,1", "clip,2"})
  void classifiersShareTheirFirstLoss(String method, int threads) {
    double first = JacobiServer.prepare(new Case(Net.E, method, BATCH, threads)).step();
    double plain = JacobiServer.prepare(new Case(Net.E, "plain", BATCH, 1)).step();
    assertThat(first).isCloseTo(plain, within(1e-5));
  }

  @Test
  void unknownMethodIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JacobiServer.prepare(new Case(Net.B, "magic", BATCH, 1)))
        .withMessageContaining("magic");
  }

  /** A process that serves, from start to end. */
  @Test
  void contestantAnswers() {
    List<String> arguments = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1"));
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    arguments.add(JacobiServer.class.getName());
    try (Contestant contestant = Contestant.start(arguments, Map.of("JACOBI_KERNELS", "plain"))) {
      assertThat(contestant.name()).startsWith("Jacobi with plain kernels");
      Timing timing = contestant.time(new Case(Net.B, "penalty", BATCH, 1), 0.01);
      assertThat(timing.count()).isGreaterThanOrEqualTo(3);
      assertThat(timing.least()).isPositive().isLessThanOrEqualTo(timing.median());
      assertThatExceptionOfType(Contestant.FailedException.class)
          .isThrownBy(() -> contestant.time(new Case(Net.B, "magic", BATCH, 1), 0.01))
          .withMessageContaining("magic");
    }
  }

  @Test
  void peersThatAreNotInstalledAreNamed() {
    List<String> lines = new ArrayList<>();
    try (Contestants contestants = new Contestants(Path.of("nowhere"), List.of(), lines::add)) {
      assertThat(contestants.has(Peer.LIBTORCH, 1)).isFalse();
      assertThat(contestants.has(Peer.LIBTORCH, 1)).isFalse();
    }
    assertThat(lines)
        .containsExactly("# LIBTORCH left out: not installed; bench/run install-peers fetches it");
  }
}
