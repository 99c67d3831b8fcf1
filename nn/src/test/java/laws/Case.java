package laws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jacobi.Tensor;
import dev.jacobi.type.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;

/** Numbers that another program computed: a JSON file below {@code cases/} on the class path. */
record Case(JsonNode root) {

  static Case read(String name) {
    try (InputStream in = Case.class.getResourceAsStream("/cases/" + name)) {
      return new Case(new ObjectMapper().readTree(in));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  Tensor tensor(String... path) {
    JsonNode node = root;
    for (String key : path) {
      node = node.get(key);
    }
    JsonNode shape = node.get("shape");
    JsonNode data = node.get("data");
    return Tensor.of(
        Shape.of(IntStream.range(0, shape.size()).map(i -> shape.get(i).asInt()).toArray()),
        IntStream.range(0, data.size()).mapToDouble(i -> data.get(i).asDouble()).toArray());
  }

  double number(String key) {
    return root.get(key).asDouble();
  }

  /** Relative error 1e-9, absolute floor 1e-11. */
  static void assertClose(Tensor found, Tensor expected) {
    Assertions.assertThat(found.shape()).isEqualTo(expected.shape());
    double[] f = found.toDoubles();
    double[] e = expected.toDoubles();
    for (int i = 0; i < f.length; i++) {
      assertClose(f[i], e[i]);
    }
  }

  static void assertClose(double found, double expected) {
    double bound = Math.max(1e-11, 1e-9 * Math.abs(expected));
    Assertions.assertThat(found).isCloseTo(expected, Assertions.within(bound));
  }
}
