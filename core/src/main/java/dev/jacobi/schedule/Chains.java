package dev.jacobi.schedule;

import dev.jacobi.type.Ints;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Brings elementwise operations of one shape together, on tiles or on values without samples: a
 * chain runs strip by strip, and what only the chain itself uses never leaves the nearest cache.
 * Instructions are placed as late as their uses allow, beside those that read them.
 */
final class Chains {
  /** A sum joins a chain if it has so many results, or adds up no more for each. */
  private static final int FEW = 8;

  private final List<Instruction> body;
  private final List<Set<Integer>> users = new ArrayList<>();
  private final boolean[] placed;

  private final Predicate<Buffer> needed;

  private Chains(List<Instruction> body, Predicate<Buffer> needed) {
    this.body = body;
    this.needed = needed;
    this.placed = new boolean[body.size()];
    Map<Buffer, List<Integer>> writers = new HashMap<>();
    Map<Buffer, List<Integer>> readers = new HashMap<>();
    for (int i = 0; i < body.size(); i++) {
      users.add(new HashSet<>());
      for (View read : body.get(i).reads()) {
        after(writers, read.buffer(), i);
      }
      Buffer result = body.get(i).writes().buffer();
      after(writers, result, i);
      after(readers, result, i);
      for (View read : body.get(i).reads()) {
        readers.computeIfAbsent(read.buffer(), b -> new ArrayList<>()).add(i);
      }
      writers.computeIfAbsent(result, b -> new ArrayList<>()).add(i);
    }
  }

  private void after(Map<Buffer, List<Integer>> earlier, Buffer buffer, int user) {
    for (int i : earlier.getOrDefault(buffer, List.of())) {
      users.get(i).add(user);
    }
  }

  /**
   * The instructions of a phase in an order that has chains, with the chains made.
   *
   * @param needed whether a buffer is read after the phase
   */
  static List<Instruction> of(List<Instruction> body, Predicate<Buffer> needed) {
    return new Chains(body, needed).inOrder();
  }

  private List<Instruction> inOrder() {
    List<Instruction> backwards = new ArrayList<>();
    int end = body.size() - 1;
    for (int last = nextFrom(end); last >= 0; last = nextFrom(end)) {
      placed[last] = true;
      List<Integer> members = new ArrayList<>(List.of(last));
      if (space(body.get(last)) instanceof Ints space) {
        gather(members, space);
      }
      boolean single = members.size() == 1;
      backwards.add(single ? body.get(last) : chain(members.reversed()));
    }
    return backwards.reversed();
  }

  /** The last instruction at or before {@code from} that nothing waits for, or -1. */
  private int nextFrom(int from) {
    for (int i = from; i >= 0; i--) {
      if (!placed[i] && users.get(i).stream().allMatch(u -> placed[u])) {
        return i;
      }
    }
    return -1;
  }

  /** Adds what runs over {@code space} and is used only by members and what comes after them. */
  private void gather(List<Integer> members, Ints space) {
    int reduced = members.stream().mapToInt(m -> reduced(body.get(m))).max().orElse(0);
    for (int i = nextFrom(members.getLast() - 1); i >= 0; i = nextFrom(i - 1)) {
      Instruction next = body.get(i);
      if (space(next) instanceof Ints own
          && own.equals(space)
          && next.writes().lanes() == body.get(members.get(0)).writes().lanes()
          && (reduced == 0 || reduced(next) == 0 || reduced(next) == reduced)
          && members.stream().allMatch(m -> readsInStep(body.get(m), next.writes(), space))) {
        placed[i] = true;
        members.add(i);
        reduced = Math.max(reduced, reduced(next));
      }
    }
  }

  /** Whether an instruction reads a result, if it does, element by element. */
  private static boolean readsInStep(Instruction member, View result, Ints space) {
    return member.reads().stream()
        .filter(v -> v.buffer() == result.buffer())
        .allMatch(v -> v.dense() && v.offset() == 0 && v.squeezed().sizes().equals(space));
  }

  /** The sizes over which an instruction runs if it may be part of a chain, else null. */
  private static @Nullable Ints space(Instruction instruction) {
    if (instruction instanceof Instruction.Map map) {
      boolean lanes = map.writes().lanes();
      boolean alike = map.reads().stream().allMatch(v -> v.lanes() == lanes);
      return alike ? space(map.writes()) : null;
    }
    // without samples a reduction may have another order
    return instruction instanceof Instruction.Reduce reduce
            && reduce.from().lanes()
            && reduced(reduce) > 0
        ? space(reduce.from())
        : null;
  }

  private static @Nullable Ints space(View over) {
    return over.dense() && over.elements() > 0 ? over.squeezed().sizes() : null;
  }

  /** How many of the first axes of its space a reduction takes away, if it takes no others. */
  private static int reduced(Instruction instruction) {
    if (!(instruction instanceof Instruction.Reduce(var kind, var from, var axes, var to))) {
      return 0;
    }
    int count = 0;
    int kept = 0;
    int steps = 1;
    for (int axis = 0; axis < from.rank(); axis++) {
      int size = from.sizes().get(axis);
      if (size != 1 && axes.contains(axis)) {
        if (kept > 0) {
          return 0;
        }
        count++;
        steps *= size;
      } else if (size != 1) {
        kept++;
      }
    }
    boolean worthwhile = to.elements() >= FEW || steps <= FEW;
    return worthwhile ? count : 0;
  }

  private Instruction chain(List<Integer> members) {
    List<Instruction.Map> maps = new ArrayList<>();
    List<Instruction.Reduce> reductions = new ArrayList<>();
    Set<Buffer> own = new HashSet<>();
    List<View> results = new ArrayList<>();
    for (int i : members) {
      Instruction member = body.get(i);
      if (member instanceof Instruction.Map map) {
        maps.add(map);
        own.add(map.writes().buffer());
      } else if (member instanceof Instruction.Reduce reduction) {
        reductions.add(reduction);
      }
      boolean inside = !users.get(i).isEmpty() && members.containsAll(users.get(i));
      if (!inside || needed.test(member.writes().buffer())) {
        results.add(member.writes());
      }
    }
    Set<View> reads = new LinkedHashSet<>();
    for (int i : members) {
      body.get(i).reads().stream().filter(v -> !own.contains(v.buffer())).forEach(reads::add);
    }
    int reduced = reductions.isEmpty() ? 0 : reduced(reductions.get(0));
    return new Instruction.Chain(maps, reductions, reduced, List.copyOf(reads), results);
  }
}
