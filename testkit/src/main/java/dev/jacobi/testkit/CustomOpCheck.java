package dev.jacobi.testkit;

import dev.jacobi.CustomOp;
import dev.jacobi.Jacobi;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Checks a user's own operation where it is used as a derivative: its rules against finite
 * differences and each other, to any order; that they are linear; that a batch of entries is the
 * loop over them; that float32 stays float32.
 *
 * <p>An operation whose rule is not the derivative of its value by intent, such as a
 * straight-through estimator, fails the first of these.
 */
public final class CustomOpCheck {
  private static final int ENTRIES = 3;
  private static final double TOLERANCE = 1e-9;

  private final Random random = new Random(GradientCheck.SEED);
  private final String name;

  private CustomOpCheck(String name) {
    this.name = name;
  }

  /**
   * Checks an operation.
   *
   * @param x where; tensors of float64 are moved, integers and truth values stay
   * @param order the highest order to check, 1 or more
   * @return what the check of the derivatives found
   * @throws CheckFailedException if something is wrong, naming it, numbers and seed
   * @throws dev.jacobi.type.DTypeException if an argument or the value is float32
   */
  public static <T> GradientCheck.Report checkCustomOp(CustomOp<T> op, T x, int order) {
    Function<List<Tensor>, Tensor> f = leaves -> op.apply(Tree.rebuild(x, leaves));
    List<Tensor> at = Tree.leaves(x);
    GradientCheck.Report report = GradientCheck.checkGradients(f, at, order);
    CustomOpCheck check = new CustomOpCheck(op.name());
    check.linear(f, at);
    check.batched(f, at);
    check.single(f, at);
    return report;
  }

  private Tensor like(Tensor x, Shape shape) {
    return x.dtype().isFloat()
        ? Tensor.of(shape, random.doubles(shape.elements(), -1, 1).toArray())
        : x.expand(shape.sizes());
  }

  private List<Tensor> directions(List<Tensor> at) {
    return at.stream().map(x -> like(x, x.shape())).toList();
  }

  /** The derivative along a direction of all arguments, by one number that moves them. */
  private static Tensor along(Function<List<Tensor>, Tensor> f, List<Tensor> at, List<Tensor> v) {
    Tensor t = Tensor.scalar(0.0).times(1);
    return f.apply(zip(at, v, (x, d) -> x.dtype().isFloat() ? x.plus(d.times(t)) : x))
        .jvp(t, Tensor.scalar(1.0));
  }

  /** The cotangents of the arguments of a float type, behind one another. */
  private static Tensor back(Function<List<Tensor>, Tensor> f, List<Tensor> at, Tensor c) {
    List<Tensor> own = at.stream().map(x -> x.dtype().isFloat() ? x.times(1) : x).toList();
    Tensor y = f.apply(own);
    List<Tensor> found = new ArrayList<>();
    for (Tensor x : own) {
      if (x.dtype().isFloat()) {
        found.add(y.vjp(x, c).reshape(-1));
      }
    }
    return Tensor.concat(0, found);
  }

  private interface Pair {
    Tensor of(Tensor a, Tensor b);
  }

  private static List<Tensor> zip(List<Tensor> a, List<Tensor> b, Pair pair) {
    return IntStream.range(0, a.size()).mapToObj(i -> pair.of(a.get(i), b.get(i))).toList();
  }

  private void linear(Function<List<Tensor>, Tensor> f, List<Tensor> at) {
    List<Tensor> v = directions(at);
    List<Tensor> w = directions(at);
    Pair sum = (a, b) -> a.dtype().isFloat() ? a.times(2).minus(b.times(3)) : a;
    require(
        "the tangent of 2 v - 3 w is not that of v and w",
        along(f, at, zip(v, w, sum)),
        sum.of(along(f, at, v), along(f, at, w)));
    Tensor y = f.apply(at);
    Tensor c = like(y, y.shape());
    Tensor d = like(y, y.shape());
    require(
        "the cotangent of 2 c - 3 d is not that of c and d",
        back(f, at, sum.of(c, d)),
        sum.of(back(f, at, c), back(f, at, d)));
  }

  private void batched(Function<List<Tensor>, Tensor> f, List<Tensor> at) {
    List<Tensor> near = new ArrayList<>();
    for (Tensor x : at) {
      Tensor copies = x.unsqueeze(0).expand(x.shape().insert(0, ENTRIES).sizes());
      near.add(x.dtype().isFloat() ? copies.plus(like(x, copies.shape()).times(1e-2)) : copies);
    }
    Tensor y = f.apply(at);
    Tensor c = like(y, y.shape());
    List<Tensor> v = directions(at);
    Function<List<Tensor>, List<Tensor>> all =
        x -> List.of(f.apply(x), along(f, x, v), back(f, x, c));
    List<Tensor> together = Jacobi.vmap(all).apply(near);
    for (int b = 0; b < ENTRIES; b++) {
      int entry = b;
      List<Tensor> alone = all.apply(near.stream().map(x -> x.get(entry)).toList());
      String[] parts = {"value", "tangent", "cotangent"};
      for (int i = 0; i < parts.length; i++) {
        require(
            "the " + parts[i] + " of entry " + b + " in a batch is not that of the entry alone",
            together.get(i).get(b),
            alone.get(i));
      }
    }
  }

  private void single(Function<List<Tensor>, Tensor> f, List<Tensor> at) {
    List<Tensor> floats =
        at.stream().map(x -> x.dtype().isFloat() ? x.cast(DType.FLOAT32).times(1) : x).toList();
    Tensor y = f.apply(floats);
    for (Tensor x : floats) {
      boolean wrong =
          x.dtype().isFloat()
              && (y.dtype() != DType.FLOAT32 || y.vjp(x, y).dtype() != DType.FLOAT32);
      if (wrong) {
        throw failure("of float32 the value is " + y.dtype() + "; it stays float32");
      }
    }
  }

  private void require(String what, Tensor found, Tensor expected) {
    double[] a = found.toDoubles();
    double[] b = expected.toDoubles();
    double size = Double.MIN_NORMAL;
    for (double number : b) {
      size = Math.max(size, Math.abs(number));
    }
    for (int i = 0; i < b.length; i++) {
      if (!(Math.abs(a[i] - b[i]) <= TOLERANCE * size)) {
        throw failure(
            String.format(Locale.ROOT, "%s: element %d is %.17g, not %.17g", what, i, a[i], b[i]));
      }
    }
  }

  private CheckFailedException failure(String what) {
    return new CheckFailedException(
        "checkCustomOp: " + name + ": " + what + " (seed " + GradientCheck.SEED + ")");
  }
}
