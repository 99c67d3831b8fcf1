package laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jacobi.Jacobi;
import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.nn.Linear;
import dev.jacobi.nn.Loss;
import dev.jacobi.nn.Weights;
import dev.jacobi.optim.Lbfgs;
import dev.jacobi.optim.LevenbergMarquardt;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Methods for all data at once: L-BFGS and Levenberg-Marquardt. */
class LeastSquaresTest {
  record Point(Tensor x) {}

  private static void assertNear(Tensor found, double expected, double distance) {
    for (double number : found.toDoubles()) {
      assertThat(number).isCloseTo(expected, within(distance));
    }
  }

  /** Rosenbrock (1960), summed over neighbours; the minimum 0 lies at (1, ..., 1). */
  private static Tensor rosenbrock(Point p) {
    Tensor a = p.x().slice(0, 0, p.x().size(0) - 1);
    Tensor b = p.x().slice(0, 1, p.x().size(0));
    return b.minus(a.square()).square().times(100).plus(a.minus(1).square()).sum();
  }

  @Test
  void valleysAreFollowed() {
    for (int n : new int[] {2, 7, 20}) {
      double[] start = new double[n];
      for (int i = 0; i < n; i++) {
        start[i] = i % 2 == 0 ? -1.2 : 1;
      }
      Lbfgs.Result<Point> best =
          Lbfgs.of().minimize(LeastSquaresTest::rosenbrock, new Point(Tensor.of(start)));
      assertThat(best.loss()).isLessThan(1e-12);
      assertThat(best.iterations()).isLessThan(200);
      assertNear(best.model().x(), 1, 1e-5);
    }
  }

  /** Each move satisfies the strong Wolfe conditions along its own direction. */
  @Test
  void movesSatisfyTheWolfeConditions() {
    List<Function<Point, Tensor>> functions =
        List.of(
            LeastSquaresTest::rosenbrock,
            p -> p.x().exp().plus(p.x().unaryMinus()).sum(),
            p -> p.x().square().plus(p.x().times(3).sin()).sum(),
            p -> p.x().square().plus(1).log().sum());
    for (Function<Point, Tensor> f : functions) {
      Lbfgs lbfgs = Lbfgs.of().withHistory(3);
      Lbfgs.Objective<Point> objective = Lbfgs.objective(f);
      Lbfgs.State<Point> state = lbfgs.init(objective, new Point(Tensor.of(-1.7, 2.3, 0.9, 4.1)));
      for (int i = 0; i < 15; i++) {
        Lbfgs.State<Point> next = lbfgs.step(objective, state);
        Tensor move = next.model().x().minus(state.model().x()).value();
        if (state.gradient().x().abs().max().item() < 1e-6) {
          break;
        }
        double before = move.times(state.gradient().x()).sum().item();
        double after = move.times(next.gradient().x()).sum().item();
        assertThat(before).isNegative();
        double fell = state.loss().item() - next.loss().item();
        double rounding = 1e-14 * Math.abs(state.loss().item());
        assertThat(fell).isGreaterThanOrEqualTo(-1e-4 * before - rounding);
        assertThat(Math.abs(after)).isLessThanOrEqualTo(-0.9 * before + rounding);
        assertThat(next.moves().size()).isLessThanOrEqualTo(3);
        state = next;
      }
    }
  }

  record Net(Linear first, Linear second) {
    Tensor apply(Tensor x) {
      return second.apply(first.apply(x).tanh());
    }
  }

  private static Net net() {
    return Weights.cast(
        new Net(Linear.of(Key.of(1), 1, 6), Linear.of(Key.of(2), 6, 1)), DType.FLOAT64);
  }

  private static final Tensor X =
      Tensor.iota(DType.FLOAT64, Shape.of(40, 1), 0).div(13).minus(1.5).value();

  private static final Tensor T = X.times(2).sin().value();

  @Test
  void networksAreFitted() {
    Lbfgs.Result<Net> best =
        Lbfgs.of().withMaxIterations(300).minimize(n -> Loss.mse(n.apply(X), T), net());
    assertThat(best.loss()).isLessThan(1e-4);
    LevenbergMarquardt.Fit<Net> fit =
        LevenbergMarquardt.of()
            .withMaxEvaluations(100)
            .fit(n -> n.apply(X).minus(T).squeeze(1), net());
    assertThat(fit.sumOfSquares() / 40).isLessThan(1e-5);
    assertThat(Loss.mse(fit.model().apply(X), T).item())
        .isCloseTo(fit.sumOfSquares() / 40, within(1e-10));
  }

  @Test
  void stepsCanBeTakenOneByOneAndResumed() {
    Lbfgs lbfgs = Lbfgs.of();
    Lbfgs.Objective<Net> objective = Lbfgs.objective(n -> Loss.mse(n.apply(X), T));
    Lbfgs.State<Net> state = lbfgs.init(objective, net());
    for (int i = 0; i < 4; i++) {
      state = lbfgs.step(objective, state);
    }
    // all that it knows is in the tensors of its state
    Lbfgs.State<Net> saved = Tree.map(state, t -> Tensor.of(t.toArrayValue()));
    Lbfgs.State<Net> on = lbfgs.step(objective, state);
    Lbfgs.State<Net> resumed = lbfgs.step(objective, saved);
    assertThat(resumed.loss().item()).isEqualTo(on.loss().item());
    assertThat(resumed.model().first().weight().toDoubles())
        .isEqualTo(on.model().first().weight().toDoubles());
  }

  @Test
  void sharedParametersMoveTogether() {
    Tensor w = Tensor.of(3.0, -2.0);
    record Pair(Tensor a, Tensor b) {}
    Lbfgs.Result<Pair> best =
        Lbfgs.of()
            .minimize(
                p -> p.a().minus(1).square().sum().plus(p.b().minus(2).square().sum()),
                new Pair(w, w));
    assertThat(best.model().a()).isSameAs(best.model().b());
    assertNear(best.model().a(), 1.5, 1e-6);
  }

  @Test
  void float32IsFittedToItsDigits() {
    Lbfgs.Result<Point> best =
        Lbfgs.of().minimize(LeastSquaresTest::rosenbrock, new Point(Tensor.of(-1.2f, 1f)));
    assertThat(best.model().x().dtype()).isEqualTo(DType.FLOAT32);
    assertThat(best.loss()).isLessThan(1e-6);
  }

  @Test
  void functionsThatEndAreNotLeft() {
    // the logarithm ends at 0; the first step would go beyond
    Lbfgs.Result<Point> best =
        Lbfgs.of()
            .minimize(p -> p.x().minus(p.x().log().times(2)).sum(), new Point(Tensor.of(0.1, 9)));
    assertNear(best.model().x(), 2, 1e-5);
    assertThatThrownBy(
            () -> Lbfgs.of().minimize(p -> p.x().log().sum(), new Point(Tensor.of(-1.0))))
        .isInstanceOf(JacobiException.class)
        .hasMessage("lbfgs: the loss is NaN where it begins; begin where the function is finite");
    // no minimum: it says that it was not found
    Lbfgs.Result<Point> falls =
        Lbfgs.of().withMaxIterations(5).minimize(p -> p.x().sum(), new Point(Tensor.of(1.0)));
    assertThat(falls.end()).isEqualTo(Lbfgs.End.ITERATIONS);
    Lbfgs.Result<Point> flat =
        Lbfgs.of().minimize(p -> p.x().times(0).sum(), new Point(Tensor.of(1.0)));
    assertThat(flat.end()).isEqualTo(Lbfgs.End.GRADIENT);
    assertThat(flat.iterations()).isZero();
  }

  // ---- Levenberg-Marquardt

  /** NIST StRD, Misra1a: {@code y = b1 (1 - exp(-b2 x))}, with its certified values. */
  @Test
  void certifiedValuesAreReached() {
    Tensor y =
        Tensor.of(
            10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40,
            75.47, 81.78);
    Tensor x =
        Tensor.of(
            77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1,
            689.1, 760.0);
    record Misra(Tensor b1, Tensor b2) {}
    for (Misra start :
        List.of(
            new Misra(Tensor.scalar(500.0), Tensor.scalar(0.0001)),
            new Misra(Tensor.scalar(250.0), Tensor.scalar(0.0005)))) {
      LevenbergMarquardt.Fit<Misra> fit =
          LevenbergMarquardt.of()
              .fit(m -> m.b1().times(m.b2().times(x).unaryMinus().expm1()).plus(y), start);
      assertThat(fit.model().b1().item()).isCloseTo(2.3894212918e2, within(1e-5));
      assertThat(fit.model().b2().item()).isCloseTo(5.5015643181e-4, within(1e-10));
      assertThat(fit.deviations().b1().item()).isCloseTo(2.7070075241, within(1e-4));
      assertThat(fit.deviations().b2().item()).isCloseTo(7.2668688436e-6, within(1e-10));
      assertThat(fit.sumOfSquares()).isCloseTo(1.2455138894e-1, within(1e-9));
      assertThat(fit.settled()).isTrue();
    }
  }

  @Test
  void severalResidualsOfASample() {
    Linear start = Weights.cast(Linear.of(Key.of(3), 1, 2), DType.FLOAT64);
    Tensor both = Tensor.concat(1, X.times(3).plus(1), X.times(-2));
    LevenbergMarquardt.Fit<Linear> fit =
        LevenbergMarquardt.of().fit(l -> l.apply(X).minus(both), start);
    assertThat(fit.model().weight().toDoubles()[0]).isCloseTo(3, within(1e-8));
    assertThat(fit.model().weight().toDoubles()[1]).isCloseTo(-2, within(1e-8));
    // residuals that look at several samples
    LevenbergMarquardt.Fit<Linear> mixed =
        LevenbergMarquardt.of()
            .fit(
                l -> {
                  Tensor r = l.apply(X).minus(both);
                  return r.minus(r.mean(0).times(0.5));
                },
                start);
    assertThat(mixed.model().weight().toDoubles()[0]).isCloseTo(3, within(1e-7));
  }

  @Test
  void whatCannotBeFittedIsSaid() {
    Linear start = Weights.cast(Linear.of(Key.of(3), 1, 1), DType.FLOAT64);
    assertThatThrownBy(
            () -> LevenbergMarquardt.of().fit(l -> l.apply(X.slice(0, 0, 1)).squeeze(1), start))
        .isInstanceOf(JacobiException.class)
        .hasMessage(
            "levenbergMarquardt: 1 residuals for 2 parameters; it takes as many residuals or more");
    assertThatThrownBy(() -> LevenbergMarquardt.of().fit(l -> l.apply(X).log().squeeze(1), start))
        .isInstanceOf(JacobiException.class)
        .hasMessageStartingWith("levenbergMarquardt: residual ")
        .hasMessageEndingWith(" is NaN where it begins; begin where all are finite");
    assertThatThrownBy(() -> LevenbergMarquardt.of().fit(l -> l.apply(X).sum(), start))
        .isInstanceOf(JacobiException.class)
        .hasMessage("levenbergMarquardt: residuals []; they are [B], or [B, m]");
    LevenbergMarquardt.Fit<Net> early =
        LevenbergMarquardt.of()
            .withMaxEvaluations(3)
            .fit(n -> n.apply(X).minus(T).squeeze(1), net());
    assertThat(early.settled()).isFalse();
    assertThat(early.evaluations()).isEqualTo(3);
    assertThat(early.sumOfSquares() / 40)
        .isLessThan(Loss.mse(net().apply(X), T).item())
        .isCloseTo(Loss.mse(early.model().apply(X), T).item(), within(1e-12));
    // two parameters of which only the sum counts
    record Sum(Tensor a, Tensor b) {}
    LevenbergMarquardt.Fit<Sum> fit =
        LevenbergMarquardt.of()
            .fit(
                s -> X.squeeze(1).times(s.a().plus(s.b())).minus(X.squeeze(1)),
                new Sum(Tensor.scalar(0.0), Tensor.scalar(0.0)));
    assertThat(fit.model().a().plus(fit.model().b()).item()).isCloseTo(1, within(1e-8));
    assertThat(fit.deviations().a().item()).isNaN();
    // float32 parameters stay float32
    Linear single = Jacobi.leaves(Linear.of(Key.of(3), 1, 1));
    assertThat(
            LevenbergMarquardt.of()
                .fit(l -> l.apply(X).minus(X).squeeze(1), single)
                .model()
                .weight()
                .dtype())
        .isEqualTo(DType.FLOAT32);
  }
}
