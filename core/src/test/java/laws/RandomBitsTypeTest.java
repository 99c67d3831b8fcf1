package laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Tensor;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import org.junit.jupiter.api.Test;

/** Random bits take a key of two words for each stream. */
final class RandomBitsTypeTest {
  private static final Op BITS = new Op.Source.RandomBits(Shape.of(5), 0);

  @Test
  void eachStreamHasAKeyOfTwoWords() {
    Node streams = Tensor.full(DType.INT64, Shape.of(3), 0).node();
    Node keys = Tensor.full(DType.INT32, Shape.of(3, 2), 1).node();
    assertThat(Node.of(BITS, keys, streams).shape()).isEqualTo(Shape.of(3, 5));
    Node wrong = Tensor.full(DType.INT32, Shape.of(2, 2), 1).node();
    assertThatThrownBy(() -> Node.of(BITS, wrong, streams))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "random bits: keys [2, 2] and streams [3]; each stream needs a key of two words; give"
                + " keys of shape [3, 2]");
  }
}
