package dev.jacobi.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jacobi.examples.DigitClassifiers.Cnn;
import dev.jacobi.examples.DigitClassifiers.Mlp;
import org.junit.jupiter.api.Test;

/** The programs on handwritten digits. */
final class DigitsTest {
  @Test
  void theParts() {
    Digits.Parts digits = Digits.parts();
    assertThat(digits.train().size()).isEqualTo(1438);
    assertThat(digits.test().size()).isEqualTo(359);
    double[] pixels = digits.train().all().x().toDoubles();
    assertThat(pixels).hasSize(1438 * Digits.PIXELS).contains(0, 1).doesNotContain(-1, 2);
  }

  @Test
  void layersClassify() {
    assertThat(DigitClassifiers.accuracy(Mlp.of(1), 30)).isGreaterThanOrEqualTo(0.97);
  }

  @Test
  void convolutionsClassifyBetter() {
    assertThat(DigitClassifiers.accuracy(Cnn.of(1), 12)).isGreaterThanOrEqualTo(0.98);
  }

  @Test
  void privateTraining() {
    PrivateDigits.Result result = PrivateDigits.run(Digits.parts(), 40, 6, 2);
    assertThat(result.accuracy()).isGreaterThan(0.8);
    assertThat(result.clipError()).isLessThan(1e-5);
    assertThat(result.epsilon()).isEqualTo(PrivateDigits.epsilon(Math.sqrt(40) / 6));
    // by the error function of the C library
    assertThat(PrivateDigits.epsilon(1)).isCloseTo(3.804436, within(1e-5));
    assertThat(PrivateDigits.epsilon(2)).isCloseTo(8.876869, within(1e-5));
  }

  @Test
  void contractiveCodes() {
    Digits.Parts few = Digits.parts(320, 50);
    ContractiveDigits.Result plain = ContractiveDigits.run(few, 20, 0);
    ContractiveDigits.Result contractive = ContractiveDigits.run(few, 20, 0.01);
    assertThat(contractive.contraction()).isLessThan(plain.contraction() / 2);
    for (ContractiveDigits.Result result : new ContractiveDigits.Result[] {plain, contractive}) {
      assertThat(result.penaltyError()).isLessThan(1e-5);
      assertThat(result.gradientError()).isLessThan(1e-5);
      assertThat(result.error()).isLessThan(0.1);
    }
  }
}
