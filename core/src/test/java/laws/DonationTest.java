package laws;

import static laws.Numbers.assertSameBits;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Compiled;
import dev.jacobi.Jacobi;
import dev.jacobi.Tensor;
import dev.jacobi.type.JacobiException;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A donated tensor is gone, and nothing else is: no tensor ever changes its numbers. */
final class DonationTest {
  private static final int N = 64;

  private static Compiled.Of1<Tensor, Tensor> donatingStep() {
    return Jacobi.compile((Tensor w) -> w.times(0.5).plus(1)).donating(0);
  }

  /** Enough steps that every array that was given away is written over. */
  private static void run(Compiled.Of1<Tensor, Tensor> step, Tensor w) {
    Tensor next = w;
    for (int i = 0; i < 6; i++) {
      next = step.apply(next);
    }
  }

  @Test
  void aDonatedTensorIsRefusedLater() {
    Tensor w = normal(1, N);
    run(donatingStep(), w);
    assertThatThrownBy(w::toDoubles)
        .isInstanceOf(JacobiException.class)
        .hasMessage(
            "value: the tensor was donated to a compiled function, which wrote over it; use the"
                + " function's result, or call it without donating(...)");
    assertThatThrownBy(() -> w.plus(1).toDoubles()).isInstanceOf(JacobiException.class);
  }

  @Test
  void resultsStandUntilTheyAreDonatedThemselves() {
    Compiled.Of1<Tensor, Tensor> step = donatingStep();
    Tensor kept = step.apply(normal(1, N));
    Tensor expected = Tensor.of(kept.toDoubles());
    for (int i = 0; i < 4; i++) {
      run(step, normal(i, N));
    }
    assertSameBits(kept, expected);
  }

  @Test
  void anArgumentReturnedByAnotherFunctionKeepsItsNumbers() {
    Tensor original = normal(2, N);
    Tensor expected = Tensor.of(original.toDoubles());
    Tensor same = Jacobi.compile((Tensor x) -> x).apply(original);
    run(donatingStep(), same);
    assertTheSameOrGone(() -> original, expected);
  }

  @Test
  void aReshapedTensorKeepsItsNumbersOrIsGoneToo() {
    Tensor original = normal(3, N);
    Tensor expected = Tensor.of(original.toDoubles()).reshape(8, 8);
    Tensor view = original.reshape(8, 8).value();
    run(donatingStep(), original);
    assertTheSameOrGone(() -> view, expected);
  }

  @Test
  void aCapturedConstantKeepsItsNumbers() {
    Tensor constant = normal(4, N);
    Tensor expected = Tensor.of(constant.toDoubles());
    Compiled.Of1<Tensor, Tensor> f = Jacobi.compile((Tensor x) -> constant);
    Tensor x = Tensor.scalar(1.0);
    run(donatingStep(), f.apply(x));
    assertTheSameOrGone(() -> f.apply(x), expected);
  }

  @Test
  void aConstantOfAnotherFunctionIsNotWrittenOver() {
    Tensor constant = normal(4, N);
    Tensor expected = Tensor.of(constant.toDoubles());
    Compiled.Of1<Tensor, Tensor> f = Jacobi.compile((Tensor x) -> constant.times(x));
    Tensor one = Tensor.scalar(1.0);
    assertSameBits(f.apply(one), expected);
    run(donatingStep(), constant);
    assertTheSameOrGone(() -> f.apply(one), expected);
  }

  @Test
  void resultsThatAreOneArrayGoTogether() {
    List<Tensor> both =
        Jacobi.compile(
                (Tensor x) -> {
                  Tensor y = x.plus(1);
                  return List.of(y, y.reshape(8, 8), y);
                })
            .apply(normal(10, N));
    Tensor expected = Tensor.of(both.get(0).toDoubles());
    run(donatingStep(), both.get(0));
    assertTheSameOrGone(() -> both.get(1).reshape(N), expected);
    assertTheSameOrGone(() -> both.get(2), expected);
  }

  @Test
  void theSameTensorTwice() {
    Compiled.Of2<Tensor, Tensor, Tensor> sum =
        Jacobi.compile((Tensor a, Tensor b) -> a.plus(b)).donating(0, 1);
    Tensor w = normal(5, N);
    Tensor expected = w.plus(w).value();
    assertSameBits(sum.apply(w, w), expected);
    assertThatThrownBy(w::toDoubles).isInstanceOf(JacobiException.class);
  }

  @Test
  void aCallThatFailsTakesNothing() {
    Compiled.Of2<Tensor, Tensor, Tensor> gather =
        Jacobi.compile((Tensor x, Tensor i) -> x.gather(0, i)).donating(0);
    Tensor x = normal(6, 3);
    Tensor expected = Tensor.of(x.toDoubles());
    assertThatThrownBy(() -> gather.apply(x, Tensor.of(3))).isInstanceOf(JacobiException.class);
    assertSameBits(x, expected);
    assertSameBits(gather.apply(x, Tensor.of(1)), expected.slice(0, 1, 2));
  }

  @Test
  void aTreeIsDonatedWhole() {
    Compiled.Of2<List<Tensor>, Tensor, List<Tensor>> step =
        Jacobi.compile((List<Tensor> ws, Tensor g) -> ws.stream().map(w -> w.minus(g)).toList())
            .donating(0);
    List<Tensor> ws = List.of(normal(7, N), normal(8, N));
    Tensor g = normal(9, N);
    Tensor expected = ws.get(1).minus(g).value();
    assertSameBits(step.apply(ws, g).get(1), expected);
    assertThatThrownBy(() -> ws.get(1).toDoubles()).isInstanceOf(JacobiException.class);
    g.toDoubles();
  }

  /** Either the tensor has the numbers it always had, or it says that it is gone. */
  private static void assertTheSameOrGone(Supplier<Tensor> tensor, Tensor expected) {
    Tensor found;
    try {
      found = tensor.get().plus(0).value();
    } catch (JacobiException gone) {
      assertThat(gone).hasMessageContaining("the tensor was donated to a compiled function");
      return;
    }
    assertSameBits(found, expected);
  }
}
