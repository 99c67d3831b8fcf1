package laws;

import static laws.Numbers.normal;

import dev.jacobi.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * Programs over a batch, written at random but the same for any number of samples: sizes are a
 * number or a number times the batch, as a program's text has them.
 *
 * <p>Plain programs reshape the batch only where it is outermost and stays so. Others also do what
 * a single sample leaves open: {@code [T, 1, d]} to {@code [T, d]} is {@code [T B, d]} or {@code
 * [T, B d]}, and {@code [6]} to {@code [2, 3]} is {@code [6 B]} to {@code [2, 3 B]} or to {@code [2
 * B, 3]}.
 */
final class RandomPrograms {
  /** A size as it is written: {@code factor}, or {@code factor * B}. */
  private record Size(int factor, boolean batch) {
    @Override
    public String toString() {
      return batch ? factor + "B" : "" + factor;
    }

    int of(int samples) {
      return batch ? factor * samples : factor;
    }

    Size times(Size other) {
      return new Size(factor * other.factor, batch || other.batch);
    }
  }

  /** A program for any number of samples, and how its result's sizes are written. */
  private record Step(String text, List<Size> sizes, UnaryOperator<Tensor> program) {}

  private final Random random;
  private final boolean plain;
  private final List<Step> steps = new ArrayList<>();

  private RandomPrograms(long seed, boolean plain) {
    this.random = new Random(seed);
    this.plain = plain;
    steps.add(
        new Step(
            "z [B, 4, 3]",
            List.of(new Size(1, true), new Size(4, false), new Size(3, false)),
            z -> z));
  }

  /** A program from z {@code [B, 4, 3]}; its text says what it does. */
  record Program(String text, UnaryOperator<Tensor> function) {}

  static Program of(long seed, boolean plain) {
    RandomPrograms programs = new RandomPrograms(seed, plain);
    int length = 2 + programs.random.nextInt(5);
    while (programs.steps.size() <= length) {
      programs.grow();
    }
    Step last = programs.steps.getLast();
    return new Program(last.text, last.program);
  }

  private void grow() {
    Step x = steps.getLast();
    int rank = x.sizes.size();
    int elements = x.sizes.stream().mapToInt(s -> s.of(3)).reduce(1, (a, b) -> a * b);
    switch (random.nextInt(14)) {
      case 0 -> add(x, "tanh", x.sizes, Tensor::tanh);
      case 1 -> constant(x);
      case 2 -> earlier(x);
      case 3, 4 -> permuted(x);
      case 5 -> reduced(x);
      case 6, 7 -> merged(x);
      case 8, 9 -> split(x);
      case 10 -> linear(x);
      case 11 -> {
        if (rank < 5 && elements < 400) {
          int axis = random.nextInt(rank + 1);
          List<Size> sizes = new ArrayList<>(x.sizes);
          sizes.add(axis, new Size(2, false));
          add(
              x,
              "repeat at " + axis,
              sizes,
              t -> Tensor.concat(axis, t.unsqueeze(axis), t.unsqueeze(axis).sin()));
        }
      }
      case 12 -> alongAnAxis(x);
      default -> attention(x);
    }
  }

  private void add(Step x, String text, List<Size> sizes, UnaryOperator<Tensor> step) {
    steps.add(
        new Step(x.text + ", " + text, List.copyOf(sizes), z -> step.apply(x.program.apply(z))));
  }

  /** Products with numbers of the last axis' size, as a bias or scale. */
  private void constant(Step x) {
    if (!x.sizes.isEmpty() && !x.sizes.getLast().batch) {
      Tensor scale = normal(random.nextInt(), x.sizes.getLast().factor);
      add(x, "scale", x.sizes, t -> t.times(scale));
    }
  }

  /** A product with an earlier value of the same sizes, or with its mean as a constant. */
  private void earlier(Step x) {
    List<Step> alike = steps.stream().filter(s -> s.sizes.equals(x.sizes)).toList();
    Step other = alike.get(random.nextInt(alike.size()));
    if (random.nextBoolean()) {
      steps.add(
          new Step(
              x.text + ", times (" + other.text + ")",
              x.sizes,
              z -> x.program.apply(z).times(other.program.apply(z))));
    } else if (!x.sizes.isEmpty()) {
      add(x, "times constant mean", x.sizes, t -> t.times(t.mean(0).stopGradient()));
    }
  }

  private void permuted(Step x) {
    List<Integer> order = new ArrayList<>();
    for (int axis = 0; axis < x.sizes.size(); axis++) {
      order.add(random.nextInt(axis + 1), axis);
    }
    add(
        x,
        "permute " + order,
        order.stream().map(x.sizes::get).toList(),
        t -> t.permute(order.stream().mapToInt(a -> a).toArray()));
  }

  private void reduced(Step x) {
    if (x.sizes.size() > 1) {
      int axis = random.nextInt(x.sizes.size());
      List<Size> sizes = new ArrayList<>(x.sizes);
      sizes.remove(axis);
      boolean largest = random.nextBoolean();
      add(x, (largest ? "max " : "sum ") + axis, sizes, t -> largest ? t.max(axis) : t.sum(axis));
    }
  }

  private void reshaped(Step x, List<Size> sizes) {
    add(
        x,
        "reshape " + sizes,
        sizes,
        t -> {
          Size batch = new Size(1, false);
          for (Size size : x.sizes) {
            batch = batch.times(size);
          }
          int samples = t.shape().elements() / batch.factor;
          return t.reshape(sizes.stream().mapToInt(s -> s.of(samples)).toArray());
        });
  }

  private void merged(Step x) {
    if (x.sizes.size() > 1) {
      int axis = random.nextInt(x.sizes.size() - 1);
      List<Size> sizes = new ArrayList<>(x.sizes);
      boolean open = sizes.get(axis).batch && axis > 0;
      sizes.set(axis, sizes.get(axis).times(sizes.remove(axis + 1)));
      if (!plain || !open) {
        reshaped(x, sizes);
      }
    }
  }

  private void split(Step x) {
    int axis = random.nextInt(x.sizes.size());
    Size size = x.sizes.get(axis);
    List<Size> sizes = new ArrayList<>(x.sizes);
    int part = List.of(2, 3, 4).get(random.nextInt(3));
    if (size.factor % part == 0 && (size.factor > part || size.batch)) {
      boolean batchFirst = size.batch && (plain || random.nextInt(4) > 0);
      Size one = new Size(part, false);
      Size rest = new Size(size.factor / part, size.batch);
      sizes.set(axis, batchFirst ? rest : one);
      sizes.add(axis + 1, batchFirst ? one : rest);
      reshaped(x, sizes);
    }
  }

  private void linear(Step x) {
    if (!x.sizes.getLast().batch && x.sizes.size() > 1) {
      Tensor w = normal(random.nextInt(), x.sizes.getLast().factor, 3);
      List<Size> sizes = new ArrayList<>(x.sizes);
      sizes.set(sizes.size() - 1, new Size(3, false));
      add(x, "linear", sizes, t -> t.matmul(w));
    }
  }

  /** What stays within an axis but looks along it. */
  private void alongAnAxis(Step x) {
    int axis = random.nextInt(x.sizes.size());
    switch (random.nextInt(6)) {
      case 0 -> add(x, "softmax " + axis, x.sizes, t -> t.softmax(axis));
      case 1 -> add(x, "flip " + axis, x.sizes, t -> t.flip(axis));
      case 2 -> add(x, "sort " + axis, x.sizes, t -> t.sort(axis));
      case 3 ->
          add(x, "shift " + axis, x.sizes, t -> t.pad(axis, 1, 0).slice(axis, 0, t.size(axis)));
      case 4 ->
          add(
              x,
              "gather " + axis,
              x.sizes,
              t -> t.gather(axis, Tensor.arange(t.size(axis)).flip(0)));
      default -> add(x, "minus mean " + axis, x.sizes, t -> t.minus(t.mean(axis).unsqueeze(axis)));
    }
  }

  private void attention(Step x) {
    if (x.sizes.size() == 3) {
      add(x, "attend", x.sizes, t -> t.matmul(t.transpose()).tanh().matmul(t));
    }
  }
}
