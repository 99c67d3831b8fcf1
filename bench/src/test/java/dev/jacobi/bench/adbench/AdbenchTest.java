package dev.jacobi.bench.adbench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.conformance.adbench.BundleAdjustment;
import dev.jacobi.conformance.adbench.Gmm;
import dev.jacobi.conformance.adbench.GmmProblem;
import dev.jacobi.type.Shape;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The objectives and derivatives are those that hand-derived code gave. */
final class AdbenchTest {
  private static final double TOLERANCE = 1e-8;

  private static File resource(String name) throws URISyntaxException {
    var url = Objects.requireNonNull(AdbenchTest.class.getResource("/adbench/" + name));
    return Path.of(url.toURI()).toFile();
  }

  @Test
  void mixture() throws IOException, URISyntaxException {
    GmmProblem problem = GmmProblem.read(resource("gmm_d2_K5.txt").toPath());
    JsonNode expected = new ObjectMapper().readTree(resource("gmm_d2_K5.expected.json"));
    Gmm.Result result = Gmm.compile(problem.prior()).apply(problem.gmm(), problem.points());
    List<Double> found = new ArrayList<>(List.of(result.objective().item()));
    for (Tensor part : Tree.leaves(result.gradient())) {
      for (double number : part.toDoubles()) {
        found.add(number);
      }
    }
    List<Double> wanted = new ArrayList<>(List.of(expected.get("objective").asDouble()));
    expected.get("gradient").forEach(number -> wanted.add(number.asDouble()));
    assertClose(found, wanted);
  }

  @Test
  void observations() throws IOException, URISyntaxException {
    JsonNode file = new ObjectMapper().readTree(resource("ba.json"));
    int n = file.get("weight").size();
    int[] each = IntStream.range(0, n).toArray();
    var scene =
        new BundleAdjustment.Scene(
            Tensor.of(Shape.of(n, 11), numbers(file.get("camera"))),
            Tensor.of(Shape.of(n, 3), numbers(file.get("point"))));
    var seen =
        new BundleAdjustment.Observations(
            Tensor.of(each),
            Tensor.of(each),
            Tensor.of(numbers(file.get("weight"))),
            Tensor.of(Shape.of(n, 2), numbers(file.get("feature"))));
    var result = BundleAdjustment.compile().apply(scene, seen);
    assertClose(boxed(result.error()), boxed(numbers(file.get("error"))));
    // The file has the columns first.
    assertClose(boxed(result.jacobian().transpose(1, 2)), boxed(numbers(file.get("jacobian"))));
  }

  @Test
  void oneDimensionalMixtureHasNothingBelowTheDiagonal() {
    GmmProblem problem = GmmProblem.generate(1, 3, 5);
    Gmm.Result result = Gmm.compile(problem.prior()).apply(problem.gmm(), problem.points());
    assertThat(result.objective().item()).isFinite();
  }

  private static double[] numbers(JsonNode node) {
    List<Double> numbers = new ArrayList<>();
    for (JsonNode part : node) {
      if (part.isArray()) {
        numbers.addAll(boxed(numbers(part)));
      } else {
        numbers.add(part.asDouble());
      }
    }
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static List<Double> boxed(Tensor values) {
    return boxed(values.toDoubles());
  }

  private static List<Double> boxed(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  private static void assertClose(List<Double> found, List<Double> wanted) {
    assertThat(found).hasSameSizeAs(wanted);
    for (int i = 0; i < wanted.size(); i++) {
      assertThat(AdbenchCommand.error(found.get(i), wanted.get(i)))
          .as("%s and %s at %s", found.get(i), wanted.get(i), i)
          .isLessThan(TOLERANCE);
    }
  }
}
