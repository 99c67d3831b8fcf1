package laws;

import static dev.jacobi.Tensor.where;
import static laws.Numbers.assertClose;

import dev.jacobi.Jacobi;
import dev.jacobi.Mode;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a mask did not choose contributes exactly zero to every derivative of every order, in either
 * mode and where its own derivative is infinite or NaN. The same function written so that nothing
 * singular is ever computed says what the derivatives are.
 */
final class MasksTravelTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  /**
   * @param masked the function, singular where its mask does not choose
   * @param safe the same function without anything singular
   */
  record Case(
      String name, Function<Tensor, Tensor> masked, Function<Tensor, Tensor> safe, double... x) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Tensor safe(Tensor x) {
    return where(x.gt(0), x, 1);
  }

  static Stream<Case> cases() {
    return Stream.of(chosen(), extremes(), moved(), reduced()).flatMap(List::stream);
  }

  private static List<Case> chosen() {
    return List.of(
        new Case(
            "log where positive",
            x -> where(x.gt(0), x.log(), 0),
            x -> where(x.gt(0), safe(x).log(), 0),
            0,
            2,
            -1,
            -0.0),
        new Case(
            "root where positive, else itself",
            x -> where(x.gt(0), x.sqrt(), x.times(x)),
            x -> where(x.gt(0), safe(x).sqrt(), x.times(x)),
            0,
            2,
            -1),
        new Case(
            "the other branch",
            x -> where(x.le(0), x.square(), x.log().div(x)),
            x -> where(x.le(0), x.square(), safe(x).log().div(safe(x))),
            0,
            2,
            -1),
        new Case(
            "sin x over x",
            x -> where(x.eq(0), 1, x.sin().div(x)),
            x -> where(x.eq(0), 1, where(x.eq(0), 1, x).sin().div(where(x.eq(0), 1, x))),
            0,
            2),
        new Case(
            "overflow",
            x -> where(x.lt(1), x.exp(), x),
            x -> where(x.lt(1), where(x.lt(1), x, 0).exp(), x),
            0.5,
            1000),
        new Case(
            "a chain of singular functions",
            x -> where(x.gt(0), x.log().sqrt().rsqrt().times(x.pow(-0.5)), x),
            x -> where(x.gt(0), safe(x).log().sqrt().rsqrt().times(safe(x).pow(-0.5)), x),
            0,
            3,
            -2),
        new Case(
            "masks within masks",
            x -> where(x.gt(-1), where(x.gt(0), x.log(), x.sin()), x.plus(1).sqrt()),
            x ->
                where(
                    x.gt(-1),
                    where(x.gt(0), safe(x).log(), x.sin()),
                    where(x.gt(-1), -1, x).plus(1).sqrt()),
            0,
            3,
            -0.5),
        new Case(
            "infinite and NaN constants",
            x -> where(x.gt(0), x, x.times(Tensor.of(INF, NAN, INF))),
            x -> x,
            1,
            2,
            3),
        new Case(
            "a quotient by zero",
            x -> where(x.ne(0), x.pow(-1), x),
            x -> where(x.ne(0), where(x.ne(0), x, 1).pow(-1), x),
            0,
            2));
  }

  private static List<Case> extremes() {
    return List.of(
        new Case("maximum", x -> x.sqrt().maximum(1), x -> where(x.gt(1), safe(x).sqrt(), 1), 0, 4),
        new Case(
            "minimum", x -> x.pow(-1).minimum(5), x -> where(x.gt(0), safe(x).pow(-1), 5), 0, 4),
        new Case("relu", x -> x.log().relu(), x -> where(x.gt(1), safe(x).log(), 0), 0, 0.5, 4),
        new Case(
            "clamp",
            x -> x.pow(-1).clamp(-1, 1),
            x -> where(x.gt(1), safe(x).pow(-1), 1),
            0,
            0.5,
            4),
        new Case(
            "leaky relu of a root",
            x -> x.sqrt().minus(1).maximum(x.times(0.1)),
            x -> where(x.gt(1.5), safe(x).sqrt().minus(1), x.times(0.1)),
            0,
            4),
        new Case(
            "largest of several", x -> x.sqrt().max(), x -> x.slice(0, 1, 2).sqrt().sum(), 0, 4, 1),
        new Case("smallest of several", x -> x.pow(-1).min(), x -> x.get(1).pow(-1), 0, 4, 1));
  }

  private static List<Case> moved() {
    int[] one = {1};
    return List.of(
        new Case("slice", x -> x.sqrt().slice(0, 1, 3), x -> x.slice(0, 1, 3).sqrt(), 0, 4, 9),
        new Case(
            "slice with a step",
            x -> x.log().slice(0, 1, 4, 2),
            x -> x.slice(0, 1, 4, 2).log(),
            0,
            4,
            -1,
            9),
        new Case("entry", x -> x.sqrt().get(1), x -> x.get(1).sqrt(), 0, 4),
        new Case(
            "gather",
            x -> x.log().gather(0, Tensor.of(2, 2, 1)),
            x -> x.gather(0, Tensor.of(2, 2, 1)).log(),
            0,
            4,
            9),
        new Case(
            "gather within rows",
            x -> x.log().reshape(2, 2).takeAlongLast(Tensor.of(new int[][] {{1}, {0}})),
            x -> x.reshape(2, 2).takeAlongLast(Tensor.of(new int[][] {{1}, {0}})).log(),
            0,
            4,
            9,
            -1),
        new Case("pad", x -> x.pad(0, 1, 2).sqrt().sum(), x -> x.sqrt().sum(), 4, 9),
        new Case(
            "scatter",
            x -> x.scatterAdd(0, Tensor.of(3, 1), 5, 0).sqrt(),
            x -> x.sqrt().scatterAdd(0, Tensor.of(3, 1), 5, 0),
            4,
            9),
        new Case(
            "concat with zeros",
            x -> Tensor.concat(0, x, x.zerosLike()).sqrt().sum(),
            x -> x.sqrt().sum(),
            4,
            9),
        new Case(
            "windows that leave gaps",
            x -> x.log().unfold(new int[] {0}, new int[] {2}, new int[] {3}, one),
            x -> x.unfold(new int[] {0}, new int[] {2}, new int[] {3}, one).log(),
            1,
            2,
            0,
            3,
            4,
            -1),
        new Case(
            "chosen after moves",
            x -> {
              Tensor logs = x.log().reshape(2, 2).transpose().flip(0).unsqueeze(1).expand(2, 3, 2);
              Tensor mask = x.gt(0).reshape(2, 2).transpose().flip(0).unsqueeze(1).expand(2, 3, 2);
              return where(mask, logs, 0);
            },
            x -> {
              Tensor logs = where(x.gt(0), safe(x).log(), 0);
              return logs.reshape(2, 2).transpose().flip(0).unsqueeze(1).expand(2, 3, 2);
            },
            0,
            4,
            -1,
            9),
        new Case(
            "chosen after a cast",
            x -> where(x.gt(0), x.log().cast(DType.FLOAT32).cast(DType.FLOAT64), 0),
            x -> where(x.gt(0), safe(x).log().cast(DType.FLOAT32).cast(DType.FLOAT64), 0),
            0,
            4),
        new Case(
            "chosen after sums",
            x -> where(x.reshape(2, 2).min(1).gt(0), x.log().reshape(2, 2).sum(1), 0),
            x -> where(Tensor.of(false, true), x.slice(0, 2, 4).log().sum().expand(2), 0),
            0,
            4,
            1,
            9));
  }

  private static List<Case> reduced() {
    Function<Tensor, Tensor> squares = x -> x.square().sum();
    return List.of(
        new Case("norm squared", x -> x.norm().square(), squares, 0, 0, 0),
        new Case("norm to the power of 2", x -> x.norm().pow(2), squares, 0, 0),
        new Case(
            "norm times itself",
            x -> {
              Tensor norm = x.norm();
              return norm.times(norm);
            },
            squares,
            0,
            0),
        new Case(
            "norms of rows squared",
            x -> x.reshape(2, 2).norm(1).unsqueeze(1).square(),
            x -> x.reshape(2, 2).square().sum(1).unsqueeze(1),
            0,
            0,
            3,
            4),
        new Case("product with a zero", Tensor::prod, MasksTravelTest::product, 0, 2, 3),
        new Case("product with two zeros", Tensor::prod, MasksTravelTest::product, 0, 2, 0),
        new Case("product with zeros only", Tensor::prod, MasksTravelTest::product, 0, 0, 0),
        new Case("power 0", x -> x.pow(0), Tensor::onesLike, 0, 2, -1),
        new Case("power 1", x -> x.pow(1), x -> x.times(1), 0, 2, -1),
        new Case("power 2", x -> x.pow(2), x -> x.times(x), 0, 2, -1),
        new Case("power 3", x -> x.pow(3), x -> x.times(x).times(x), 0, 2, -1),
        new Case("0 to a power", x -> x.zerosLike().pow(x), Tensor::zerosLike, 1, 2, 3),
        new Case(
            "x to the power x",
            x -> where(x.gt(0), x.pow(x), 1),
            x -> where(x.gt(0), safe(x).log().times(x).exp(), 1),
            0,
            2));
  }

  /** x0 x1 x2, with no derivative of a product over an axis. */
  private static Tensor product(Tensor x) {
    return x.get(0).times(x.get(1)).times(x.get(2));
  }

  private static Function<Tensor, Tensor> derivative(
      Function<Tensor, Tensor> f, int order, int modes) {
    Function<Tensor, Tensor> nested = f;
    for (int i = 0; i < order; i++) {
      UnaryOperator<Tensor> next =
          Jacobi.jacobian(nested, (modes >> i & 1) == 0 ? Mode.REVERSE : Mode.FORWARD);
      nested = next;
    }
    return nested;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void toTheThirdOrderInEitherMode(Case c) {
    Tensor x = Tensor.of(c.x);
    assertClose(c.masked.apply(x), c.safe.apply(x), 1e-14);
    for (int order = 1; order <= 3; order++) {
      // in the third order every other combination, all forward and all reverse among them
      for (int modes = 0; modes < 1 << order; modes += order < 3 || modes == 6 ? 1 : 2) {
        Tensor expected = derivative(c.safe, order, modes).apply(x);
        assertClose(derivative(c.masked, order, modes).apply(x), expected, 1e-9);
      }
    }
  }
}
