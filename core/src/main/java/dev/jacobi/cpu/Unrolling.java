package dev.jacobi.cpu;

import dev.jacobi.cpu.simd.LoopRecipe;
import dev.jacobi.cpu.simd.LoopRecipe.Access;
import dev.jacobi.cpu.simd.LoopRecipe.Form;
import dev.jacobi.cpu.simd.LoopRecipe.Operation;
import dev.jacobi.cpu.simd.LoopRecipe.Read;
import dev.jacobi.cpu.simd.LoopRecipe.Store;
import dev.jacobi.cpu.simd.LoopRecipe.Total;
import dev.jacobi.cpu.simd.LoopWriter;
import dev.jacobi.graph.Op.ReduceKind;
import dev.jacobi.schedule.Buffer;
import dev.jacobi.schedule.Instruction;
import dev.jacobi.schedule.View;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Instructions on values of few elements as one loop over the samples, or without a loop where
 * there are no samples: each element is a value of its own in a register, as in a program written
 * by hand for a tiny net.
 */
final class Unrolling {
  /** An instruction with more operations or elements is not unrolled. */
  private static final int MOST_FLOPS = 64;

  /** A chain is no better by itself however long it is, as a contraction is. */
  private static final int MOST_OF_CHAIN = 4 * LoopWriter.LONGEST;

  /** Numbers in code that the virtual machine still compiles. */
  private static final int MOST_NUMBERS = 120;

  private static final int PANEL = View.PANEL;

  /** An element: its place in a panel of a tile, in a leaf of an accumulator, or in a whole. */
  private record Place(Buffer buffer, int offset) {}

  /** Where an access of the loop begins, and how it goes on. */
  private record Reach(Place place, Access access) {}

  private final List<Instruction> instructions = new ArrayList<>();
  private final List<Reach> inputs = new ArrayList<>();
  private final List<Operation> operations = new ArrayList<>();
  private final List<Total> totals = new ArrayList<>();
  private final List<Reach> sums = new ArrayList<>();

  /** The number of each element; inputs count -1, -2, ..., operations 0, 1, ... */
  private final Map<Place, Integer> values = new HashMap<>();

  private final List<Place> results = new ArrayList<>();
  private @Nullable DType dtype;
  private int cost;

  /** Whether some operation costs more than one. */
  private boolean functions;

  private final boolean perSample;
  private final int leavesOfSums;

  /**
   * No instructions yet, of a per-sample phase or of one that runs once.
   *
   * @param leaves of the reductions over samples
   */
  Unrolling(boolean perSample, int leaves) {
    this.perSample = perSample;
    this.leavesOfSums = leaves;
  }

  private Unrolling copy() {
    Unrolling copy = new Unrolling(perSample, leavesOfSums);
    copy.instructions.addAll(instructions);
    copy.inputs.addAll(inputs);
    copy.operations.addAll(operations);
    copy.totals.addAll(totals);
    copy.sums.addAll(sums);
    copy.values.putAll(values);
    copy.results.addAll(results);
    copy.dtype = dtype;
    copy.cost = cost;
    copy.functions = functions;
    return copy;
  }

  List<Instruction> instructions() {
    return instructions;
  }

  /** With one more instruction; null if that cannot be unrolled, or makes the loop too long. */
  @Nullable Unrolling with(Instruction instruction) {
    int most = instruction instanceof Instruction.Chain ? MOST_OF_CHAIN : MOST_FLOPS;
    boolean few =
        instruction.flops() <= (perSample ? most : 8 * MOST_FLOPS)
            && instruction.results().stream().allMatch(v -> v.elements() <= MOST_FLOPS);
    Unrolling longer = copy();
    boolean done = few && longer.add(instruction);
    longer.instructions.add(instruction);
    boolean fits =
        perSample
            ? LoopWriter.fits(longer.cost, longer.inputs.size(), longer.functions)
            : longer.cost + longer.inputs.size() + longer.results.size() <= MOST_NUMBERS;
    return done && fits ? longer : null;
  }

  private boolean add(Instruction instruction) {
    return switch (instruction) {
      case Instruction.Map map -> map(map);
      case Instruction.Chain chain -> chain.members().stream().allMatch(this::add);
      case Instruction.Copy(var from, var to) -> copy(from, to);
      case Instruction.Reduce reduce -> reduce(reduce);
      case Instruction.Shared shared -> shared(shared);
      case Instruction.Lanes lanes -> lanes(lanes);
      case Instruction.Accumulate accumulate -> accumulate(accumulate);
      case Instruction.Outer outer -> outer(outer);
      case Instruction.AddInto a -> false;
      case Instruction.Fill f -> false;
      case Instruction.ArgReduce a -> false;
      case Instruction.ArgSort a -> false;
      case Instruction.Gather g -> false;
      case Instruction.ScatterAdd s -> false;
      case Instruction.Matrix m -> false;
      case Instruction.Iota i -> false;
      case Instruction.RandomBits r -> false;
      case Instruction.Pack pack -> pack(pack);
      case Instruction.Finish finish -> finish(finish);
    };
  }

  private boolean map(Instruction.Map map) {
    List<DType> types = map.reads().stream().map(v -> v.buffer().dtype()).toList();
    int each = LoopWriter.cost(map.op(), types);
    if (each > LoopWriter.MOST
        || !here(map.writes())
        || !map.reads().stream().allMatch(this::fits)) {
      return false;
    }
    List<int[]> operands = map.reads().stream().map(Unrolling::offsets).toList();
    int[] to = offsets(map.writes());
    functions |= each > 1;
    for (int e = 0; e < to.length; e++) {
      List<Integer> numbers = new ArrayList<>();
      for (int r = 0; r < operands.size(); r++) {
        numbers.add(read(map.reads().get(r), operands.get(r)[e]));
      }
      cost += each;
      int value = operation(LoopWriter.name(map.op()), LoopWriter.isTruth(map.op()), numbers);
      write(map.writes().buffer(), to[e], value);
    }
    return true;
  }

  private boolean copy(View from, View to) {
    if (!here(from) || !here(to) || !fits(from)) {
      return false;
    }
    int[] source = offsets(from);
    int[] target = offsets(to);
    for (int e = 0; e < target.length; e++) {
      write(to.buffer(), target[e], read(from, source[e]));
    }
    return true;
  }

  private boolean reduce(Instruction.Reduce reduce) {
    View from = reduce.from();
    if (!reduce.dtype().isFloat()
        || from.elements() == 0
        || !isTile(from)
        || !isTile(reduce.writes())) {
      return false;
    }
    if (!fits(from)) {
      return false;
    }
    Ints axes = reduce.axes();
    int[] kept = IntStream.range(0, from.rank()).filter(a -> !axes.contains(a)).toArray();
    int[] starts = from.places(kept);
    int[] steps = from.places(axes.toArray());
    int[] to = offsets(reduce.writes());
    for (int e = 0; e < to.length; e++) {
      int total = read(from, from.offset() + starts[e] + steps[0]);
      for (int i = 1; i < steps.length; i++) {
        int next = read(from, from.offset() + starts[e] + steps[i]);
        total = operation(LoopWriter.name(reduce.kind()), false, List.of(total, next));
        cost++;
      }
      write(reduce.writes().buffer(), to[e], total);
    }
    return true;
  }

  /** {@code c[g, n, m] = sum over k of w[g, m, k] x[g, n, k]}, by the places of packed weights. */
  private boolean shared(Instruction.Shared shared) {
    int length = shared.packed().elements() / Math.max(1, shared.g());
    int rows = Instruction.Pack.ROWS;
    int[] from = offsets(shared.from());
    return contract(
        shared.from(),
        shared.writes(),
        shared.g() * shared.n(),
        shared.m(),
        shared.k(),
        (gn, i, j) -> {
          int at = i / rows * rows * shared.k() + j * rows + i % rows;
          int weight = whole(shared.packed(), gn / shared.n() * length + at);
          return List.of(weight, read(shared.from(), from[gn * shared.k() + j]));
        });
  }

  /** {@code c[g, m, n] = sum over k of a[g, m, k] b[g, k, n]}. */
  private boolean lanes(Instruction.Lanes lanes) {
    if (!isTile(lanes.a())) {
      return false;
    }
    int n = lanes.n();
    int k = lanes.k();
    int[] a = offsets(lanes.a());
    int[] b = offsets(lanes.b());
    return contract(
        lanes.b(),
        lanes.writes(),
        lanes.g() * lanes.m(),
        n,
        k,
        (gm, j, q) ->
            List.of(
                read(lanes.a(), a[gm * k + q]),
                read(lanes.b(), b[(gm / lanes.m() * k + q) * n + j])));
  }

  /** The places of {@link Instruction.Pack}. */
  private boolean pack(Instruction.Pack pack) {
    View weights = pack.weights();
    if (perSample || !fits(weights)) {
      return false;
    }
    int[] from = offsets(weights);
    int length = Instruction.Pack.length(pack.m(), pack.k());
    int rows = Instruction.Pack.ROWS;
    for (int e = 0; e < from.length; e++) {
      int i = e / pack.k() % pack.m();
      int at = i / rows * rows * pack.k() + e % pack.k() * rows + i % rows;
      write(
          pack.writes().buffer(), e / (pack.m() * pack.k()) * length + at, read(weights, from[e]));
    }
    return true;
  }

  /** The sums of a single leaf. */
  private boolean finish(Instruction.Finish finish) {
    View to = finish.writes();
    if (perSample
        || leavesOfSums != 1
        || finish.kind() != ReduceKind.SUM
        || !finish.dtype().isFloat()
        || !fits(to)) {
      return false;
    }
    Buffer sums = finish.from().buffer();
    Read reads = finish.byLanes() ? Read.SUM_LANES : Read.REPEAT;
    for (int e = 0; e < to.elements(); e++) {
      int sum = read(new Place(sums, finish.byLanes() ? e * PANEL : finish.place(e)), reads);
      cost++;
      write(to.buffer(), to.offset() + e, sum);
    }
    return true;
  }

  /** The two factors of a product. */
  @FunctionalInterface
  private interface Factors {
    List<Integer> of(int outer, int column, int summed);
  }

  private boolean contract(View from, View to, int outer, int columns, int sums, Factors factors) {
    if (!isTile(from) || !isTile(to) || !fits(from)) {
      return false;
    }
    int[] places = offsets(to);
    for (int o = 0; o < outer; o++) {
      for (int c = 0; c < columns; c++) {
        int sum = operation("zero", false, List.of());
        for (int s = 0; s < sums; s++) {
          List<Integer> operands = new ArrayList<>(factors.of(o, c, s));
          operands.addFirst(sum);
          sum = operation("add_product", false, operands);
          cost++;
        }
        write(to.buffer(), places[o * columns + c], sum);
      }
    }
    return true;
  }

  private boolean accumulate(Instruction.Accumulate accumulate) {
    View from = accumulate.from();
    if (!accumulate.dtype().isFloat() || !isTile(from) || !fits(from)) {
      return false;
    }
    boolean done = true;
    for (int e = 0; e < accumulate.writes().elements() / PANEL; e++) {
      Place place = new Place(accumulate.writes().buffer(), e * PANEL);
      done &= total(LoopWriter.name(accumulate.kind()), List.of(tile(from, e)), place);
    }
    return done;
  }

  /** {@code acc[g, m, n] += sum over q of a[g, q, m] b[g, q, n]}, each lane for itself. */
  private boolean outer(Instruction.Outer outer) {
    if (!outer.byLanes() || !isTile(outer.a()) || !isTile(outer.b()) || !fits(outer.a())) {
      return false;
    }
    int m = outer.m();
    int n = outer.n();
    int[] a = offsets(outer.a());
    int[] b = offsets(outer.b());
    boolean done = true;
    for (int row = 0; row < outer.g() * outer.q(); row++) {
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          int element = (row / outer.q() * m + i) * n + j;
          done &=
              total(
                  "add_product",
                  List.of(read(outer.b(), b[row * n + j]), read(outer.a(), a[row * m + i])),
                  new Place(outer.writes().buffer(), element * PANEL));
        }
      }
    }
    return done;
  }

  /** A number that takes in one value for each sample; false if it takes one in already. */
  private boolean total(String name, List<Integer> operands, Place place) {
    if (sums.stream().anyMatch(s -> s.place().equals(place))) {
      return false;
    }
    totals.add(new Total(name, operands, new Access(false, 0, Read.RUN)));
    sums.add(new Reach(place, totals.getLast().to()));
    cost += 2;
    return true;
  }

  private int operation(String name, boolean truth, List<Integer> operands) {
    operations.add(new Operation(name, truth, operands));
    return operations.size() - 1;
  }

  private void write(Buffer buffer, int offset, int value) {
    Place place = new Place(buffer, offset);
    values.put(place, value);
    results.add(place);
  }

  /** Element e of a dense tile. */
  private int tile(View view, int e) {
    return read(view, view.offset() + e * PANEL);
  }

  private int whole(View view, int e) {
    return read(new Place(view.buffer(), view.offset() + e), Read.REPEAT);
  }

  private int read(View view, int offset) {
    boolean runs = view.lanes() && view.laneStride() == 1;
    return read(new Place(view.buffer(), offset), runs ? Read.RUN : Read.REPEAT);
  }

  private int read(Place place, Read reads) {
    Integer known = values.get(place);
    if (known != null) {
      return known;
    }
    boolean truth = place.buffer().dtype() == DType.BOOL;
    int stride = reads == Read.RUN ? place.buffer().elements() : 0;
    inputs.add(new Reach(place, new Access(truth, stride, reads)));
    values.put(place, -inputs.size());
    return -inputs.size();
  }

  /** Whether the numbers of a view are of the loop's type, and samples neighbours in a tile. */
  private boolean fits(View view) {
    DType type = view.buffer().dtype();
    if (type.isFloat() && (dtype == null || dtype == type)) {
      dtype = type;
    } else if (type != DType.BOOL) {
      return false;
    }
    return here(view) || view.laneStride() == 0 && view.panelStride() == 0;
  }

  /** Whether a result of this phase can stand there: in a tile, or without samples in a whole. */
  private boolean here(View view) {
    return perSample ? isTile(view) : !view.lanes();
  }

  private static boolean isTile(View view) {
    return view.buffer().kind() == Buffer.Kind.TILE
        && view.laneStride() == 1
        && view.panelStride() == view.buffer().elements();
  }

  /** The places of the elements, in row-major order. */
  private static int[] offsets(View view) {
    return IntStream.of(view.places()).map(o -> view.offset() + o).toArray();
  }

  /** Whether a row would be written over one that is read later. */
  boolean overwrites(ToIntFunction<Buffer> slots) {
    return results.stream()
        .map(Place::buffer)
        .anyMatch(r ->
            inputs.stream()
                .map(i -> i.place().buffer())
                .anyMatch(i ->
                    i.kind() == Buffer.Kind.TILE
                        && slots.applyAsInt(i) == slots.applyAsInt(r)
                        && i.elements() != r.elements()));
  }

  /**
   * The loop as a step.
   *
   * @param single the instructions one by one
   * @param live whether a buffer is read later on
   */
  Step step(Step[] single, Predicate<Buffer> live, boolean atOnce) {
    List<Reach> reaches = new ArrayList<>(inputs);
    List<Store> stores = new ArrayList<>();
    for (Place result : results.stream().distinct().toList()) {
      if (live.test(result.buffer())) {
        boolean truth = result.buffer().dtype() == DType.BOOL;
        Access access = new Access(truth, perSample ? result.buffer().elements() : 0, Read.RUN);
        stores.add(new Store(number(values.getOrDefault(result, 0)), access));
        reaches.add(new Reach(result, access));
      }
    }
    reaches.addAll(sums);
    LoopRecipe recipe =
        new LoopRecipe(
            perSample ? Form.VECTOR : Form.NUMBER,
            dtype == null ? DType.FLOAT32 : dtype,
            inputs.stream().map(Reach::access).toList(),
            operations.stream()
                .map(o -> new Operation(o.name(), o.truth(), numbers(o.operands())))
                .toList(),
            stores,
            totals.stream().map(t -> new Total(t.name(), numbers(t.operands()), t.to())).toList(),
            !totals.isEmpty());
    int[] ids = reaches.stream().mapToInt(r -> r.place().buffer().id()).toArray();
    int[] offsets = reaches.stream().mapToInt(r -> r.place().offset()).toArray();
    int[] leaves =
        reaches.stream()
            .map(r -> r.place().buffer())
            .mapToInt(b -> b.kind() == Buffer.Kind.ACCUMULATOR ? b.elements() : 0)
            .toArray();
    return new UnrolledStep(single, recipe, ids, offsets, leaves, atOnce);
  }

  private List<Integer> numbers(List<Integer> found) {
    return found.stream().map(this::number).toList();
  }

  /** The number of a value in the recipe, where inputs come first. */
  private int number(int value) {
    return value < 0 ? -1 - value : inputs.size() + value;
  }
}
