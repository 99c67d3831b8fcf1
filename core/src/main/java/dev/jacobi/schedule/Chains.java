package dev.jacobi.schedule;

import dev.jacobi.type.Ints;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings elementwise operations on tiles of one shape together: a chain runs strip by strip, and
 * what only the chain itself uses never leaves the nearest cache. Instructions are placed as late
 * as their uses allow, beside those that read them.
 */
final class Chains {
  private final List<Instruction> body;
  private final List<Set<Integer>> users = new ArrayList<>();
  private final boolean[] placed;

  private Chains(List<Instruction> body) {
    this.body = body;
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

  /** The instructions of a per-sample phase in an order that has chains, with the chains made. */
  static List<Instruction> of(List<Instruction> body) {
    return new Chains(body).inOrder();
  }

  private List<Instruction> inOrder() {
    List<Instruction> backwards = new ArrayList<>();
    int end = body.size() - 1;
    for (int last = nextFrom(end); last >= 0; last = nextFrom(end)) {
      placed[last] = true;
      List<Integer> members = new ArrayList<>(List.of(last));
      if (body.get(last) instanceof Instruction.Map map && space(map) instanceof Ints space) {
        gather(members, space);
      }
      backwards.add(members.size() == 1 ? body.get(last) : chain(members.reversed()));
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
    for (int i = nextFrom(members.getLast() - 1); i >= 0; i = nextFrom(i - 1)) {
      if (body.get(i) instanceof Instruction.Map map
          && space.equals(space(map))
          && members.stream().allMatch(m -> readsInStep(body.get(m), map.writes(), space))) {
        placed[i] = true;
        members.add(i);
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
  private static @Nullable Ints space(Instruction.Map map) {
    View y = map.writes();
    boolean fits = y.dense() && y.lanes() && y.elements() > 0;
    return fits && map.reads().stream().allMatch(View::lanes) ? y.squeezed().sizes() : null;
  }

  private Instruction chain(List<Integer> members) {
    List<Instruction.Map> maps = members.stream().map(i -> (Instruction.Map) body.get(i)).toList();
    Set<Buffer> own = new HashSet<>();
    maps.forEach(m -> own.add(m.writes().buffer()));
    List<View> results =
        members.stream()
            .filter(i -> !members.containsAll(users.get(i)))
            .map(i -> body.get(i).writes())
            .toList();
    Set<View> reads = new LinkedHashSet<>();
    maps.stream()
        .flatMap(m -> m.reads().stream())
        .filter(v -> !own.contains(v.buffer()))
        .forEach(reads::add);
    return new Instruction.Chain(maps, List.copyOf(reads), results);
  }
}
