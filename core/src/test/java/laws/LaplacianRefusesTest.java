package laws;

import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Jacobi;
import dev.jacobi.Tensor;
import dev.jacobi.type.DTypeException;
import dev.jacobi.type.MixedSamplesException;
import dev.jacobi.type.NoPathException;
import dev.jacobi.type.ShapeException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What second derivatives of samples refuse, and how they say it. */
final class LaplacianRefusesTest {
  private final Tensor x = normal(1, 4, 3);
  private final Tensor y = x.sin().prod(1);

  @Test
  void samplesThatMix() {
    Tensor mixed = y.minus(y.mean());
    for (Runnable call :
        List.<Runnable>of(() -> mixed.laplacian(x), () -> x.minus(x.mean(0)).laplacian(x))) {
      assertThatThrownBy(call::run)
          .isInstanceOf(MixedSamplesException.class)
          .hasMessageStartingWith("laplacian of y ")
          .hasMessageContaining(": samples mix at sum over ax")
          .hasMessageContaining("made at LaplacianRefusesTest.java:")
          .hasMessageEndingWith("Ways out: stopGradient() on what is taken over the samples.");
    }
    assertThatThrownBy(() -> x.softmax(0).divergence(x)).isInstanceOf(MixedSamplesException.class);
    assertThatThrownBy(() -> x.softmax(0).hessianDiagonal(x))
        .isInstanceOf(MixedSamplesException.class);
    assertThatThrownBy(() -> Jacobi.vmap((Tensor row) -> row.sin().laplacian(row)).apply(x))
        .isInstanceOf(MixedSamplesException.class)
        .hasMessage(
            "laplacian of y [3] with respect to z [3]: inside vmap there is no sample axis, each"
                + " call sees one sample; use Jacobi.laplacian");
  }

  @Test
  void shapesThatDoNotFit() {
    assertThatThrownBy(() -> y.laplacian(x, Tensor.of(1.0, 2.0)))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "laplacian: coefficients [2] for x [4, 3]; they take the shape [3], or [4, 3] where each"
                + " sample has its own");
    assertThatThrownBy(() -> y.laplacian(x, 0))
        .isInstanceOf(ShapeException.class)
        .hasMessage("laplacian: axis 0 of x [4, 3] is that of the samples; name axes behind it");
    assertThatThrownBy(() -> y.laplacian(x, 2)).isInstanceOf(ShapeException.class);
    assertThatThrownBy(() -> y.diffusion(x, normal(2, 3)))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "diffusion: sigma [3] for x [4, 3]; it takes [3] with one more axis, which counts the"
                + " factors, or that for each sample");
    assertThatThrownBy(() -> y.divergence(x))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "divergence: y [4] by x [4, 3]; a vector field has the shape of its points; use"
                + " jacobian, or laplacian");
    assertThatThrownBy(() -> Jacobi.divergence((Tensor p) -> p.sum()).apply(x))
        .isInstanceOf(ShapeException.class);
    assertThatThrownBy(() -> Jacobi.laplacian((Tensor p) -> p.sum(), Tensor.of(1.0)).apply(x))
        .isInstanceOf(ShapeException.class)
        .hasMessage("laplacian: coefficients [1] for x [4, 3]; they take the shape [4, 3]");
  }

  @Test
  void noPathAndNoFloats() {
    assertThatThrownBy(() -> y.laplacian(x.sin())).isInstanceOf(NoPathException.class);
    assertThatThrownBy(() -> y.sum().laplacian(x.sin())).isInstanceOf(NoPathException.class);
    assertThatThrownBy(() -> x.argsort(1).laplacian(x)).isInstanceOf(DTypeException.class);
    assertThatThrownBy(() -> Jacobi.laplacian((Tensor p) -> p.argsort(0)).apply(normal(1, 3)))
        .isInstanceOf(DTypeException.class);
  }
}
