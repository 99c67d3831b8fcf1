package dev.jacobi.conformance.torchlayers;

import dev.jacobi.Jacobi;
import dev.jacobi.Tensor;
import dev.jacobi.conformance.CaseException;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.conformance.Comparison;
import dev.jacobi.optim.Schedule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Learning rates before each step, by the name of the schedule. */
final class ScheduleTrial {
  private ScheduleTrial() {}

  static void run(CaseFile file, Comparison comparison) {
    double base = file.stated("base lr ([0-9.eE+-]+)", 0.1);
    Map<String, Object> eager = new LinkedHashMap<>();
    Map<String, Object> compiled = new LinkedHashMap<>();
    for (String name : file.keys("schedules")) {
      Schedule schedule = schedule(name, new Hyper(file, "schedules", name, "hyper"));
      var rate = Jacobi.compile((Tensor step) -> schedule.at(step, base));
      List<Tensor> rates = new ArrayList<>();
      int steps = file.size("schedules", name, "lr");
      for (long step = 0; step < steps; step++) {
        rates.add(rate.apply(Tensor.scalar(step)));
      }
      eager.put(name, Map.of("lr", Tensor.of(schedule.first(steps, base))));
      compiled.put(name, Map.of("lr", Tensor.stack(0, rates)));
    }
    comparison.compare("steps", Map.of("schedules", eager));
    comparison.compare("steps compiled", Map.of("schedules", compiled));
  }

  private static Schedule schedule(String name, Hyper hyper) {
    return switch (name) {
      case "step" -> Schedule.step(hyper.whole("step"), hyper.number("gamma"));
      case "exponential" -> Schedule.exponential(hyper.number("gamma"));
      case "cosine" -> Schedule.cosine(hyper.whole("t_max"), hyper.number("eta_min", 0));
      case "one_cycle" ->
          Schedule.oneCycle(
              hyper.number("max_lr"),
              hyper.whole("total_steps"),
              hyper.number("pct_start", 0.3),
              hyper.number("div_factor", 25),
              hyper.number("final_div_factor", 1e4));
      case "linear_warmup" ->
          Schedule.linear(hyper.number("start"), hyper.number("end"), hyper.whole("steps"));
      default -> throw new CaseException("unknown schedule " + name);
    };
  }
}
