package dev.jacobi.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All cases pass, and each number in them counts: with any other number they fail. */
class CasesTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Not numbers to compute with, and a bias that batch norm takes away again. */
  private static final Set<String> IDLE = Set.of("shape", "l1.bias");

  /** The second derivative of |x| is 0 in any direction. */
  private static final String ANY_DIRECTION = "/losses/l1/v/data";

  @TempDir Path temporary;

  @Test
  void allPass() {
    Run run = Run.of(Run.CASES);
    assertThat(run.lines()).allMatch(line -> !line.contains("FAIL"));
    assertThat(run.lines()).hasSize(13 + 10 + 26 + 26 + 2 + 8 + 2);
    assertThat(run.lines().getLast()).isEqualTo("85 passed, 0 failed");
    assertThat(run.exit()).isZero();
  }

  static Stream<String> oneOfEachKind() throws IOException {
    List<String> torch =
        List.of(
            "simplenet", "isometric_tanh", "orders", "per_sample", "mixing", "critic", "attention");
    List<String> layers =
        List.of(
            "layer_conv_transpose2d",
            "layer_batch_norm1d_eval",
            "layer_batch_norm2d_training",
            "layer_rnn_tanh",
            "losses",
            "optim_adam_amsgrad",
            "optim_sgd_nesterov",
            "schedules");
    try (Stream<Path> reports = Files.list(Run.CASES.resolve("reports"))) {
      return Stream.of(
          torch.stream().map(name -> "torch/" + name + ".json"),
          layers.stream().map(name -> "torch_layers/" + name + ".json"),
          reports.map(file -> "reports/" + file.getFileName()),
          Stream.of("adbench/ba.json"))
          .flatMap(files -> files)
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("oneOfEachKind")
  void everyNumberCounts(String file) throws IOException {
    JsonNode root = MAPPER.readTree(Run.CASES.resolve(file).toFile());
    Path copy = temporary.resolve(file);
    Files.createDirectories(copy.getParent());
    List<Place> places = new ArrayList<>();
    collect(file.startsWith("reports") ? root.get("expected") : root, "", places);
    assertThat(places).isNotEmpty();
    for (Place place : places) {
      JsonNode right = place.get();
      double value = right.doubleValue();
      place.set(new DoubleNode(value + 0.01 * Math.max(1, Math.abs(value))));
      MAPPER.writeValue(copy.toFile(), root);
      Run run = Run.of(temporary);
      assertThat(run.exit()).as("another number at %s", place.name()).isEqualTo(1);
      assertThat(run.lines().getFirst()).contains("FAIL");
      place.set(right);
    }
  }

  /** Where a number stands: in an array or an object. */
  private record Place(String name, JsonNode parent, String key) {
    JsonNode get() {
      return parent instanceof ArrayNode array ? array.get(Integer.parseInt(key)) : parent.get(key);
    }

    void set(JsonNode number) {
      switch (parent) {
        case ArrayNode array -> array.set(Integer.parseInt(key), number);
        case ObjectNode object -> object.set(key, number);
        default -> throw new AssertionError(parent.getNodeType());
      }
    }
  }

  /** The numbers below a node; of arrays of numbers and of long arrays only the last. */
  private static void collect(JsonNode node, String name, List<Place> places) {
    for (Map.Entry<String, JsonNode> part : node.properties()) {
      if (IDLE.contains(part.getKey()) || ANY_DIRECTION.equals(name + "/" + part.getKey())) {
        continue;
      }
      String place = name + "/" + part.getKey();
      if (part.getValue().isNumber()) {
        places.add(new Place(place, node, part.getKey()));
      }
      collect(part.getValue(), place, places);
    }
    if (node.isArray() && !node.isEmpty() && node.get(node.size() - 1).isNumber()) {
      places.add(new Place(name, node, Integer.toString(node.size() - 1)));
    } else if (node.isArray()) {
      for (int i = node.size() > 5 ? node.size() - 1 : 0; i < node.size(); i++) {
        collect(node.get(i), name + "/" + i, places);
      }
    }
  }
}
