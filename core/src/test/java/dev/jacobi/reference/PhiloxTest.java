package dev.jacobi.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Op;
import dev.jacobi.type.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The published vectors of the generator, and which word goes where. */
final class PhiloxTest {

  /** The lines "philox4x32 10" of {@code kat_vectors} in Random123. */
  @Test
  void agreesWithTheKnownAnswers() {
    assertThat(Philox.block(0, 0, 0, 0, 0, 0))
        .containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    assertThat(Philox.block(-1, -1, -1, -1, -1, -1))
        .containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    assertThat(Philox.block(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0))
        .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 13})
  void numbersElementsWithinEachBatchEntry(int n) {
    int[] keys = {1, 2, 1, 2, 3, -4};
    long[] streams = {5, 0x0123_4567_89AB_CDEFL, -1};
    ArrayValue bits =
        Grid.evaluate(
            new Op.Source.RandomBits(Shape.of(n), 9),
            ArrayValue.of(Shape.of(3, 2), keys),
            Grid.longs(streams));
    assertThat(bits.shape()).isEqualTo(Shape.of(3, n));
    for (int entry = 0; entry < 3; entry++) {
      for (int i = 0; i < n; i++) {
        int[] words =
            Philox.block(
                i / 4,
                9,
                (int) streams[entry],
                (int) (streams[entry] >> 32),
                keys[2 * entry],
                keys[2 * entry + 1]);
        assertThat(Grid.at(bits, entry, i)).isEqualTo(words[i % 4]);
      }
    }
  }

  @Test
  void aKeyWithoutBatchAxesIsOneEntry() {
    ArrayValue bits =
        Grid.evaluate(
            new Op.Source.RandomBits(Shape.of(2, 2), 0),
            ArrayValue.of(Shape.of(2), new int[2]),
            ArrayValue.of(Shape.scalar(), new long[1]));
    Grid.assertSameBits(
        bits,
        ArrayValue.of(Shape.of(2, 2), new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  }
}
