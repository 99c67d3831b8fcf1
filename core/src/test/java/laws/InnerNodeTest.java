package laws;

import static laws.Numbers.assertClose;
import static laws.Numbers.differences;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Mode;
import dev.jacobi.Tensor;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * A derivative by an inner node of a network is had by its handle: for the whole batch, to be
 * trained through, and with the proof, without rewriting the network.
 */
final class InnerNodeTest {
  private static final int B = 4;

  record Net(Tensor w1, Tensor w2, Tensor w3) {
    Tensor encode(Tensor x) {
      return x.matmul(w1).tanh();
    }

    Tensor decode(Tensor z) {
      return z.matmul(w2).tanh().matmul(w3);
    }
  }

  private static final Net NET = new Net(normal(1, 3, 2), normal(2, 2, 5), normal(3, 5, 3));
  private static final Tensor X = normal(4, B, 3);

  /** A network that keeps its layers' values to itself but for a list. */
  private static Tensor through(List<Tensor> seen, Tensor x) {
    Tensor h = x;
    for (Tensor w : List.of(NET.w1, NET.w2, NET.w3)) {
      h = h.matmul(w).tanh();
      seen.add(h);
    }
    return h;
  }

  @Test
  void rowsAreThoseOfOneCallForEachSampleAndOutput() {
    Tensor z = NET.encode(X);
    Tensor y = NET.decode(z);
    Tensor jacobian = y.jacobian(z);
    for (int b = 0; b < B; b++) {
      for (int k = 0; k < 3; k++) {
        assertClose(jacobian.get(b).get(k), y.get(b).get(k).gradient(z).get(b), 1e-14);
      }
    }
  }

  @Test
  void everyLayerOfANetworkIsAHandle() {
    List<Tensor> seen = new ArrayList<>();
    Tensor y = through(seen, X);
    for (Tensor z : seen) {
      Tensor jacobian = y.jacobian(z);
      assertThat(jacobian.shape()).isEqualTo(Shape.of(B, 3, z.size(1)));
      assertClose(y.jacobian(z, Mode.REVERSE), y.jacobian(z, Mode.FORWARD), 1e-14);
    }
    // chain rule over the handles: dy/dx = dy/dz dz/dx
    Tensor z = seen.get(0);
    assertClose(y.jacobian(X), y.jacobian(z).matmul(z.jacobian(X)), 1e-13);
  }

  private static Tensor loss(Net net) {
    Tensor z = net.encode(X);
    Tensor y = net.decode(z);
    Tensor mse = y.minus(X).square().mean();
    return mse.plus(y.jacobian(z).frobenius(1, 2).minus(1).abs().sum());
  }

  @Test
  void aLossWithItsJacobianIsTrainedThrough() {
    Net gradient = loss(NET).gradient(NET);
    assertClose(gradient.w1(), differences(w -> loss(new Net(w, NET.w2, NET.w3)), NET.w1), 1e-7);
    assertClose(gradient.w2(), differences(w -> loss(new Net(NET.w1, w, NET.w3)), NET.w2), 1e-7);
    assertClose(gradient.w3(), differences(w -> loss(new Net(NET.w1, NET.w2, w)), NET.w3), 1e-7);
  }

  @Test
  void aLossWithItsJacobianHasAHessian() {
    UnaryOperator<Tensor> f = w -> loss(new Net(w, NET.w2, NET.w3));
    UnaryOperator<Tensor> gradient = w -> f.apply(w).gradient(w);
    Tensor hessian = f.apply(NET.w1).hessian(NET.w1);
    assertClose(hessian, differences(gradient, NET.w1), 1e-6);
    Tensor v = normal(5, 3, 2);
    assertClose(
        f.apply(NET.w1).hvp(NET.w1, v),
        hessian.reshape(6, 6).matmul(v.reshape(6)).reshape(3, 2),
        1e-12);
  }

  @Test
  void theGradientByAnInnerNodeStopsThere() {
    Tensor z = NET.encode(X);
    UnaryOperator<Tensor> rest = value -> NET.decode(value).square().sum();
    assertClose(rest.apply(z).gradient(z), differences(rest, z.value()), 1e-8);
  }

  @Test
  void anInnerNodeAndWhatItIsMadeOf() {
    // y uses x twice, beside z and through it: by z only the first counts, by x both
    Tensor z = NET.encode(X);
    Tensor y = NET.decode(z).times(X).plus(X.square());
    assertClose(y.jacobian(z), NET.decode(z).jacobian(z).times(X.unsqueeze(2)), 1e-14);
    UnaryOperator<Tensor> whole = x -> NET.decode(NET.encode(x)).times(x).plus(x.square());
    Tensor full = differences(whole, X);
    Tensor byX = y.jacobian(X);
    for (int b = 0; b < B; b++) {
      assertClose(byX.get(b), full.get(b).select(1, b), 1e-8);
    }
  }

  @Test
  void bothAtOnceInOneTree() {
    Tensor z = NET.encode(X);
    Tensor y = NET.decode(z).times(X).square().sum();
    List<Tensor> both = y.gradient(List.of(z, X, NET.w1));
    assertClose(both.get(0), y.gradient(z), 1e-14);
    // in one sweep z is a source of its own and hands on what it gets: all derivatives are total
    assertClose(both.get(1), y.gradient(X), 1e-14);
    assertClose(both.get(2), y.gradient(NET.w1), 1e-14);
  }

  @Test
  void aNodeByItselfIsTheIdentity() {
    Tensor z = NET.encode(X);
    Tensor eye = Tensor.eye(dev.jacobi.type.DType.FLOAT64, 2);
    for (int b = 0; b < B; b++) {
      assertClose(z.jacobian(z).get(b), eye, 0);
    }
    assertClose(z.sum().gradient(z), z.onesLike(), 0);
  }
}
