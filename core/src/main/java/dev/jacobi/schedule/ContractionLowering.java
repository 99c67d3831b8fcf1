package dev.jacobi.schedule;

import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.BinaryKind;
import dev.jacobi.graph.Op.ReduceKind;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Contractions as instructions. The letters fall into four groups: g in both operands and the
 * result, m in the left and the result, n in the right and the result, k in both operands only.
 * Operands are brought into the order that a kernel wants; the result is a view in the letters' own
 * order.
 */
final class ContractionLowering {
  /** Weight gradients of up to this many elements have an accumulator of 32 lanes each. */
  private static final int BY_LANES = 128;

  /** The same where each sample adds at least so many products to each element. */
  private static final int BY_LANES_OF_MANY = 512;

  private static final int MANY_TERMS = 16;

  private final Op.Contract op;
  private final DType dtype;
  private final Map<Integer, Integer> sizes = new HashMap<>();
  private final Ints g;
  private final Ints m;
  private final Ints n;
  private final Ints k;

  /** The contraction of two views. */
  ContractionLowering(Op.Contract op, DType dtype, View a, View b) {
    this.op = op;
    this.dtype = dtype;
    for (int i = 0; i < op.lhs().size(); i++) {
      sizes.put(op.lhs().get(i), a.sizes().get(i));
    }
    for (int i = 0; i < op.rhs().size(); i++) {
      sizes.put(op.rhs().get(i), b.sizes().get(i));
    }
    this.g = letters(op.out(), true, true);
    this.m = letters(op.out(), true, false);
    this.n = letters(op.out(), false, true);
    this.k = Ints.of(op.lhs().stream().filter(l -> !op.out().contains(l)).toArray());
  }

  private Ints letters(Ints from, boolean inLeft, boolean inRight) {
    return Ints.of(
        from.stream()
            .filter(l -> op.lhs().contains(l) == inLeft && op.rhs().contains(l) == inRight)
            .toArray());
  }

  private int size(Ints letters) {
    return letters.stream().map(sizes::get).reduce(1, (p, q) -> p * q);
  }

  private static Ints places(Ints letters, Ints in) {
    return Ints.of(letters.stream().map(in::indexOf).toArray());
  }

  private View left(Emitter emitter, View a, Ints... groups) {
    return emitter.grouped(a, places(op.lhs(), groups));
  }

  private View right(Emitter emitter, View b, Ints... groups) {
    return emitter.grouped(b, places(op.rhs(), groups));
  }

  private static Ints[] places(Ints operand, Ints[] groups) {
    return IntStream.range(0, groups.length)
        .mapToObj(i -> places(groups[i], operand))
        .toArray(Ints[]::new);
  }

  /** A dense result whose axes are the letters of the groups, as a view in the order of out. */
  private View inOrder(View dense, Ints... groups) {
    Ints order = Ints.of(IntStream.of().toArray());
    for (Ints group : groups) {
      for (int letter : group.toArray()) {
        order = order.append(letter);
      }
    }
    View lettered = dense.reshape(Shape.of(order.stream().map(sizes::get).toArray()));
    return lettered.permute(places(op.out(), order));
  }

  /** Both operands whole. */
  View whole(Emitter emitter, View a, View b) {
    if (!dtype.isFloat()) {
      return byProducts(emitter, a, b);
    }
    // the longer of the two free sides runs along the lanes
    return size(n) >= size(m)
        ? byPanels(
            emitter,
            emitter.strided(a, places(op.lhs(), new Ints[] {g, m, k})),
            right(emitter, b, g, k, n),
            m,
            n)
        : byPanels(
            emitter,
            emitter.strided(b, places(op.rhs(), new Ints[] {g, n, k})),
            left(emitter, a, g, k, m),
            n,
            m);
  }

  /** {@code [g, rows, k] by [g, k, columns]}: the columns in panels of 32, the rows as weights. */
  private View byPanels(Emitter emitter, View weights, View x, Ints rows, Ints columns) {
    int groups = size(g);
    int inner = size(k);
    int height = size(rows);
    int width = size(columns);
    int panels = Math.ceilDiv(width, View.PANEL);
    View packed = emitter.packed(weights, groups, height, inner);
    View xs = emitter.fresh(dtype, Shape.of(groups, panels, inner, View.PANEL));
    if (width % View.PANEL != 0) {
      emitter.emit(new Instruction.Fill(0, xs));
    }
    copyColumns(emitter, x, xs, width, false);
    View products = emitter.fresh(dtype, Shape.of(groups, panels, height, View.PANEL));
    emitter.emit(new Instruction.Shared(packed, xs, groups, panels, height, inner, products));
    View result = emitter.fresh(dtype, Shape.of(groups, height, width));
    copyColumns(emitter, result, products, width, true);
    return inOrder(result, g, rows, columns);
  }

  /**
   * Between {@code [g, h, width]} and panels {@code [g, p, h, 32]}; the last panel may be short.
   */
  private static void copyColumns(
      Emitter emitter, View rows, View panels, int width, boolean back) {
    int full = width / View.PANEL;
    int rest = width % View.PANEL;
    if (full > 0) {
      View flat = cut(rows, 2, 0, full * View.PANEL);
      int stride = flat.strides().get(2);
      View split =
          new View(
              flat.buffer(),
              flat.offset(),
              Ints.of(flat.sizes().get(0), full, flat.sizes().get(1), View.PANEL),
              Ints.of(flat.strides().get(0), View.PANEL * stride, flat.strides().get(1), stride),
              false,
              0,
              0);
      copy(emitter, split, cut(panels, 1, 0, full), back);
    }
    if (rest > 0) {
      View tail = cut(rows, 2, full * View.PANEL, width);
      View last = cut(cut(panels, 1, full, full + 1), 3, 0, rest);
      copy(emitter, tail, last.permute(Ints.of(1, 0, 2, 3)).first(), back);
    }
  }

  private static void copy(Emitter emitter, View rows, View panels, boolean back) {
    emitter.emit(back ? new Instruction.Copy(panels, rows) : new Instruction.Copy(rows, panels));
  }

  private static View cut(View view, int axis, int start, int limit) {
    return view.slice(Ints.of(axis), Ints.of(start), Ints.of(limit), Ints.of(1));
  }

  /**
   * Samples in one operand or both.
   *
   * @param before the phase in which shared weights are packed
   */
  View perSample(Emitter before, Emitter emitter, View a, View b) {
    boolean leftShared = a.laneStride() == 0;
    boolean rightShared = b.laneStride() == 0;
    if (!dtype.isFloat()) {
      return byProducts(emitter, a.besideSamples(), b.besideSamples());
    }
    if (leftShared == rightShared) {
      View result = emitter.fresh(dtype, Shape.of(size(g), size(m), size(n)));
      emitter.emit(
          new Instruction.Lanes(
              ofSamples(emitter, a, places(op.lhs(), new Ints[] {g, m, k})),
              ofSamples(emitter, b, places(op.rhs(), new Ints[] {g, k, n})),
              size(g),
              size(m),
              size(n),
              size(k),
              result));
      return inOrder(result, g, m, n);
    }
    Ints own = leftShared ? m : n;
    Ints rows = leftShared ? n : m;
    View weights = wholeAgain(leftShared ? a : b);
    Ints[] order = places(leftShared ? op.lhs() : op.rhs(), new Ints[] {g, own, k});
    View grouped = before.strided(weights, order);
    View samples = leftShared ? ordered(b, op.rhs(), g, rows, k) : ordered(a, op.lhs(), g, rows, k);
    int rowCount = size(own);
    View packed = before.packed(grouped, size(g), rowCount, size(k));
    View result = emitter.fresh(dtype, Shape.of(op.out().stream().map(sizes::get).toArray()));
    emitter.emit(
        new Instruction.Shared(
            packed,
            samples,
            size(g),
            size(rows),
            rowCount,
            size(k),
            ordered(result, op.out(), g, rows, own)));
    return result;
  }

  /** The axes of a view in the order of the groups. */
  private static View ordered(View view, Ints letters, Ints... groups) {
    Ints order = Ints.of();
    for (Ints group : groups) {
      for (int place : places(group, letters).toArray()) {
        order = order.append(place);
      }
    }
    return view.permute(order);
  }

  private static View wholeAgain(View beside) {
    return new View(
        beside.buffer(), beside.offset(), beside.sizes(), beside.strides(), false, 0, 0);
  }

  /**
   * Samples added up: the sum over the sample letter, whose run counts as summed too.
   *
   * @param after the phase in which the leaves are combined
   */
  View total(Emitter emitter, Emitter after, View a, View b, List<Buffer> accumulators) {
    int count = size(g) * size(m) * size(n);
    boolean byLanes = count <= BY_LANES || size(k) >= MANY_TERMS && count <= BY_LANES_OF_MANY;
    int lanes = byLanes ? View.PANEL : 1;
    Buffer sums = emitter.buffer(Buffer.Kind.ACCUMULATOR, dtype, count * lanes, null);
    accumulators.add(sums);
    View acc = View.whole(sums, Shape.of(count * lanes));
    View left = ordered(ofSamples(emitter, a), op.lhs(), g, k, m);
    View right = ordered(ofSamples(emitter, b), op.rhs(), g, k, n);
    // lanes go down the longer side, blocks along it, unless exchanging the shorter one for each
    // of many terms is less work and leaves no block short
    boolean shorter = size(k) >= MANY_TERMS && Math.min(size(m), size(n)) % View.PANEL == 0;
    boolean swapped = byLanes || shorter ? size(m) < size(n) : size(m) > size(n);
    Ints rows = swapped ? n : m;
    Ints columns = swapped ? m : n;
    emitter.emit(
        new Instruction.Outer(
            swapped ? right : left,
            swapped ? left : right,
            size(g),
            size(k),
            size(rows),
            size(columns),
            byLanes,
            acc));
    View result = after.fresh(dtype, Shape.of(size(g), size(rows), size(columns)));
    after.emit(new Instruction.Finish(ReduceKind.SUM, byLanes, acc, result));
    return inOrder(result, g, rows, columns);
  }

  /** Axes in the order of the groups, as they lie where that can be said in strides. */
  private static View ofSamples(Emitter emitter, View view, Ints... groups) {
    return emitter.strided(ofSamples(emitter, view), groups);
  }

  private static View ofSamples(Emitter emitter, View view) {
    return view.laneStride() == 1 ? view : emitter.dense(view.besideSamples());
  }

  /** Integers: all products, then their sums. */
  private View byProducts(Emitter emitter, View a, View b) {
    Ints all = op.out();
    for (int letter : k.toArray()) {
      all = all.append(letter);
    }
    Shape shape = Shape.of(all.stream().map(sizes::get).toArray());
    View products = emitter.fresh(dtype, shape);
    emitter.emit(
        new Instruction.Map(
            new Op.Elementwise.Binary(BinaryKind.MUL),
            List.of(spread(a, op.lhs(), all, shape), spread(b, op.rhs(), all, shape)),
            products,
            products.elements()));
    if (k.isEmpty()) {
      return products;
    }
    View result = emitter.fresh(dtype, shape.slice(0, op.out().size()));
    int count = result.elements();
    emitter.emit(
        new Instruction.Reduce(
            ReduceKind.SUM,
            products.reshape(Shape.of(count, size(k))),
            Ints.of(1),
            result.reshape(Shape.of(count))));
    return result;
  }

  private static View spread(View x, Ints letters, Ints all, Shape shape) {
    int[] present = all.stream().filter(letters::contains).toArray();
    View ordered = x.permute(places(Ints.of(present), letters));
    return ordered.expand(shape, places(Ints.of(present), all));
  }
}
