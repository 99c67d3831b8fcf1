package dev.jacobi.cpu;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.simd.LoopRecipe;
import dev.jacobi.cpu.simd.LoopRecipe.Access;
import dev.jacobi.cpu.simd.LoopRecipe.Form;
import dev.jacobi.cpu.simd.LoopRecipe.Operation;
import dev.jacobi.cpu.simd.LoopRecipe.Read;
import dev.jacobi.cpu.simd.LoopRecipe.Store;
import dev.jacobi.cpu.simd.LoopRecipe.Total;
import dev.jacobi.cpu.simd.LoopWriter;
import dev.jacobi.cpu.simd.VectorKernels;
import dev.jacobi.cpu.simd.VectorKernels.Fusing;
import dev.jacobi.schedule.Buffer;
import dev.jacobi.schedule.Instruction;
import dev.jacobi.schedule.View;
import dev.jacobi.type.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a chain does on a strip: kernel by kernel, or, with vectors, runs of operations that loops
 * written for them take over. Such a run ends before an operation that has no form in registers,
 * and where it gets too long for the compiler.
 */
final class ChainBodies {
  private final Kernels kernels;
  private final Nest nest;
  private final Set<Buffer> outside;
  private final List<Instruction> members;
  private final int[] views;
  private final int count;
  private final List<ChainBody> bodies = new ArrayList<>();

  // the run at hand
  private final List<Integer> run = new ArrayList<>();
  private @Nullable DType dtype;
  private int cost;
  private boolean functions;

  private ChainBodies(Kernels kernels, Instruction.Chain chain, Nest nest, Set<Buffer> strips) {
    this.kernels = kernels;
    this.nest = nest;
    this.members = chain.members();
    this.outside = new HashSet<>();
    chain.maps().stream()
        .map(m -> m.writes().buffer())
        .filter(b -> !strips.contains(b))
        .forEach(outside::add);
    this.views = new int[members.size()];
    int v = 0;
    for (int i = 0; i < members.size(); i++) {
      views[i] = v;
      v += members.get(i) instanceof Instruction.Map map ? map.reads().size() + 1 : 1;
    }
    this.count = v + reductions();
  }

  /**
   * The bodies of a chain in their order.
   *
   * @param nest over the operands and results of the elementwise operations, then the operands,
   *     then the results of the reductions
   * @param strips what lives for a strip only
   */
  static ChainBody[] of(Kernels kernels, Instruction.Chain chain, Nest nest, Set<Buffer> strips) {
    ChainBodies bodies = new ChainBodies(kernels, chain, nest, strips);
    boolean fuses = kernels instanceof VectorKernels vector && vector.fusing() != Fusing.OFF;
    for (int i = 0; i < bodies.members.size(); i++) {
      if (fuses) {
        bodies.add(i);
      } else {
        bodies.bodies.add(bodies.single(i));
      }
    }
    bodies.end();
    return bodies.bodies.toArray(ChainBody[]::new);
  }

  private void add(int i) {
    DType numbers = numbers(members.get(i));
    int more = cost(members.get(i));
    boolean oneType = numbers == null || dtype == null || numbers == dtype;
    boolean function = members.get(i) instanceof Instruction.Map && more > 1;
    // a member reads about one value that no other one does
    int reads = functions || function ? 0 : run.size() + 1;
    boolean alone = more > LoopWriter.MOST;
    if (alone || !oneType || !LoopWriter.fits(cost + more, reads, functions || function)) {
      end();
    }
    if (alone) {
      bodies.add(single(i));
      return;
    }
    run.add(i);
    cost += more;
    functions |= function;
    dtype = numbers == null ? dtype : numbers;
  }

  /** The type of the numbers in an instruction, null if it has truth values only. */
  private static @Nullable DType numbers(Instruction member) {
    DType operand = member.reads().getLast().buffer().dtype();
    return operand == DType.BOOL ? null : operand;
  }

  private static int cost(Instruction member) {
    List<DType> operands = member.reads().stream().map(v -> v.buffer().dtype()).toList();
    if (member instanceof Instruction.Map map) {
      return LoopWriter.cost(map.op(), operands);
    }
    return member.dtype().isFloat() ? 2 : LoopWriter.MOST + 1;
  }

  /** Ends the run at hand. */
  private void end() {
    ChainBody[] single = run.stream().map(this::single).toArray(ChainBody[]::new);
    if (single.length > 1 && dtype != null) {
      bodies.add(fused(single, dtype));
    } else {
      bodies.addAll(List.of(single));
    }
    run.clear();
    dtype = null;
    cost = 0;
    functions = false;
  }

  private ChainBody single(int i) {
    if (members.get(i) instanceof Instruction.Map map) {
      Nest.Body body = MapSteps.body(kernels, map, nest, views[i]);
      return (frame, at, rows, n, start) -> body.run(frame, at, rows, n);
    }
    return reduction((Instruction.Reduce) members.get(i), views[i], views[i] + reductions());
  }

  private int reductions() {
    return (int) members.stream().filter(Instruction.Reduce.class::isInstance).count();
  }

  /** One addend of a reduction; the first one starts it. */
  private ChainBody reduction(Instruction.Reduce reduction, int from, int to) {
    int x = reduction.from().buffer().id();
    int y = reduction.writes().buffer().id();
    return (frame, at, rows, n, start) -> {
      boolean dense = nest.rowStride(from) == n && nest.rowStride(to) == n;
      int count = dense ? rows * n : n;
      for (int row = 0; row < (dense ? 1 : rows); row++) {
        int xo = at[from] + row * nest.rowStride(from);
        int yo = at[to] + row * nest.rowStride(to);
        if (start) {
          kernels.reduceRows(
              reduction.kind(),
              reduction.dtype(),
              frame.arrays[x],
              xo,
              0,
              frame.arrays[y],
              yo,
              1,
              count);
        } else {
          kernels.reduceRowsInto(
              reduction.kind(),
              reduction.dtype(),
              frame.arrays[x],
              xo,
              0,
              frame.arrays[y],
              yo,
              1,
              count);
        }
      }
    };
  }

  private ChainBody fused(ChainBody[] single, DType numbers) {
    Map<View, Integer> inputs = new HashMap<>();
    Set<View> made = new HashSet<>();
    Accesses in = new Accesses();
    for (int i : run) {
      List<View> reads = members.get(i).reads();
      for (int r = 0; r < reads.size(); r++) {
        if (!made.contains(reads.get(r).squeezed()) && !inputs.containsKey(reads.get(r))) {
          inputs.put(reads.get(r), inputs.size());
          in.add(reads.get(r), views[i] + r);
        }
      }
      made.add(members.get(i).writes().squeezed());
    }
    Map<View, Integer> results = new HashMap<>();
    List<Operation> operations = new ArrayList<>();
    List<Store> stores = new ArrayList<>();
    List<Total> totals = new ArrayList<>();
    Accesses out = new Accesses();
    Accesses sums = new Accesses();
    for (int i : run) {
      List<Integer> operands =
          members.get(i).reads().stream()
              .map(v -> results.getOrDefault(v.squeezed(), inputs.getOrDefault(v, -1)))
              .toList();
      if (members.get(i) instanceof Instruction.Map map) {
        int value = inputs.size() + operations.size();
        operations.add(
            new Operation(LoopWriter.name(map.op()), LoopWriter.isTruth(map.op()), operands));
        results.put(map.writes().squeezed(), value);
        if (neededAfter(map.writes().buffer())) {
          stores.add(new Store(value, out.add(map.writes(), views[i] + map.reads().size())));
        }
      } else if (members.get(i) instanceof Instruction.Reduce reduce) {
        Access to = sums.add(reduce.writes(), views[i] + reductions());
        totals.add(new Total(LoopWriter.name(reduce.kind()), operands, to));
      }
    }
    LoopRecipe recipe =
        new LoopRecipe(Form.VECTOR, numbers, in.all, operations, stores, totals, false);
    in.append(out);
    in.append(sums);
    boolean atOnce = kernels instanceof VectorKernels vector && vector.fusing() == Fusing.AT_ONCE;
    int[] runStrides = IntStream.range(0, count).map(nest::runStride).toArray();
    return new FusedBody(single, recipe, in.ids(), in.slots(), runStrides, atOnce);
  }

  /** Whether a value is read outside of the chain or by members after the run. */
  private boolean neededAfter(Buffer buffer) {
    return outside.contains(buffer)
        || members.subList(run.getLast() + 1, members.size()).stream()
            .flatMap(m -> m.reads().stream())
            .anyMatch(v -> v.buffer() == buffer);
  }

  /** Accesses with the buffers and the views that they are for. */
  private final class Accesses {
    final List<Access> all = new ArrayList<>();
    private final List<Integer> ids = new ArrayList<>();
    private final List<Integer> slots = new ArrayList<>();

    Access add(View view, int v) {
      boolean truth = view.buffer().dtype() == DType.BOOL;
      Access access =
          new Access(truth, nest.rowStride(v), nest.runStride(v) == 0 ? Read.REPEAT : Read.RUN);
      all.add(access);
      ids.add(view.buffer().id());
      slots.add(v);
      return access;
    }

    void append(Accesses others) {
      ids.addAll(others.ids);
      slots.addAll(others.slots);
    }

    int[] ids() {
      return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    int[] slots() {
      return slots.stream().mapToInt(Integer::intValue).toArray();
    }
  }
}
