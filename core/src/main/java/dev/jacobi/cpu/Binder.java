package dev.jacobi.cpu;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.simd.VectorKernels;
import dev.jacobi.cpu.simd.VectorKernels.Fusing;
import dev.jacobi.schedule.Buffer;
import dev.jacobi.schedule.Instruction;
import dev.jacobi.schedule.Program;
import dev.jacobi.schedule.Slots;
import dev.jacobi.schedule.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Turns instructions into steps over the kernels of a set. */
final class Binder {
  private final Kernels kernels;
  private final int leaves;
  private final int blockPanels;
  private final Fusing fusing;

  Binder(Kernels kernels, int leaves, int blockPanels) {
    this.kernels = kernels;
    this.leaves = leaves;
    this.blockPanels = blockPanels;
    this.fusing = kernels instanceof VectorKernels vector ? vector.fusing() : Fusing.OFF;
  }

  /** The parts of a phase: runs of instructions on few elements are one each. */
  List<Part> parts(Program program, Program.Phase phase, Slots slots) {
    if (fusing == Fusing.OFF) {
      return phase.body().stream().map(i -> new Part(List.of(i), bind(i))).toList();
    }
    Map<Buffer, Integer> reads = new HashMap<>();
    program.outputs().forEach(o -> reads.merge(o.buffer(), 1, Integer::sum));
    program.phases().forEach(p -> count(p.body(), reads));
    List<Part> parts = new ArrayList<>();
    Unrolling none = new Unrolling(phase.perSample(), leaves);
    Unrolling run = none;
    for (Instruction instruction : phase.body()) {
      Unrolling longer = run.with(instruction);
      if (longer == null || phase.perSample() && longer.overwrites(slots::of)) {
        parts.addAll(ended(run, reads));
        run = none;
        longer = none.with(instruction);
      }
      if (longer == null) {
        parts.add(new Part(List.of(instruction), bind(instruction)));
      } else {
        run = longer;
      }
    }
    parts.addAll(ended(run, reads));
    return parts;
  }

  /** Adds how often instructions read each buffer. */
  private static void count(List<Instruction> instructions, Map<Buffer, Integer> reads) {
    for (Instruction instruction : instructions) {
      instruction.reads().forEach(v -> reads.merge(v.buffer(), 1, Integer::sum));
    }
  }

  /**
   * The parts of a run that goes no further. Kernels serve until its loop is ready, and no loops
   * for pieces of it are asked for meanwhile.
   *
   * @param reads how often the program reads each buffer, or returns it
   */
  private List<Part> ended(Unrolling run, Map<Buffer, Integer> reads) {
    List<Instruction> instructions = run.instructions();
    if (instructions.size() < 2) {
      return instructions.stream().map(i -> new Part(List.of(i), bind(i))).toList();
    }
    Binder serving = new Binder(new VectorKernels(Fusing.OFF), leaves, blockPanels);
    Step[] single = instructions.stream().map(serving::bind).toArray(Step[]::new);
    Map<Buffer, Integer> own = new HashMap<>();
    count(instructions, own);
    // somebody else reads it
    Predicate<Buffer> live = b -> reads.getOrDefault(b, 0) > own.getOrDefault(b, 0);
    return List.of(new Part(instructions, run.step(single, live, fusing == Fusing.AT_ONCE)));
  }

  Step bind(Instruction instruction) {
    return switch (instruction) {
      case Instruction.Map map -> MapSteps.bind(kernels, map);
      case Instruction.Chain chain -> ChainSteps.bind(kernels, chain);
      case Instruction.Copy(var from, var to) -> MoveSteps.copy(kernels, from, to);
      case Instruction.AddInto(var from, var to) -> MoveSteps.addInto(kernels, from, to);
      case Instruction.Fill(var number, var to) -> fill(number, to);
      case Instruction.Reduce reduce -> ReduceSteps.reduce(kernels, reduce);
      case Instruction.ArgReduce arg -> IndexSteps.argReduce(arg);
      case Instruction.ArgSort sort -> IndexSteps.argSort(sort);
      case Instruction.Gather gather -> IndexSteps.gather(gather);
      case Instruction.ScatterAdd scatter -> IndexSteps.scatterAdd(scatter);
      case Instruction.Matrix matrix -> MatrixSteps.bind(matrix);
      case Instruction.Iota iota -> SourceSteps.iota(iota);
      case Instruction.RandomBits bits -> SourceSteps.randomBits(bits);
      case Instruction.Pack pack -> ContractionSteps.pack(kernels, pack);
      case Instruction.Shared shared -> ContractionSteps.shared(kernels, shared);
      case Instruction.Lanes lanes -> ContractionSteps.lanes(kernels, lanes);
      case Instruction.Accumulate accumulate -> ReduceSteps.accumulate(kernels, accumulate);
      case Instruction.Outer outer -> ContractionSteps.outer(kernels, outer, blockPanels);
      case Instruction.Finish finish -> ReduceSteps.finish(kernels, finish, leaves);
    };
  }

  /** Sets an accumulator of all leaves to the neutral element, if the instruction writes to one. */
  Stream<Step> start(Instruction instruction) {
    Buffer buffer = instruction.writes().buffer();
    if (buffer.kind() != Buffer.Kind.ACCUMULATOR) {
      return Stream.empty();
    }
    double neutral =
        instruction instanceof Instruction.Accumulate accumulate
            ? ReduceSteps.neutral(accumulate.kind(), buffer.dtype())
            : 0;
    int elements = Math.multiplyExact(buffer.elements(), leaves);
    return Stream.of(
        frame -> kernels.fill(buffer.dtype(), neutral, frame.arrays[buffer.id()], 0, elements));
  }

  private Step fill(double number, View to) {
    int id = to.buffer().id();
    int perPanel = to.lanes() ? to.panelStride() : to.elements();
    return frame ->
        kernels.fill(
            to.buffer().dtype(), number, frame.arrays[id], to.offset(), perPanel * frame.panels);
  }
}
