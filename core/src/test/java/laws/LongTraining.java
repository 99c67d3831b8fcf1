package laws;

import dev.jacobi.Jacobi;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;

/** A training loop that is not compiled, for {@link NoGrowthTest} to run in a small heap. */
final class LongTraining {
  record Net(Tensor weight, Tensor bias) {
    Tensor apply(Tensor x) {
      return x.times(weight).plus(bias).tanh();
    }
  }

  private LongTraining() {}

  /** Trains for as many steps as are asked for, and prints the last loss. */
  public static void main(String[] arguments) {
    int steps = Integer.parseInt(arguments[0]);
    Tensor x = Tensor.of(-1.0, 0.5, 2);
    Tensor t = x.times(0.7).minus(0.2).tanh();
    Net net = new Net(Tensor.scalar(0.0), Tensor.scalar(1.0));
    double last = Double.NaN;
    for (int i = 0; i < steps; i++) {
      Tensor loss = net.apply(x).minus(t).square().sum();
      Net gradient = loss.gradient(net);
      net = Jacobi.leaves(Tree.zip(net, gradient, (w, g) -> w.minus(g.times(0.05))));
      last = i == steps - 1 ? loss.item() : last;
    }
    System.out.println(steps + " steps, loss " + last);
  }
}
