package dev.jacobi.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jacobi.bench.peers.Selection.Entry;
import dev.jacobi.bench.peers.Selection.Group;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the driver reads and writes. */
final class CaseTest {
  @ParameterizedTest
  @ValueSource(strings = {"c/dbl/4096/1t", "a/loop/16/2t", "e/persample/256/1t", "j/adam/16/1t"})
  void caseReadsWhatItWrites(String text) {
    assertThat(Case.parse(text).toString()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "c", "c/dbl/4096", "c/dbl/x/1t", "c/dbl/4096/1", "z/dbl/1/1t", "c/dbl/0/1t"})
  void otherTextIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Case.parse(text))
        .withMessageContaining(": ");
  }

  @Test
  void timingReadsWhatItWrites() {
    Timing timing = new Timing(2.5, 1.25, 7, 3, 2.75, -0.5);
    assertThat(Timing.parse(timing.toString())).isEqualTo(timing);
    assertThatIllegalArgumentException().isThrownBy(() -> Timing.parse("ok 1 2"));
  }

  @Test
  void everythingIsWantedByDefault() {
    var all = new Selection(List.of(), List.of(1, 2)).entries();
    int batches = 0;
    for (Net net : Net.values()) {
      batches += net.batches().size();
    }
    assertThat(all).hasSize(2 * batches);
  }

  @Test
  void bestWantsWhatItIsTheBestOf() {
    Map<Group, List<Entry>> best = new Selection(List.of("c/best/4096"), List.of(1)).entries();
    assertThat(best).hasSize(1);
    assertThat(best.values().iterator().next().stream().map(Entry::name))
        .containsExactly("vjp", "dbl", "tf-vjp", "tf-dbl", "xla-vjp", "xla-dbl");
    assertThat(new Selection(List.of("*/best-none/2048"), List.of(1)).entries().values())
        .allSatisfy(entries ->
            assertThat(entries.stream().map(Entry::name))
                .containsExactly("none", "tf-none", "xla-none"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"z", "c/zzz", "c/dbl/1/1t/1", "c/dbl/7"})
  void unknownCasesAreRefused(String pattern) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Selection(List.of(pattern), List.of(1)).entries())
        .withMessageContaining(pattern.substring(0, 1));
  }

  @Test
  void roundsTakeTheMedian() {
    Rounds rounds = new Rounds();
    for (double median : new double[] {3, 1, 2, 10}) {
      rounds.add(new Timing(median, median / 2, 5, median, median, 1));
    }
    assertThat(rounds.median()).isEqualTo(2.5);
    assertThat(rounds.least()).isEqualTo(0.5);
  }
}
