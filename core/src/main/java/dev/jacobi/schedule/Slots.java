package dev.jacobi.schedule;

import dev.jacobi.type.DType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which buffers share an array: a buffer lives from its first to its last use, and buffers whose
 * lives do not overlap may have the same slot. A whole that a per-sample phase uses lives through
 * all of that phase.
 */
public final class Slots {
  /**
   * One array.
   *
   * @param perSample whether every worker has its own, of {@code elements} for each panel
   */
  public record Slot(DType dtype, int elements, boolean perSample) {
    /** Bytes, of one panel if it is per sample. */
    public long bytes() {
      return (long) elements * dtype.bytes();
    }
  }

  private final List<Slot> slots = new ArrayList<>();
  private final Map<Buffer, Integer> slotOf = new HashMap<>();

  private Slots() {}

  /** Assigns slots to the wholes and tiles of a program. */
  public static Slots of(Program program) {
    Slots slots = new Slots();
    slots.assignWholes(program);
    for (Program.Phase phase : program.phases()) {
      if (phase.perSample()) {
        List<Moment> moments = new ArrayList<>();
        for (Instruction instruction : phase.body()) {
          moments.add(new Moment(List.of(instruction)));
        }
        slots.assign(moments, Buffer.Kind.TILE);
      }
    }
    return slots;
  }

  /** All slots. */
  public List<Slot> all() {
    return slots;
  }

  /** The slot of a whole or tile, or -1 for other buffers. */
  public int of(Buffer buffer) {
    return slotOf.getOrDefault(buffer, -1);
  }

  /** Bytes of all tiles for one panel of samples. */
  public long tileBytes() {
    return slots.stream().filter(Slot::perSample).mapToLong(Slot::bytes).sum();
  }

  /** Bytes of all wholes. */
  public long wholeBytes() {
    return slots.stream().filter(s -> !s.perSample()).mapToLong(Slot::bytes).sum();
  }

  /** Instructions at whose time no array can change hands. */
  private record Moment(List<Instruction> instructions) {
    Set<Buffer> uses(Buffer.Kind kind) {
      Set<Buffer> used = new HashSet<>();
      for (Instruction instruction : instructions) {
        instruction.reads().forEach(v -> used.add(v.buffer()));
        instruction.results().forEach(v -> used.add(v.buffer()));
      }
      used.removeIf(b -> b.kind() != kind);
      return used;
    }
  }

  private void assignWholes(Program program) {
    List<Moment> moments = new ArrayList<>();
    for (Program.Phase phase : program.phases()) {
      if (phase.perSample()) {
        moments.add(new Moment(phase.body()));
      } else {
        phase.body().forEach(i -> moments.add(new Moment(List.of(i))));
      }
    }
    assign(moments, Buffer.Kind.WHOLE);
  }

  private void assign(List<Moment> moments, Buffer.Kind kind) {
    Map<Buffer, Integer> lastUse = new HashMap<>();
    for (int t = 0; t < moments.size(); t++) {
      for (Buffer buffer : moments.get(t).uses(kind)) {
        lastUse.put(buffer, t);
      }
    }
    Set<Integer> free = new LinkedHashSet<>();
    for (int t = 0; t < moments.size(); t++) {
      Moment moment = moments.get(t);
      List<Buffer> used =
          moment.uses(kind).stream().sorted(Comparator.comparingInt(Buffer::id)).toList();
      for (Buffer buffer : used) {
        if (!slotOf.containsKey(buffer)) {
          Integer inPlace = inPlace(moment, buffer, lastUse, t);
          slotOf.put(buffer, inPlace != null ? inPlace : take(buffer, free));
        }
      }
      release(used, lastUse, t, free);
    }
  }

  /** Frees the slots of what dies now, unless a result took its place. */
  private void release(
      List<Buffer> used, Map<Buffer, Integer> lastUse, int now, Set<Integer> free) {
    Set<Integer> living = new HashSet<>();
    for (Buffer buffer : used) {
      if (lastUse.getOrDefault(buffer, now) > now) {
        living.add(of(buffer));
      }
    }
    for (Buffer buffer : used) {
      int slot = of(buffer);
      if (!living.contains(slot)) {
        free.add(slot);
      }
    }
  }

  /** The slot of an operand that dies here and that an elementwise result may overwrite. */
  private @Nullable Integer inPlace(
      Moment moment, Buffer result, Map<Buffer, Integer> lastUse, int now) {
    if (moment.instructions().size() != 1
        || !(moment.instructions().get(0) instanceof Instruction.Map map)
        || map.writes().buffer() != result) {
      return null;
    }
    for (View read : map.reads()) {
      Buffer operand = read.buffer();
      boolean samePlaces =
          map.reads().stream()
              .filter(v -> v.buffer() == operand)
              .allMatch(
                  v -> v.dense() && v.offset() == 0 && v.elements() == map.writes().elements());
      if (samePlaces
          && operand.kind() == result.kind()
          && operand.dtype() == result.dtype()
          && operand.elements() == result.elements()
          && lastUse.getOrDefault(operand, now + 1) == now) {
        return of(operand);
      }
    }
    return null;
  }

  private int take(Buffer buffer, Set<Integer> free) {
    int best = -1;
    for (int slot : free) {
      Slot candidate = slots.get(slot);
      boolean fits =
          candidate.perSample() == (buffer.kind() == Buffer.Kind.TILE)
              && candidate.dtype() == buffer.dtype()
              && candidate.elements() >= buffer.elements()
              && candidate.elements() <= 2L * buffer.elements() + 1024;
      if (fits && (best < 0 || candidate.elements() < slots.get(best).elements())) {
        best = slot;
      }
    }
    if (best >= 0) {
      free.remove(best);
      return best;
    }
    slots.add(new Slot(buffer.dtype(), buffer.elements(), buffer.kind() == Buffer.Kind.TILE));
    return slots.size() - 1;
  }
}
