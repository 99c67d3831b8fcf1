package dev.jacobi.conformance.reports;

import dev.jacobi.Tensor;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.conformance.Comparison;
import dev.jacobi.conformance.Named;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Softplus, plain and with a sharpness, and its derivatives far from zero and at it. */
final class Softplus {
  private Softplus() {}

  static void run(CaseFile file, Comparison comparison) {
    Named inputs = Named.of(file, "input", "x", "beta", "beta_x");
    List<String> plain = file.keys("expected");
    List<String> sharp = file.keys("expected", "beta");
    for (List<Sweep> route : Sweep.ROUTES) {
      comparison.run(
          route.toString(),
          inputs,
          in -> {
            Tensor x = in.get("x");
            Tensor beta = in.get("beta");
            Tensor betaX = in.get("beta_x");
            Tensor y = betaX.times(beta).softplus().div(beta);
            Map<String, Object> results =
                new HashMap<>(Sweep.orders(route, x.softplus(), x, plain));
            results.put("beta", Sweep.orders(route, y, betaX, sharp));
            return results;
          });
    }
  }
}
