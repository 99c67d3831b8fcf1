package compositions;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.MixedSamplesException;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Einstein sums against one loop over all letters. */
final class EinsumTest {
  private static int size(char letter) {
    return switch (letter) {
      case 'c' -> 1;
      case 'a', 'i', 'k' -> 2;
      case 'd' -> 4;
      default -> 3;
    };
  }

  private static Shape shape(String term) {
    return Shape.of(term.chars().map(c -> size((char) c)).toArray());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ai,bi->ab",
        "bi,ai->ab",
        "ij->ji",
        "ij->",
        "ij->j",
        "->",
        ",->",
        ",ij->ji",
        "ii->i",
        "ii->",
        "aiia->ia",
        "iai,jaj->ja",
        "iii->i",
        "ab,ab->ab",
        "ab,ab->",
        "ab,cd->dcba",
        "ab,cd->c",
        "aij,ajk->aik",
        "aij,ajk->ki",
        "ij,jk,kd->id",
        "ij,jk,kd,db->ib",
        "ab,ac,ad->abcd",
        "ab,ac,ad->a",
        "a,a,a,a->a",
        "ij,ij,jk,ii->ik",
        "ai , Zi -> aZ",
      })
  void equalsTheLoop(String notation) {
    String[] terms = notation.replace(" ", "").replaceAll("->.*", "").split(",", -1);
    Tensor[] operands = new Tensor[terms.length];
    for (int i = 0; i < terms.length; i++) {
      operands[i] = Probe.numbers(i, shape(terms[i]).sizes());
    }
    Tensor result = Tensor.einsum(notation, operands);
    Probe.assertClose(result, loop(notation, terms, operands), 1e-13);
    for (int i = 0; i < operands.length; i++) {
      int index = i;
      Probe.assertDerivatives(
          t -> {
            Tensor[] others = operands.clone();
            others[index] = t;
            return Tensor.einsum(notation, others).plus(0.3).pow(3).sum();
          },
          operands[i]);
    }
  }

  /** The sum over all letters at once; the number of a combination is read in row-major order. */
  private static Tensor loop(String notation, String[] terms, Tensor[] operands) {
    String out = notation.replace(" ", "").replaceAll(".*->", "");
    String letters =
        String.join("", terms).chars().distinct().mapToObj(Character::toString).collect(joining());
    Shape all = shape(letters);
    double[] sums = new double[shape(out).elements()];
    for (int number = 0; number < all.elements(); number++) {
      double product = 1;
      for (int i = 0; i < terms.length; i++) {
        product *= operands[i].toDoubles()[place(terms[i], letters, number)];
      }
      sums[place(out, letters, number)] += product;
    }
    return Tensor.of(shape(out), sums);
  }

  private static int place(String term, String letters, int number) {
    Shape all = shape(letters);
    int place = 0;
    for (int i = 0; i < term.length(); i++) {
      int letter = letters.indexOf(term.charAt(i));
      place = place * all.size(letter) + number / all.strides()[letter] % all.size(letter);
    }
    return place;
  }

  /** Without an arrow the letters that stand once, capitals first, as NumPy and PyTorch have it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"ba,bd; ba,bd->ad", "ba; ba->ab", "ii; ii->", "aZ,ai; aZ,ai->Zi"})
  void impliedResult(String notation, String explicit) {
    Tensor[] operands =
        Arrays.stream(notation.split(",", -1))
            .map(t -> Probe.numbers(7, shape(t).sizes()))
            .toArray(Tensor[]::new);
    Probe.assertClose(Tensor.einsum(notation, operands), Tensor.einsum(explicit, operands), 0);
  }

  @Test
  void ellipsisStandsForLeadingAxes() {
    Tensor x = Probe.numbers(1, 2, 3, 4, 5);
    Tensor y = Probe.numbers(2, 2, 3, 5, 2);
    Probe.assertClose(Tensor.einsum("...ij,...jk->...ik", x, y), x.matmul(y), 1e-13);
    Probe.assertClose(Tensor.einsum("...ij,...jk", x, y), x.matmul(y), 1e-13);
    Probe.assertClose(Tensor.einsum("i...->...i", x), x.moveAxis(0, -1), 0);
    Probe.assertClose(Tensor.einsum("i...j->j", x), x.sum(0, 1, 2), 1e-13);
    // fewer axes, and axes of size 1, are repeated
    Probe.assertClose(Tensor.einsum("...ij,...jk->...ik", x, y.get(0)), x.matmul(y.get(0)), 1e-13);
    Probe.assertClose(
        Tensor.einsum("...ij,...jk->...ik", x, y.slice(1, 0, 1)),
        x.matmul(y.slice(1, 0, 1)),
        1e-13);
    Tensor single = x.slice(0, 0, 1);
    Probe.assertClose(Tensor.einsum("...->...", single), single, 0);
    Probe.assertDerivatives(
        t -> Tensor.einsum("...ij,...jk->...ik", t, y).pow(3).sum(), x.slice(1, 0, 1));
  }

  @Test
  void typesMeet() {
    Tensor flags = Tensor.of(true, true, false);
    assertThat(Tensor.einsum("i,i->", flags, flags).dtype()).isEqualTo(DType.INT32);
    assertThat(Tensor.einsum("i,i->", flags, flags).item()).isEqualTo(2);
    assertThat(Tensor.einsum("i,i", Tensor.of(1, 2), Tensor.of(0.5, 2)).item()).isEqualTo(4.5);
    assertThat(Tensor.einsum("i", Tensor.of(1L, 2)).dtype()).isEqualTo(DType.INT64);
  }

  /** A diagonal picks elements; what it does not pick may be infinite. */
  @Test
  void diagonalIsExact() {
    double inf = Double.POSITIVE_INFINITY;
    Tensor x = Tensor.of(new double[][] {{1, inf}, {Double.NaN, 2}});
    assertThat(Tensor.einsum("ii->i", x).toDoubles()).containsExactly(1, 2);
    assertThat(Tensor.einsum("ii", x).gradient(x).toDoubles()).containsExactly(1, 0, 0, 1);
  }

  @Test
  void samplesAndTheirRefusal() {
    Tensor x = Probe.numbers(1, 5, 3);
    Tensor w = Probe.numbers(2, 4, 3);
    Probe.assertClose(Tensor.einsum("bi,oi->bo", x, w).jacobian(x), w.expand(5, 4, 3), 1e-14);
    assertThatThrownBy(() -> Tensor.einsum("bi,bj->ij", x, x).jacobian(x))
        .isInstanceOf(MixedSamplesException.class)
        .hasMessageContaining("of einsum, made at EinsumTest.java");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "ij | 1 terms for 2 operands; write one term for each",
        "ij,jk,kl | 3 terms for 2 operands; write one term for each",
        "i,jk->ik | term \"i\" names 1 axes and operand 0 has 2; write a letter for each axis, or ...",
        "ij...k,jk->ik | term \"ij...k\" names 3 axes and operand 0 has 2",
        "ij,ik->jk | axis i has size 3 in operand 1 and 2 before; transpose or slice one of them",
        "ij,jk->im | the result's axis m stands in no term; use expand to repeat",
        "ij,jk->ii | the result names axis i twice; name it once",
        "i1,jk->ik | '1' is no axis; axes are letters, and one ... a term",
        "ij.,jk->ik | names 3 axes",
        "i...j...,jk->ik | '.' is no axis",
        "ij,jk->i->k | '-' is no axis",
      })
  void saysWhatIsWrong(String notation, String message) {
    Tensor a = Tensor.ones(2, 3);
    Tensor b = Tensor.ones(3, 4);
    assertThatThrownBy(() -> Tensor.einsum(notation, a, b))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("einsum \"" + notation + "\": [[2, 3], [3, 4]]; ")
        .hasMessageContaining(message);
  }

  @Test
  void takesOneOperandOrMore() {
    assertThatThrownBy(() -> Tensor.einsum(""))
        .isInstanceOf(ShapeException.class)
        .hasMessage("einsum \"\": no operands; give a tensor for each term");
  }
}
