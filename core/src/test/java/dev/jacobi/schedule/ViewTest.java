package dev.jacobi.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Where the elements of moved views lie. */
final class ViewTest {
  private static final Random RANDOM = new Random(20261129);

  private static View tile(int... sizes) {
    Shape shape = Shape.of(sizes);
    Buffer buffer =
        new Buffer(0, Buffer.Kind.TILE, DType.FLOAT32, shape.elements() * View.PANEL, null);
    return View.tile(buffer, shape);
  }

  /** Some factors of {@code elements} in any order, with ones between them. */
  private static Shape factors(int elements) {
    List<Integer> sizes = new ArrayList<>();
    for (int p = 2; elements > 1; p++) {
      while (elements % p == 0) {
        sizes.add(p);
        elements /= p;
      }
    }
    for (int i = 0; i + 1 < sizes.size(); i++) {
      if (RANDOM.nextBoolean()) {
        sizes.set(i, sizes.get(i) * sizes.remove(i + 1));
      }
    }
    if (RANDOM.nextBoolean()) {
      sizes.add(RANDOM.nextInt(sizes.size() + 1), 1);
    }
    Collections.shuffle(sizes, RANDOM);
    return Shape.of(sizes.stream().mapToInt(i -> i).toArray());
  }

  private static View moved() {
    View view = tile(factors(12 * 30).sizes());
    List<Integer> order = new ArrayList<>(IntStream.range(0, view.rank()).boxed().toList());
    Collections.shuffle(order, RANDOM);
    if (RANDOM.nextBoolean()) {
      view = view.permute(Ints.of(order.stream().mapToInt(i -> i).toArray()));
    }
    if (RANDOM.nextInt(3) == 0) {
      view = view.flip(Ints.of(RANDOM.nextInt(view.rank())));
    }
    return view;
  }

  @RepeatedTest(500)
  void aReshapedViewHasTheSameElementsInTheSameOrder() {
    View view = moved();
    View reshaped = view.reshaped(factors(view.elements()));
    if (reshaped == null) {
      assertThat(view.dense()).as("%s dense", view).isFalse();
    } else {
      assertThat(reshaped.places()).isEqualTo(view.places());
      assertThat(reshaped.offset()).isEqualTo(view.offset());
      assertThat(reshaped.laneStride()).isEqualTo(view.laneStride());
    }
  }

  @Test
  void axesOfSizeOneComeAndGo() {
    View turned = tile(3, 4, 5).permute(Ints.of(2, 0, 1));
    View reshaped = turned.reshaped(Shape.of(1, 5, 3, 1, 4));
    assertThat(reshaped).isNotNull();
    assertThat(turned.reshaped(Shape.of(15, 4))).isNull();
    assertThat(turned.reshaped(Shape.of(5, 12))).isNotNull();
  }

  @Test
  void nothingKeepsItsShape() {
    View empty = tile(3, 0, 5).permute(Ints.of(2, 0, 1)).reshaped(Shape.of(0, 7));
    assertThat(Objects.requireNonNull(empty).places()).isEmpty();
  }

  @Test
  void oneElementIsAnyNumberOfOnes() {
    View one = tile(1, 1).reshaped(Shape.of());
    assertThat(Objects.requireNonNull(one).places()).containsExactly(0);
  }
}
