package dev.jacobi.conformance.reports;

import dev.jacobi.Tensor;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.conformance.Comparison;
import dev.jacobi.conformance.Named;
import java.util.List;
import java.util.Map;

/**
 * The branch that is not taken contributes zero to every derivative, be its own infinite or NaN.
 */
final class MaskedBranch {
  private MaskedBranch() {}

  static void run(CaseFile file, Comparison comparison) {
    Named inputs = Named.of(file, "input", "a_x", "b_x", "c_x", "d_x", "e_X");
    for (List<Sweep> route : Sweep.ROUTES) {
      comparison.run(route.toString(), inputs, in -> results(in, route));
    }
  }

  private static Map<String, Object> results(Named in, List<Sweep> route) {
    Tensor a = in.get("a_x");
    Tensor b = in.get("b_x");
    Tensor c = in.get("c_x");
    Tensor d = in.get("d_x");
    return Map.of(
        "a", derivatives(route, Tensor.where(a.gt(0), a.sqrt(), a), a),
        "b", derivatives(route, Tensor.where(b.lt(1), b.cos(), 0), b),
        "c", derivatives(route, Tensor.where(c.le(10), c.exp(), 1), c),
        "d", derivatives(route, Tensor.where(d.gt(2), d.log2(), d.times(2)), d),
        "e", norms(in.get("e_X")));
  }

  private static Map<String, Tensor> derivatives(List<Sweep> route, Tensor y, Tensor x) {
    return Map.of(
        "value", y,
        "gradient", Sweep.derivative(route, y, x, 1),
        "second", Sweep.derivative(route, y, x, 2));
  }

  private static Map<String, Tensor> norms(Tensor rows) {
    Tensor n = rows.norm(1);
    Tensor value = Tensor.where(n.gt(0.5), n, 1).sum();
    return Map.of("value", value, "gradient", value.gradient(rows));
  }
}
