package dev.jacobi;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Origin;
import dev.jacobi.type.DType;
import dev.jacobi.type.DTypeException;
import dev.jacobi.type.Ints;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A key for random numbers: the same key gives the same numbers, always and everywhere. There is no
 * hidden state; new keys come from {@link #split} and {@link #foldIn}, and a key is used once. A
 * key is a record of a tensor, so it can be an argument of a compiled or vmapped function.
 *
 * <p>The bits are those of Philox4x32-10 ({@link Op.Source.RandomBits}). Axis 0 of what is drawn
 * numbers streams: row b of {@code [B, ...]} is the same for every B, and no row looks at another.
 * A key may hold many keys, {@code [n, 2]}; then everything drawn has the further axis n in front.
 *
 * @param words {@code [2]} or {@code [..., 2]}, int32
 */
public record Key(Tensor words) {
  private static final int DRAW = 0;
  private static final int SPLIT = 1;
  private static final int FOLD_IN = 2;

  /** A key of given words. */
  public Key {
    if (words.dtype() != DType.INT32) {
      throw new DTypeException(
          "key: words of type "
              + words.dtype()
              + "; they are int32; make keys with Key.of, split and foldIn");
    }
    if (words.rank() == 0 || words.size(-1) != 2) {
      throw new ShapeException(
          "key: words "
              + words.shape()
              + "; the last axis has size 2; make keys with Key.of, split and foldIn");
    }
  }

  /** The key of a number. */
  public static Key of(long seed) {
    return new Key(Tensor.of((int) seed, (int) (seed >>> 32)));
  }

  // ---- new keys

  /** {@code n} new keys; key i does not depend on n. */
  public List<Key> split(int n) {
    Key all = splits(n);
    int axis = words.rank() - 1;
    return IntStream.range(0, n).mapToObj(i -> new Key(all.words.select(axis, i))).toList();
  }

  /** The same keys in one tensor, {@code [..., n, 2]}: an argument for {@link Jacobi#vmap}. */
  public Key splits(int n) {
    return new Key(bits("split", SPLIT, Shape.of(n), Shape.of(2)));
  }

  /** The key that belongs to this one and a number, such as the step of a training loop. */
  public Key foldIn(long number) {
    return foldIn(Tensor.scalar(number));
  }

  /** The same for each of many numbers, int32 or int64: {@code [..., numbers, 2]}. */
  public Key foldIn(Tensor numbers) {
    if (!numbers.dtype().isInteger()) {
      throw new DTypeException(
          "foldIn: numbers of type " + numbers.dtype() + "; it takes int32 or int64; cast them");
    }
    return Origin.within(
        "foldIn",
        () -> new Key(bits(FOLD_IN, Nodes.cast(numbers.node(), DType.INT64), Shape.of(2))));
  }

  // ---- drawing

  /** float32, uniform on [0, 1): multiples of 2^-24. */
  public Tensor uniform(int... sizes) {
    return uniform(DType.FLOAT32, Shape.of(sizes));
  }

  /**
   * Uniform on [0, 1): the upper 24 bits of one word times 2^-24 for float32; for float64 the upper
   * 27 bits of one word and the upper 26 of the next, times 2^-53.
   */
  public Tensor uniform(DType dtype, Shape shape) {
    return Origin.within("uniform", () -> units("uniform", dtype, shape, Shape.scalar()));
  }

  /** Uniform on [low, high). */
  public Tensor uniform(DType dtype, Shape shape, double low, double high) {
    boolean apart = dtype == DType.FLOAT32 ? (float) low < (float) high : low < high;
    boolean finite =
        Double.isFinite(high - low)
            && (dtype != DType.FLOAT32 || Float.isFinite((float) (high - low)));
    if (!apart || !finite) {
      throw new JacobiException(
          "uniform: bounds "
              + low
              + " and "
              + high
              + "; the first must be less than the second, and their distance finite, in "
              + dtype);
    }
    return Origin.within(
        "uniform",
        () -> {
          Tensor units = units("uniform", dtype, shape, Shape.scalar());
          double below = dtype == DType.FLOAT32 ? Math.nextDown((float) high) : Math.nextDown(high);
          // rounding may reach the upper bound
          return units.times(high - low).plus(low).minimum(below);
        });
  }

  /** float32, normal with mean 0 and standard deviation 1. */
  public Tensor normal(int... sizes) {
    return normal(DType.FLOAT32, Shape.of(sizes));
  }

  /**
   * Normal with mean 0 and standard deviation 1 by Box and Muller (1958): {@code sqrt(-2 ln(1 - u))
   * cos(2 pi v)} for two uniform numbers u and v of {@link #uniform(DType, Shape)}, drawn one after
   * the other for each element.
   */
  public Tensor normal(DType dtype, Shape shape) {
    return Origin.within(
        "normal",
        () -> {
          Tensor pairs = units("normal", dtype, shape, Shape.of(2));
          Tensor u = pairs.select(-1, 0);
          Tensor v = pairs.select(-1, 1);
          Tensor radius = u.unaryMinus().log1p().times(-2).sqrt();
          return radius.times(v.times(2 * Math.PI).cos());
        });
  }

  /**
   * Truth values, each true with probability p: where a word, as a number below 2^32, is below p
   * 2^32.
   */
  public Tensor bernoulli(double p, int... sizes) {
    return bernoulli(p, Shape.of(sizes));
  }

  /** The same of a given shape. */
  public Tensor bernoulli(double p, Shape shape) {
    requireProbability("bernoulli", p);
    return bernoulli(Tensor.scalar(p), shape);
  }

  static void requireProbability(String name, double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new JacobiException(name + ": p = " + p + "; a probability lies between 0 and 1");
    }
  }

  /** The same with a probability for each element, broadcast to the given shape. */
  public Tensor bernoulli(Tensor p, Shape shape) {
    return Origin.within(
        "bernoulli",
        () -> {
          Tensor numbers = unsigned(words("bernoulli", shape, Shape.scalar()));
          Activations.requireBroadcast("bernoulli", "probabilities", p, numbers.shape());
          return numbers.lt(p.cast(DType.FLOAT64).times(0x1p32));
        });
  }

  /**
   * int64, uniform among low, ..., high - 1: a float64 of [0, 1) times their number, rounded down.
   * A number is more or less probable than another by at most 2^-53 times {@code high - low}.
   */
  public Tensor integers(long low, long high, int... sizes) {
    long count = high - low;
    if (count < 1 || count > 1L << 53) {
      throw new JacobiException(
          "integers: bounds "
              + low
              + " and "
              + high
              + "; there must be one number or more between them, and at most 2^53");
    }
    return Origin.within(
        "integers",
        () ->
            units("integers", DType.FLOAT64, Shape.of(sizes), Shape.scalar())
                .times(count)
                .floor()
                .cast(DType.INT64)
                .plus(Tensor.scalar(low)));
  }

  /** 0, ..., n - 1 in random order, int64: the order of n uniform float64. */
  public Tensor permutation(int n) {
    return Origin.within(
        "permutation",
        () -> units("permutation", DType.FLOAT64, Shape.of(n), Shape.scalar()).argsort(-1));
  }

  // ---- bits

  /** Uniform numbers on [0, 1) of the shape {@code [keys..., shape, each]}. */
  private Tensor units(String name, DType dtype, Shape shape, Shape each) {
    return switch (dtype) {
      // floor(word 2^-8) 2^-24, exact in float64
      case FLOAT32 ->
          unsigned(words(name, shape, each))
              .times(0x1p-8)
              .floor()
              .times(0x1p-24)
              .cast(DType.FLOAT32);
      // (floor(word 2^-5) 2^26 + floor(next 2^-6)) 2^-53, exact
      case FLOAT64 -> {
        Tensor pairs = unsigned(words(name, shape, each.concat(Shape.of(2))));
        Tensor upper = pairs.select(-1, 0).times(0x1p-5).floor();
        Tensor lower = pairs.select(-1, 1).times(0x1p-6).floor();
        yield upper.times(0x1p26).plus(lower).times(0x1p-53);
      }
      case INT32, INT64, BOOL ->
          throw new DTypeException(
              name
                  + ": type "
                  + dtype
                  + "; it takes float32 or float64; use integers or bernoulli");
    };
  }

  /** A word as a number from 0 to 2^32 - 1, as float64. */
  private static Tensor unsigned(Tensor words) {
    Tensor number = words.cast(DType.FLOAT64);
    return Tensor.where(number.lt(0), number.plus(0x1p32), number);
  }

  /** Words of the shape {@code [keys..., shape, each]}; axis 0 of the shape numbers streams. */
  private Tensor words(String name, Shape shape, Shape each) {
    int streams = Math.min(1, shape.rank());
    Shape rest = shape.slice(streams, shape.rank()).concat(each);
    return bits(name, DRAW, shape.slice(0, streams), rest);
  }

  private Tensor bits(String name, int purpose, Shape streams, Shape each) {
    return Origin.within(
        name,
        () ->
            bits(
                purpose,
                streams.rank() == 0
                    ? Nodes.scalar(DType.INT64, 0)
                    : Nodes.iota(streams, 0, DType.INT64),
                each));
  }

  /** The bits of every key for every stream: {@code [keys..., streams, each]}. */
  private Tensor bits(int purpose, Node streams, Shape each) {
    int keyAxes = words.rank() - 1;
    Shape batch = words.shape().slice(0, keyAxes).concat(streams.shape());
    Ints places = Ints.range(0, keyAxes).append(batch.rank());
    Node keys = Nodes.expand(words.node(), batch.concat(Shape.of(2)), places);
    return new Tensor(
        Node.of(new Op.Source.RandomBits(each, purpose), keys, Nodes.broadcast(streams, batch)));
  }
}
