package dev.jacobi.cpu;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.schedule.Buffer;
import dev.jacobi.schedule.Instruction;
import dev.jacobi.schedule.Program;
import dev.jacobi.schedule.View;
import dev.jacobi.type.DType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Chains of elementwise operations. All of a chain is done for a strip before the next strip, so
 * that values between its operations stay in the nearest cache.
 */
final class ChainSteps {
  /** Elements in a strip: few enough for some dozen values to fit into the nearest cache. */
  private static final int STRIP = 512;

  private ChainSteps() {}

  static Step bind(Kernels kernels, Instruction.Chain chain) {
    List<View> views = views(chain);
    Nest nest = new Nest(views.stream().map(View::squeezed).toList(), View.PANEL, false);
    Nest.Body[] bodies = new Nest.Body[chain.maps().size()];
    int first = 0;
    for (int i = 0; i < bodies.length; i++) {
      Instruction.Map map = chain.maps().get(i);
      bodies[i] = MapSteps.body(kernels, map, nest, first);
      first += map.reads().size() + 1;
    }
    Set<Buffer> strips = strips(chain);
    boolean[] own = new boolean[views.size()];
    for (int v = 0; v < own.length; v++) {
      own[v] = strips.contains(views.get(v).buffer());
    }
    return nest.step((frame, at, rows, n) -> {
      int[] strip = frame.strip;
      int some = Math.max(1, STRIP / n);
      for (int r = 0; r < rows; r += some) {
        int height = Math.min(some, rows - r);
        for (int l = 0; l < n; l += STRIP) {
          int width = Math.min(STRIP, n - l);
          for (int v = 0; v < own.length; v++) {
            strip[v] = own[v] ? 0 : at[v] + r * nest.rowStride(v) + l * nest.runStride(v);
          }
          for (Nest.Body body : bodies) {
            body.run(frame, strip, height, width);
          }
        }
      }
    });
  }

  private static List<View> views(Instruction.Chain chain) {
    return chain.maps().stream().flatMap(m -> MapSteps.views(m).stream()).toList();
  }

  /** The values that live for a strip. */
  private static Set<Buffer> strips(Instruction.Chain chain) {
    Set<Buffer> strips = new HashSet<>();
    chain.maps().forEach(m -> strips.add(m.writes().buffer()));
    chain.results().forEach(v -> strips.remove(v.buffer()));
    return strips;
  }

  private static Stream<Instruction.Chain> chains(Program program) {
    return program.phases().stream()
        .flatMap(p -> p.body().stream())
        .filter(Instruction.Chain.class::isInstance)
        .map(Instruction.Chain.class::cast);
  }

  /** The most views that a chain of the program walks over. */
  static int mostViews(Program program) {
    return chains(program).mapToInt(c -> views(c).size()).max().orElse(0);
  }

  /** Gives a worker arrays for the strips; a strip's array serves another once it was read last. */
  static void addStrips(Program program, Frame frame) {
    Map<DType, Deque<Object>> all = new EnumMap<>(DType.class);
    chains(program)
        .forEach(chain -> {
          Map<DType, Deque<Object>> free = new EnumMap<>(DType.class);
          all.forEach((dtype, arrays) -> free.put(dtype, new ArrayDeque<>(arrays)));
          addStrips(chain, frame, free, all);
        });
  }

  private static void addStrips(
      Instruction.Chain chain,
      Frame frame,
      Map<DType, Deque<Object>> free,
      Map<DType, Deque<Object>> all) {
    Set<Buffer> strips = strips(chain);
    Map<Buffer, Integer> lastRead = new HashMap<>();
    for (int i = 0; i < chain.maps().size(); i++) {
      for (View read : chain.maps().get(i).reads()) {
        lastRead.put(read.buffer(), i);
      }
    }
    List<Instruction.Map> maps = chain.maps();
    for (int i = 0; i < maps.size(); i++) {
      Buffer result = maps.get(i).writes().buffer();
      if (strips.contains(result)) {
        Deque<Object> arrays = free.computeIfAbsent(result.dtype(), d -> new ArrayDeque<>());
        if (arrays.isEmpty()) {
          Object made = ArrayValue.allocate(result.dtype(), STRIP);
          arrays.add(made);
          all.computeIfAbsent(result.dtype(), d -> new ArrayDeque<>()).add(made);
        }
        frame.set(result.id(), arrays.remove());
      }
      Set<Buffer> read = new HashSet<>();
      maps.get(i).reads().forEach(v -> read.add(v.buffer()));
      for (Buffer buffer : read) {
        if (strips.contains(buffer) && lastRead.get(buffer) == i) {
          free.computeIfAbsent(buffer.dtype(), d -> new ArrayDeque<>())
              .add(frame.arrays[buffer.id()]);
        }
      }
    }
  }
}
