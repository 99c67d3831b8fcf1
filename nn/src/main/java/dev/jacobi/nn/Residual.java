package dev.jacobi.nn;

import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.type.ShapeException;

/**
 * {@code x + f(x)} (He et al., 2016).
 *
 * @param layer f
 */
public record Residual(Layer layer) implements Layer {

  @Override
  public Tensor apply(Tensor x) {
    return Calls.of("residual", this, x, () -> sum(x, layer.apply(x)));
  }

  @Override
  public Pass<Residual> train(Tensor x, Key key) {
    Pass<? extends Layer> pass = layer.train(x, key);
    return new Pass<>(sum(x, pass.output()), new Residual(pass.layer()));
  }

  private static Tensor sum(Tensor x, Tensor y) {
    if (!x.shape().equals(y.shape())) {
      throw new ShapeException(
          "residual: x "
              + x.shape()
              + " and f(x) "
              + y.shape()
              + "; they are added, so their shapes must be equal");
    }
    return x.plus(y);
  }

  @Override
  public String toString() {
    return "Residual";
  }
}
