package compositions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Jacobi;
import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.DTypeException;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Random numbers: which bits, independent of what; and their distribution, with fixed seeds. */
final class KeyTest {

  private static Offset<Double> within(double tolerance) {
    return Offset.offset(tolerance);
  }

  // ---- bits

  /** The first words of Philox4x32-10 for counter 0 and key 0: the known answer of Random123. */
  @Test
  void firstNumbersAreTheKnownWords() {
    Tensor units = Key.of(0).uniform(1, 4);
    assertThat(units.toFloats())
        .containsExactly(
            (0x6627e8d5 >>> 8) * 0x1p-24f,
            (0xe169c58d >>> 8) * 0x1p-24f,
            (0xbc57ac4c >>> 8) * 0x1p-24f,
            (0x9b00dbd8 >>> 8) * 0x1p-24f);
    Tensor doubles = Key.of(0).uniform(DType.FLOAT64, Shape.of(1, 2));
    assertThat(doubles.toDoubles())
        .containsExactly(
            ((long) (0x6627e8d5 >>> 5) * (1L << 26) + (0xe169c58d >>> 6)) * 0x1p-53,
            ((long) (0xbc57ac4c >>> 5) * (1L << 26) + (0x9b00dbd8 >>> 6)) * 0x1p-53);
    assertThat(Key.of(0x1234_5678_9abc_def0L).words().toInts())
        .containsExactly(0x9abcdef0, 0x12345678);
  }

  @Test
  void sameKeySameNumbers() {
    assertThat(Key.of(7).normal(5).toFloats()).isEqualTo(Key.of(7).normal(5).toFloats());
    assertThat(Key.of(7).normal(5).toFloats()).isNotEqualTo(Key.of(8).normal(5).toFloats());
    assertThat(Key.of(7).uniform(5).toFloats())
        .isNotEqualTo(Key.of(7).foldIn(0).uniform(5).toFloats());
  }

  /** Row b of [B, d] is the same for every B. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 13})
  void rowsDoNotDependOnHowManyThereAre(int d) {
    Key key = Key.of(3);
    Function<Integer, List<Tensor>> draws =
        b ->
            List.of(
                key.uniform(b, d),
                key.uniform(DType.FLOAT64, Shape.of(b, d)),
                key.normal(b, d),
                key.normal(DType.FLOAT64, Shape.of(b, d)),
                key.bernoulli(0.5, b, d),
                key.integers(0, 1000, b, d),
                Tensor.ones(b, d).dropout(0.5, key),
                key.splits(b).words(),
                key.uniform(b));
    List<Tensor> few = draws.apply(3);
    List<Tensor> many = draws.apply(257);
    for (int i = 0; i < few.size(); i++) {
      assertThat(many.get(i).slice(0, 0, 3).toDoubles()).isEqualTo(few.get(i).toDoubles());
    }
  }

  @Test
  void newKeysDiffer() {
    Key key = Key.of(5);
    Set<List<Integer>> seen = new HashSet<>();
    seen.add(words(key));
    for (Key one : key.split(20)) {
      seen.add(words(one));
      seen.add(words(one.split(1).get(0)));
    }
    for (long n : new long[] {0, 1, -1, 1L << 40, Long.MIN_VALUE}) {
      seen.add(words(key.foldIn(n)));
    }
    assertThat(seen).hasSize(46);
    assertThat(key.split(20).get(3).words().toInts())
        .isEqualTo(key.split(4).get(3).words().toInts());
  }

  private static List<Integer> words(Key key) {
    return Arrays.stream(key.words().toInts()).boxed().toList();
  }

  /** A key that holds many keys draws for each what that key would draw alone. */
  @Test
  void manyKeysAtOnce() {
    Key all = Key.of(5).splits(4);
    assertThat(all.words().shape().sizes()).containsExactly(4, 2);
    Tensor together = all.normal(3, 2);
    assertThat(together.shape().sizes()).containsExactly(4, 3, 2);
    Tensor orders = all.permutation(6);
    Key numbered = Key.of(5).foldIn(Tensor.of(0L, 10, 20));
    for (int i = 0; i < 4; i++) {
      Key one = Key.of(5).split(4).get(i);
      assertThat(together.get(i).toFloats()).isEqualTo(one.normal(3, 2).toFloats());
      assertThat(orders.get(i).toInts()).isEqualTo(one.permutation(6).toInts());
    }
    assertThat(words(new Key(numbered.words().get(2)))).isEqualTo(words(Key.of(5).foldIn(20)));
    assertThat(all.splits(3).words().shape().sizes()).containsExactly(4, 3, 2);
    assertThat(words(all.split(3).get(1)).subList(4, 6))
        .isEqualTo(words(Key.of(5).split(4).get(2).split(3).get(1)));
  }

  @Test
  void worksUnderVmapAndCompile() {
    Key all = Key.of(11).splits(4);
    Tensor mapped = Jacobi.<Key, Tensor>vmap(k -> k.normal(3, 2)).apply(all);
    assertThat(mapped.toFloats()).isEqualTo(all.normal(3, 2).toFloats());
    Tensor shared =
        Jacobi.<Tensor, Tensor>vmap(x -> x.dropout(0.5, Key.of(1))).apply(Tensor.ones(4, 6));
    assertThat(shared.get(2).toFloats()).isEqualTo(shared.get(0).toFloats());
    var step = Jacobi.compile((Key k) -> k.foldIn(3).uniform(5));
    assertThat(step.apply(Key.of(2)).toFloats())
        .isEqualTo(Key.of(2).foldIn(3).uniform(5).toFloats());
    assertThat(step.apply(Key.of(9)).toFloats())
        .isEqualTo(Key.of(9).foldIn(3).uniform(5).toFloats());
  }

  // ---- distributions

  /**
   * The largest distance between the sample's distribution function and the given one, times sqrt
   * n.
   */
  private static double kolmogorov(double[] sample, Function<Double, Double> distribution) {
    double[] sorted = sample.clone();
    Arrays.sort(sorted);
    double distance = 0;
    for (int i = 0; i < sorted.length; i++) {
      double f = distribution.apply(sorted[i]);
      distance = Math.max(distance, Math.abs(f - i / (double) sorted.length));
      distance = Math.max(distance, Math.abs(f - (i + 1) / (double) sorted.length));
    }
    return distance * Math.sqrt(sorted.length);
  }

  // the quantile 0.999 of Kolmogorov's distribution is 1.95
  private static final double KOLMOGOROV = 1.95;

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void uniformIsUniform(DType dtype) {
    Tensor x = Key.of(1).uniform(dtype, Shape.of(500, 41));
    assertThat(x.dtype()).isEqualTo(dtype);
    assertThat(x.min().item()).isNotNegative();
    assertThat(x.max().item()).isLessThan(1);
    assertThat(kolmogorov(x.toDoubles(), f -> f)).isLessThan(KOLMOGOROV);
    // neighbours along both axes are uncorrelated: 4.5 standard deviations of 1 / sqrt(n)
    Tensor centred = x.cast(DType.FLOAT64).minus(0.5);
    for (int axis = 0; axis < 2; axis++) {
      Tensor a = centred.slice(axis, 1, x.size(axis));
      Tensor b = centred.slice(axis, 0, x.size(axis) - 1);
      assertThat(a.times(b).mean().item() * 12).isCloseTo(0, within(4.5 / Math.sqrt(20_000)));
    }
    Tensor bounded = Key.of(2).uniform(dtype, Shape.of(2000), -3, 5);
    assertThat(kolmogorov(bounded.toDoubles(), f -> (f + 3) / 8)).isLessThan(KOLMOGOROV);
  }

  /** Rounding to few values never reaches the upper bound. */
  @Test
  void boundsAreHalfOpen() {
    double high = Math.nextUp(1f);
    Tensor x = Key.of(1).uniform(DType.FLOAT32, Shape.of(100), 1, high);
    assertThat(x.toFloats()).containsOnly(1f);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void normalIsNormal(DType dtype) {
    Tensor x = Key.of(4).normal(dtype, Shape.of(500, 41));
    assertThat(x.dtype()).isEqualTo(dtype);
    assertThat(x.isFinite().all().toBooleans()).containsExactly(true);
    // Phi from the library's own error function, tested elsewhere
    double[] phi = x.cast(DType.FLOAT64).times(-Math.sqrt(0.5)).erfc().times(0.5).toDoubles();
    assertThat(kolmogorov(phi, f -> f)).isLessThan(KOLMOGOROV);
    double n = x.shape().elements();
    Tensor wide = x.cast(DType.FLOAT64);
    assertThat(wide.mean().item()).isCloseTo(0, within(4.5 / Math.sqrt(n)));
    assertThat(wide.pow(2).mean().item()).isCloseTo(1, within(4.5 * Math.sqrt(2 / n)));
    assertThat(wide.pow(3).mean().item()).isCloseTo(0, within(4.5 * Math.sqrt(15 / n)));
    assertThat(wide.pow(4).mean().item()).isCloseTo(3, within(4.5 * Math.sqrt(96 / n)));
  }

  @Test
  void bernoulliHitsItsRate() {
    for (double p : new double[] {0, 1e-3, 0.3, 0.5, 1}) {
      double n = 20_000;
      double rate = Key.of(6).bernoulli(p, 200, 100).cast(DType.FLOAT64).mean().item();
      assertThat(rate).isCloseTo(p, within(4.5 * Math.sqrt(p * (1 - p) / n)));
    }
    Tensor each = Tensor.of(0.0, 1, 0.25);
    Tensor drawn = Key.of(6).bernoulli(each, Shape.of(4000, 3)).cast(DType.FLOAT64).mean(0);
    Probe.assertClose(drawn, new double[] {0, 1, 0.25}, 0, 0.03);
  }

  /** Pearson's statistic against the quantile 0.999. */
  @Test
  void integersAreEquallyFrequent() {
    Tensor x = Key.of(8).integers(-2, 5, 7000);
    assertThat(x.dtype()).isEqualTo(DType.INT64);
    double[] counts = new double[7];
    for (int number : x.toInts()) {
      counts[number + 2]++;
    }
    // 6 degrees of freedom: 22.46
    assertThat(pearson(counts)).isLessThan(22.46);
    assertThat(Key.of(8).integers(5, 6, 3).toInts()).containsOnly(5);
    long[] wide = Key.of(8).integers(-(1L << 52), 1L << 52, 100).toLongs();
    assertThat(Arrays.stream(wide).distinct().count()).isEqualTo(100);
  }

  private static double pearson(double[] counts) {
    double expected = Arrays.stream(counts).sum() / counts.length;
    return Arrays.stream(counts).map(c -> (c - expected) * (c - expected) / expected).sum();
  }

  @Test
  void permutationsAreEquallyFrequent() {
    Tensor orders = Key.of(9).splits(6000).permutation(3);
    double[] counts = new double[27];
    int[] flat = orders.toInts();
    for (int i = 0; i < flat.length; i += 3) {
      counts[flat[i] * 9 + flat[i + 1] * 3 + flat[i + 2]]++;
    }
    double[] possible = {counts[5], counts[7], counts[11], counts[15], counts[19], counts[21]};
    assertThat(Arrays.stream(possible).sum()).isEqualTo(6000);
    // 5 degrees of freedom: 20.52
    assertThat(pearson(possible)).isLessThan(20.52);
    int[] long257 = Key.of(1).permutation(257).toInts();
    Arrays.sort(long257);
    assertThat(long257).isEqualTo(Tensor.arange(257).toInts());
  }

  // ---- dropout

  @Test
  void dropoutKeepsTheMean() {
    Tensor x = Tensor.full(DType.FLOAT64, Shape.of(100, 100), 3);
    Tensor y = x.dropout(0.2, Key.of(3));
    assertThat(y.mean().item()).isCloseTo(3, within(4.5 * 3 * Math.sqrt(0.25 / 10_000)));
    assertThat(Arrays.stream(y.toDoubles()).distinct()).containsExactlyInAnyOrder(0.0, 3 / 0.8);
    Tensor gradient = y.sum().gradient(x);
    assertThat(gradient.toDoubles()).isEqualTo(y.div(3).toDoubles());
    assertThat(x.dropout(1, Key.of(3)).toDoubles()).containsOnly(0);
    assertThat(x.dropout(0, Key.of(3)).toDoubles()).containsOnly(3);
    assertThat(x.dropout(0.5, Key.of(3)).jacobian(x).shape().sizes())
        .containsExactly(100, 100, 100);
  }

  /** What was dropped may be infinite. */
  @Test
  void droppedElementsSayNothing() {
    Tensor x = Tensor.zeros(4, 4);
    Tensor y = x.sqrt().dropout(0.5, Key.of(1));
    Tensor kept = y.sum().gradient(x);
    boolean[] mask = Key.of(1).bernoulli(0.5, 4, 4).toBooleans();
    for (int i = 0; i < 16; i++) {
      assertThat(kept.toDoubles()[i]).isEqualTo(mask[i] ? 0 : Double.POSITIVE_INFINITY);
    }
  }

  // ---- messages

  @Test
  void saysWhatIsWrong() {
    Key key = Key.of(1);
    assertThatThrownBy(() -> new Key(Tensor.of(1L, 2)))
        .isInstanceOf(DTypeException.class)
        .hasMessageStartingWith("key: words of type int64; they are int32");
    assertThatThrownBy(() -> new Key(Tensor.of(1, 2, 3)))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("key: words [3]; the last axis has size 2");
    assertThatThrownBy(() -> key.uniform(DType.INT32, Shape.of(2)))
        .isInstanceOf(DTypeException.class)
        .hasMessage("uniform: type int32; it takes float32 or float64; use integers or bernoulli");
    assertThatThrownBy(() -> key.uniform(DType.FLOAT32, Shape.of(2), 1, 1))
        .isInstanceOf(JacobiException.class)
        .hasMessageStartingWith(
            "uniform: bounds 1.0 and 1.0; the first must be less than the second");
    assertThatThrownBy(() -> key.bernoulli(1.5, 3))
        .isInstanceOf(JacobiException.class)
        .hasMessage("bernoulli: p = 1.5; a probability lies between 0 and 1");
    assertThatThrownBy(() -> key.integers(3, 3, 1))
        .isInstanceOf(JacobiException.class)
        .hasMessageStartingWith("integers: bounds 3 and 3; there must be one number or more");
    assertThatThrownBy(() -> key.foldIn(Tensor.of(1.0)))
        .isInstanceOf(DTypeException.class)
        .hasMessageStartingWith("foldIn: numbers of type float64");
    assertThatThrownBy(() -> Tensor.ones(2).dropout(-0.1, key))
        .isInstanceOf(JacobiException.class)
        .hasMessage("dropout: p = -0.1; a probability lies between 0 and 1");
  }
}
