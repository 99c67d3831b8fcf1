package dev.jacobi.schedule;

import dev.jacobi.type.Ints;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
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

  /** Members of a chain without samples: more would not stay in registers. */
  private static final int MOST = 32;

  private final List<Instruction> body;
  private final Predicate<Buffer> needed;
  private final List<Set<Integer>> users = new ArrayList<>();
  private final List<List<Integer>> producers = new ArrayList<>();
  private final int[] waiting;
  private final @Nullable Ints[] spaces;

  /** Nothing waits for these any more, and they are not placed yet. */
  private final TreeSet<Integer> ready = new TreeSet<>();

  private Chains(List<Instruction> body, Predicate<Buffer> needed) {
    this.body = body;
    this.needed = needed;
    this.spaces = body.stream().map(Chains::space).toArray(Ints[]::new);
    Map<Buffer, List<Touch>> writers = new HashMap<>();
    Map<Buffer, List<Touch>> readers = new HashMap<>();
    for (int i = 0; i < body.size(); i++) {
      users.add(new HashSet<>());
      producers.add(new ArrayList<>());
      int at = i;
      List<Touch> reads = body.get(i).reads().stream().map(v -> Touch.of(at, v)).toList();
      Touch result = Touch.of(i, body.get(i).writes());
      reads.forEach(read -> after(writers, read));
      after(writers, result);
      after(readers, result);
      reads.forEach(read -> read.addTo(readers));
      result.addTo(writers);
    }
    this.waiting = users.stream().mapToInt(Set::size).toArray();
    for (int i = 0; i < waiting.length; i++) {
      if (waiting[i] == 0) {
        ready.add(i);
      }
    }
  }

  /** What an instruction reads or writes. */
  private record Touch(int by, Buffer buffer, View.Extent extent) {
    static Touch of(int instruction, View view) {
      return new Touch(instruction, view.buffer(), view.extent());
    }

    void addTo(Map<Buffer, List<Touch>> all) {
      all.computeIfAbsent(buffer, b -> new ArrayList<>()).add(this);
    }
  }

  /** Those of {@code earlier} instructions that touch the same elements come before. */
  private void after(Map<Buffer, List<Touch>> earlier, Touch touch) {
    for (Touch other : earlier.getOrDefault(touch.buffer, List.of())) {
      if (!other.extent.apart(touch.extent) && users.get(other.by).add(touch.by)) {
        producers.get(touch.by).add(other.by);
      }
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
    while (!ready.isEmpty()) {
      int last = ready.last();
      place(last);
      List<Integer> members = new ArrayList<>(List.of(last));
      if (spaces[last] instanceof Ints space) {
        gather(members, space);
      }
      boolean single = members.size() == 1;
      backwards.add(single ? body.get(last) : chain(members.reversed()));
    }
    return backwards.reversed();
  }

  private void place(int i) {
    ready.remove(i);
    for (int producer : producers.get(i)) {
      waiting[producer]--;
      if (waiting[producer] == 0) {
        ready.add(producer);
      }
    }
  }

  /** Adds what runs over {@code space} and is used only by members and what comes after them. */
  private void gather(List<Integer> members, Ints space) {
    boolean lanes = body.get(members.get(0)).writes().lanes();
    int most = lanes ? Integer.MAX_VALUE : MOST;
    int reduced = reduced(body.get(members.get(0)));
    Set<Integer> within = new HashSet<>(members);
    Integer i = ready.lower(members.get(0));
    while (i != null && members.size() < most) {
      Instruction next = body.get(i);
      if (Objects.equals(space, spaces[i])
          && next.writes().lanes() == lanes
          && (reduced == 0 || reduced(next) == 0 || reduced(next) == reduced)
          && users.get(i).stream()
              .allMatch(u -> !within.contains(u) || readsInStep(body.get(u), next.writes()))) {
        place(i);
        members.add(i);
        within.add(i);
        reduced = Math.max(reduced, reduced(next));
      }
      i = ready.lower(i);
    }
  }

  /** Whether an instruction reads a result, if it does, element by element. */
  private static boolean readsInStep(Instruction member, View result) {
    return member.reads().stream()
        .filter(v -> v.buffer() == result.buffer() && !v.extent().apart(result.extent()))
        .allMatch(v -> v.squeezed().equals(result.squeezed()));
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
    return over.consecutive() && over.elements() > 0 ? over.squeezed().sizes() : null;
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
    Set<View> own = new HashSet<>();
    List<View> results = new ArrayList<>();
    for (int i : members) {
      Instruction member = body.get(i);
      if (member instanceof Instruction.Map map) {
        maps.add(map);
        own.add(map.writes().squeezed());
      } else if (member instanceof Instruction.Reduce reduction) {
        reductions.add(reduction);
      }
      boolean inside = !users.get(i).isEmpty() && members.containsAll(users.get(i));
      View result = member.writes();
      if (!inside || !result.dense() || needed.test(result.buffer())) {
        results.add(result);
      }
    }
    Set<View> reads = new LinkedHashSet<>();
    for (int i : members) {
      body.get(i).reads().stream().filter(v -> !own.contains(v.squeezed())).forEach(reads::add);
    }
    int reduced = reductions.isEmpty() ? 0 : reduced(reductions.get(0));
    return new Instruction.Chain(maps, reductions, reduced, List.copyOf(reads), results);
  }
}
