package dev.jacobi.cpu;

import dev.jacobi.schedule.Instruction;
import dev.jacobi.schedule.Program;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Where the time of a program goes, instruction by instruction. */
public final class Profile {
  private final Program program;
  private final int tile;
  private final List<long[]> nanos = new ArrayList<>();
  private int runs;

  Profile(Program program, int tile) {
    this.program = program;
    this.tile = tile;
    program.phases().forEach(p -> nanos.add(new long[p.body().size()]));
  }

  /** Steps that add their time to this profile. */
  Step[] timed(int phase, Step[] steps) {
    long[] spent = nanos.get(phase);
    Step[] timed = new Step[steps.length];
    for (int i = 0; i < steps.length; i++) {
      int at = i;
      timed[i] =
          frame -> {
            long start = System.nanoTime();
            steps[at].run(frame);
            spent[at] += System.nanoTime() - start;
          };
    }
    return timed;
  }

  void clear() {
    nanos.forEach(n -> java.util.Arrays.fill(n, 0));
  }

  void count(int count) {
    runs = count;
  }

  private record Line(String text, double micros, double gigaflops) {}

  /** Microseconds a run, the slowest instructions first, with GFLOP/s where that says something. */
  @Override
  public String toString() {
    List<Line> lines = new ArrayList<>();
    double total = 0;
    for (int phase = 0; phase < nanos.size(); phase++) {
      Program.Phase body = program.phases().get(phase);
      for (int i = 0; i < body.body().size(); i++) {
        Instruction instruction = body.body().get(i);
        double micros = nanos.get(phase)[i] / 1e3 / Math.max(1, runs);
        double flops = (double) instruction.flops() * (body.perSample() ? program.samples() : 1);
        total += micros;
        lines.add(
            new Line(Program.line(instruction), micros, micros == 0 ? 0 : flops / micros / 1e3));
      }
    }
    lines.sort(Comparator.comparingDouble(Line::micros).reversed());
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT, "%.1f us a run, %d runs, tiles of %d samples%n", total, runs, tile));
    for (Line line : lines) {
      text.append(
          String.format(
              Locale.ROOT,
              "%10.2f us %5.1f %% %7.1f GFLOP/s  %s%n",
              line.micros(),
              100 * line.micros() / total,
              line.gigaflops(),
              line.text()));
    }
    return text.toString();
  }
}
