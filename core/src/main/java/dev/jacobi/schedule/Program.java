package dev.jacobi.schedule;

import dev.jacobi.graph.Node;
import dev.jacobi.type.Shape;
import java.util.List;

/**
 * What the engine runs: instructions over buffers, in phases. A per-sample phase is run tile by
 * tile over the samples; the phases before and after it run once.
 *
 * @param inputs the parameters, in the order in which their values are given
 * @param inputBuffers the buffer of each
 * @param outputs what is returned, in order
 * @param samples the number of samples, 0 if there is no per-sample phase
 * @param blockPanels panels whose samples a weight gradient adds up before it adds them to others
 */
public record Program(
    List<Buffer> buffers,
    List<Node> inputs,
    List<Buffer> inputBuffers,
    List<Phase> phases,
    List<Output> outputs,
    int samples,
    int blockPanels) {

  /** A value that is returned. */
  public record Output(Buffer buffer, Shape shape) {}

  /**
   * A part of the program.
   *
   * @param perSample whether it is run for each tile
   * @param accumulators what is summed over samples in it
   */
  public record Phase(boolean perSample, List<Instruction> body, List<Buffer> accumulators) {}

  /** The elements of all accumulators of a leaf. */
  public long accumulatorElements() {
    return buffers.stream()
        .filter(b -> b.kind() == Buffer.Kind.ACCUMULATOR)
        .mapToLong(Buffer::elements)
        .sum();
  }

  /** An instruction as a line of text. */
  public static String line(Instruction instruction) {
    return InstructionText.of(instruction);
  }

  /** The program as text: a line an instruction, with sizes and costs. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < phases.size(); i++) {
      Phase phase = phases.get(i);
      long flops = phase.body().stream().mapToLong(Instruction::flops).sum();
      text.append("phase ")
          .append(i + 1)
          .append(phase.perSample() ? ", per sample" : ", once")
          .append(": ")
          .append(phase.body().size())
          .append(phase.body().size() == 1 ? " instruction, " : " instructions, ")
          .append(flops)
          .append(phase.perSample() ? " flop a sample\n" : " flop\n");
      for (Instruction instruction : phase.body()) {
        if (instruction instanceof Instruction.Chain chain) {
          text.append("  chain of ").append(chain.members().size()).append(":\n");
          chain.members().forEach(m -> text.append("    ").append(line(m)).append('\n'));
        } else {
          text.append("  ").append(line(instruction)).append('\n');
        }
      }
    }
    return text.toString();
  }
}
