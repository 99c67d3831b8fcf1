package dev.jacobi.cpu;

import dev.jacobi.schedule.Instruction;
import java.util.List;

/** One step, and the instructions that it runs. */
record Part(List<Instruction> instructions, Step step) {}
