package laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jacobi.Jacobi;
import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.nn.Linear;
import dev.jacobi.nn.Loss;
import dev.jacobi.nn.Weights;
import dev.jacobi.optim.Adam;
import dev.jacobi.optim.Optimizer;
import dev.jacobi.optim.Sgd;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** What layers, losses and optimisers give and refuse. */
class LayerTest {

  @Test
  void linearIsTheMatrixProductPlusBias() {
    Linear layer =
        new Linear(Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}}), Tensor.of(0.5, -0.5, 0.0));
    assertThat(layer.apply(Tensor.of(1.0, 10.0)).toDoubles()).containsExactly(21.5, 42.5, 65);
    Tensor x = Tensor.of(new double[][][] {{{1, 0}, {0, 1}}, {{1, 1}, {0, 0}}});
    assertThat(layer.apply(x).shape()).isEqualTo(Shape.of(2, 2, 3));
    assertThat(layer.apply(x).get(1).get(0).toDoubles()).containsExactly(3.5, 6.5, 11);
  }

  @Test
  void initialWeightsFillTheirRange() {
    Linear layer = Linear.of(Key.of(7), 25, 257);
    assertThat(layer.weight().shape()).isEqualTo(Shape.of(257, 25));
    assertThat(layer.bias()).isNotNull();
    assertThat(layer.weight().dtype()).isEqualTo(DType.FLOAT32);
    double[] weights = layer.weight().toDoubles();
    assertThat(DoubleStream.of(weights).map(Math::abs).max().orElse(0)).isBetween(0.19, 0.2);
    // uniform in +-1/5: mean 0, variance 1/75, over 6425 weights
    assertThat(DoubleStream.of(weights).average().orElse(1)).isBetween(-0.005, 0.005);
    assertThat(DoubleStream.of(weights).map(w -> w * w).average().orElse(0) * 75)
        .isBetween(0.95, 1.05);
  }

  @Test
  void theKeyDecidesTheWeights() {
    Linear layer = Linear.of(Key.of(1), 3, 2);
    assertThat(layer.weight().toDoubles())
        .isEqualTo(Linear.withoutBias(Key.of(1), 3, 2).weight().toDoubles())
        .isNotEqualTo(Linear.of(Key.of(2), 3, 2).weight().toDoubles());
    assertThat(Linear.withoutBias(Key.of(1), 3, 2).bias()).isNull();
    assertThat(Weights.cast(layer, DType.FLOAT64).weight().dtype()).isEqualTo(DType.FLOAT64);
  }

  @Test
  void wrongSizesAreRefused() {
    Linear layer = Linear.of(Key.of(1), 3, 2);
    assertThatThrownBy(() -> layer.apply(Tensor.zeros(4, 2)))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "linear: x [4, 2] and weight [2, 3]; the last axis of x must have the 3 inputs of the"
                + " layer; transpose or reshape x");
    assertThatThrownBy(() -> Linear.of(Key.of(1), 0, 2))
        .isInstanceOf(ShapeException.class)
        .hasMessage("linear: 0 inputs and 2 outputs; it takes at least one of each");
    assertThatThrownBy(() -> Loss.mse(Tensor.zeros(4, 1), Tensor.zeros(4)))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "mse: y [4, 1] and target [4]; the shapes must be equal, a loss does not broadcast;"
                + " reshape or expand one");
    assertThatThrownBy(
            () -> Sgd.learningRate(1).update(List.of(Tensor.zeros(2)), List.of(Tensor.zeros(1))))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "update: parameter 0 float32[2] and its gradient float32[1]; gradient and state must be"
                + " those of this model");
    assertThatThrownBy(() -> Sgd.learningRate(-1))
        .isInstanceOf(JacobiException.class)
        .hasMessage("learning rate: -1.0; it must be finite and not negative");
    assertThatThrownBy(() -> Adam.learningRate(1).withBetas(0.9, 1))
        .isInstanceOf(JacobiException.class)
        .hasMessage("beta2: 1.0; it must be at least 0 and below 1");
  }

  @Test
  void meanSquaredErrorIsTheMeanOverAllElements() {
    Tensor y = Tensor.of(new double[][] {{1, 2}, {3, 4}});
    assertThat(Loss.mse(y, y.zerosLike()).item()).isEqualTo(7.5);
  }

  @Test
  void treesOfAnyKindAreUpdatedAndIntegersStay() {
    Map<String, Tensor> model = Map.of("w", Tensor.of(1.0, 2.0));
    Map<String, Tensor> gradient = Map.of("w", Tensor.of(10.0, 20.0));
    Map<String, Tensor> updated = Sgd.learningRate(0.1).update(model, gradient);
    assertThat(Objects.requireNonNull(updated.get("w")).toDoubles()).containsExactly(0, 0);

    List<Tensor> mixed = List.of(Tensor.of(1f), Tensor.of(3, 4));
    Adam adam = Adam.learningRate(0.5);
    Optimizer.Step<List<Tensor>> step = adam.update(mixed, mixed, adam.init(mixed));
    // the first step goes learningRate g / (|g| + epsilon)
    assertThat(step.model().get(0).item()).isCloseTo(0.5, within(1e-6));
    assertThat(step.model().get(1).toInts()).containsExactly(3, 4);
  }

  @Test
  void manyStepsDoNotGrow() {
    Linear layer = Linear.of(Key.of(3), 2, 1);
    Tensor x = Tensor.of(new float[][] {{1, 2}, {3, 4}});
    Adam adam = Adam.learningRate(0.01);
    Optimizer.State<Linear> state = adam.init(layer);
    for (int i = 0; i < 2000; i++) {
      Tensor loss = Loss.mse(layer.apply(x), Tensor.ones(2, 1));
      Optimizer.Step<Linear> step = adam.update(layer, loss.gradient(layer), state);
      layer = step.model();
      state = step.state();
    }
    assertThat(Loss.mse(layer.apply(x), Tensor.ones(2, 1)).item()).isLessThan(1e-4);
  }

  @Test
  void gradientsForEverySampleHaveTheModelsShape() {
    Linear layer = Weights.cast(Linear.of(Key.of(5), 2, 3), DType.FLOAT64);
    Tensor x = Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}, {7, 8}});
    Linear each =
        Jacobi.<Tensor, Linear>vmap(
                one -> Jacobi.<Linear>grad(l -> l.apply(one).square().sum()).apply(layer))
            .apply(x);
    assertThat(each.weight().shape()).isEqualTo(Shape.of(4, 3, 2));
    Linear all = layer.apply(x).square().sum().gradient(layer);
    Case.assertClose(each.weight().sum(0), all.weight());
  }
}
