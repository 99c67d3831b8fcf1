package dev.jacobi.conformance.reports;

import dev.jacobi.Tensor;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.conformance.Comparison;
import dev.jacobi.conformance.Named;
import java.util.List;
import java.util.Map;

/** Powers whose base is zero, by the general power of two tensors, differentiated to any order. */
final class PowAtZero {
  private PowAtZero() {}

  static void run(CaseFile file, Comparison comparison) {
    Named inputs =
        Named.of(file, "input", "poly_x", "exponent_a", "exponent_b", "constant_x", "square_x");
    List<String> poly = file.keys("expected", "poly");
    List<String> constant = file.keys("expected", "constant");
    List<String> square = file.keys("expected", "square");
    for (List<Sweep> route : Sweep.ROUTES) {
      comparison.run(
          route.toString(),
          inputs,
          in ->
              Map.of(
                  "poly", Sweep.orders(route, polynomial(in.get("poly_x")), in.get("poly_x"), poly),
                  "exponent", exponent(route, in.get("exponent_a"), in.get("exponent_b")),
                  "constant",
                      Sweep.orders(
                          route, power(in.get("constant_x"), 0), in.get("constant_x"), constant),
                  "square",
                      Sweep.orders(
                          route, power(in.get("square_x"), 2), in.get("square_x"), square)));
    }
  }

  private static Tensor power(Tensor x, double exponent) {
    return x.pow(Tensor.scalar(exponent));
  }

  private static Tensor polynomial(Tensor x) {
    return power(x, 1).plus(power(x, 2)).plus(power(x, 3)).plus(power(x, 4));
  }

  private static Map<String, Tensor> exponent(List<Sweep> route, Tensor a, Tensor b) {
    Tensor powers = a.pow(b);
    return Map.of(
        "value", powers.sum(),
        "gradient_wrt_b", Sweep.derivative(route, powers, b, 1),
        "second_wrt_b_diagonal", Sweep.derivative(route, powers, b, 2));
  }
}
