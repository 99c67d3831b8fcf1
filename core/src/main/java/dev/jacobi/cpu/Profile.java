package dev.jacobi.cpu;

import dev.jacobi.schedule.Instruction;
import dev.jacobi.schedule.Program;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Where the time of a program goes, instruction by instruction. */
public final class Profile {
  private static final String INDENT = " ".repeat(39);

  private final Program program;
  private final List<List<Part>> phases;
  private final int tile;
  private final List<long[]> nanos = new ArrayList<>();
  private int runs;

  Profile(Program program, List<List<Part>> phases, int tile) {
    this.program = program;
    this.phases = phases;
    this.tile = tile;
    phases.forEach(p -> nanos.add(new long[p.size()]));
  }

  /** The parts of a phase with steps that add their time to this profile. */
  List<Part> timed(int phase) {
    long[] spent = nanos.get(phase);
    List<Part> timed = new ArrayList<>();
    for (Part part : phases.get(phase)) {
      int at = timed.size();
      Step step =
          frame -> {
            long start = System.nanoTime();
            part.step().run(frame);
            spent[at] += System.nanoTime() - start;
          };
      timed.add(new Part(part.instructions(), step));
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
      boolean perSample = program.phases().get(phase).perSample();
      for (int i = 0; i < phases.get(phase).size(); i++) {
        List<Instruction> instructions = phases.get(phase).get(i).instructions();
        double micros = nanos.get(phase)[i] / 1e3 / Math.max(1, runs);
        double flops =
            (double) instructions.stream().mapToLong(Instruction::flops).sum()
                * (perSample ? program.samples() : 1);
        String text =
            instructions.stream().map(Program::line).collect(Collectors.joining("\n" + INDENT));
        total += micros;
        lines.add(new Line(text, micros, micros == 0 ? 0 : flops / micros / 1e3));
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
