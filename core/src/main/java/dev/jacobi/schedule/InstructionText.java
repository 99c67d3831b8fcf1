package dev.jacobi.schedule;

import dev.jacobi.graph.OpNames;
import java.util.Locale;
import java.util.stream.Collectors;

/** Instructions as lines of text. */
final class InstructionText {
  private InstructionText() {}

  static String of(Instruction instruction) {
    String reads =
        instruction.reads().stream().map(View::toString).collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%-16s <- %-22s %s  (%s, %d flop)",
        instruction.results().stream().map(View::toString).collect(Collectors.joining(", ")),
        name(instruction),
        reads,
        instruction.dtype(),
        instruction.flops());
  }

  private static String name(Instruction instruction) {
    return switch (instruction) {
      case Instruction.Map map -> OpNames.of(map.op());
      case Instruction.Chain chain ->
          chain.members().stream().map(InstructionText::name).collect(Collectors.joining(" "));
      case Instruction.Copy copy -> copy(copy);
      case Instruction.AddInto add -> "add into";
      case Instruction.Fill fill -> "fill " + fill.number();
      case Instruction.Reduce reduce -> lower(reduce.kind()) + " over " + reduce.axes();
      case Instruction.ArgReduce arg -> "arg" + lower(arg.kind()) + " over " + arg.axis();
      case Instruction.ArgSort sort -> "argsort over " + sort.axis();
      case Instruction.Gather gather -> OpNames.of(gather.op());
      case Instruction.ScatterAdd scatter -> OpNames.of(scatter.op());
      case Instruction.Matrix matrix -> OpNames.of(matrix.op());
      case Instruction.Iota iota -> "iota over " + iota.axis();
      case Instruction.RandomBits bits -> "random bits";
      case Instruction.Pack pack -> "pack weights";
      case Instruction.Shared shared -> "shared x samples";
      case Instruction.Lanes lanes -> "sample x sample";
      case Instruction.Accumulate accumulate -> lower(accumulate.kind()) + " over samples";
      case Instruction.Outer outer -> "weight gradient";
      case Instruction.Finish finish -> "combine leaves";
    };
  }

  private static String copy(Instruction.Copy copy) {
    boolean load = copy.writes().lanes() && copy.from().buffer().kind() != Buffer.Kind.TILE;
    boolean store = copy.from().lanes() && copy.writes().buffer().kind() != Buffer.Kind.TILE;
    return load ? "load" : store ? "store" : "copy";
  }

  private static String lower(Enum<?> kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
