package laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import org.junit.jupiter.api.Test;

/** Windows can be folded back only into an axis that has as many places for them. */
final class FoldTypeTest {
  private static Node fold(int places, int window, int length) {
    Node windows = Nodes.fill(DType.FLOAT64, Shape.of(2, places, window), 1);
    return Node.of(
        new Op.Window.Fold(Ints.of(1), Ints.of(2), Ints.of(2), Ints.of(3), Ints.of(length)),
        windows);
  }

  @Test
  void asManyPlacesAsTheAxisHas() {
    assertThat(fold(3, 2, 8).shape()).isEqualTo(Shape.of(2, 8));
    assertThat(fold(3, 2, 9).shape()).isEqualTo(Shape.of(2, 9));
  }

  @Test
  void otherPlacesOrWindowsAreRefused() {
    assertThatThrownBy(() -> fold(3, 2, 10))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "fold windows of [2] into axis 1 of [10], stride [2], dilation [3]: [2, 3, 2]; an axis of"
                + " 10 elements has 4 places for a window of 2; give the length that the windows were"
                + " taken from");
    assertThatThrownBy(() -> fold(3, 4, 8)).isInstanceOf(ShapeException.class);
  }
}
