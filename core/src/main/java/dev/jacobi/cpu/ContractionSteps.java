package dev.jacobi.cpu;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.schedule.Instruction;
import dev.jacobi.schedule.View;
import dev.jacobi.type.DType;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Contractions. Operands that are not dense, such as windows over an image, are never written out:
 * the rows that one place of theirs needs are brought together while they are used.
 */
final class ContractionSteps {
  private static final int PANEL = View.PANEL;

  /** From so many products for each sample on, sums stay in registers from one to the next. */
  private static final int MANY_PLACES = 8;

  private ContractionSteps() {}

  static Step pack(Kernels kernels, Instruction.Pack pack) {
    View weights = pack.weights();
    int x = weights.buffer().id();
    int y = pack.writes().buffer().id();
    int length = pack.writes().elements() / Math.max(1, pack.g());
    int m = pack.m();
    int k = pack.k();
    return frame -> {
      for (int g = 0; g < pack.g(); g++) {
        kernels.pack(
            pack.dtype(),
            frame.arrays[x],
            weights.offset() + g * weights.strides().get(0),
            weights.strides().get(1),
            weights.strides().get(2),
            m,
            k,
            frame.arrays[y],
            g * length);
      }
    };
  }

  static Step shared(Kernels kernels, Instruction.Shared shared) {
    View from = shared.from();
    View to = shared.writes();
    if (shared.k() > 0 && (!from.dense() || !to.dense())) {
      return sharedByPlaces(kernels, shared);
    }
    int w = shared.packed().buffer().id();
    int x = from.buffer().id();
    int y = to.buffer().id();
    int m = shared.m();
    int k = shared.k();
    int n = shared.n();
    int groups = shared.g();
    int length = shared.packed().elements() / Math.max(1, groups);
    DType dtype = shared.dtype();
    if (groups == 1) {
      return frame ->
          kernels.shared(
              dtype,
              frame.arrays[w],
              0,
              frame.arrays[x],
              from.offset(),
              k * PANEL,
              frame.arrays[y],
              to.offset(),
              m * PANEL,
              m,
              k,
              frame.panels * n,
              frame.usedLanes(),
              frame.scratch);
    }
    return frame -> {
      for (int p = 0; p < frame.panels; p++) {
        for (int g = 0; g < groups; g++) {
          kernels.shared(
              dtype,
              frame.arrays[w],
              g * length,
              frame.arrays[x],
              from.offset() + (p * groups + g) * n * k * PANEL,
              k * PANEL,
              frame.arrays[y],
              to.offset() + (p * groups + g) * n * m * PANEL,
              m * PANEL,
              m,
              k,
              n,
              frame.usedLanes(),
              frame.scratch);
        }
      }
    };
  }

  /** Rows of panels that one place of a view needs. */
  private static final class Rows {
    private final View view;
    private final DType dtype;
    private final int buffer;
    private final int[] places;
    private final int[] rows;
    private final int[] dense;
    private final boolean together;
    private final boolean regular;

    /**
     * The rows of a view.
     *
     * @param count how many one place needs: the last axes of the view
     */
    Rows(View view, int count) {
      this.view = view;
      this.dtype = view.buffer().dtype();
      this.buffer = view.buffer().id();
      int[] all = view.places();
      this.places = new int[all.length / Math.max(1, count)];
      Arrays.setAll(places, i -> view.offset() + all[i * count]);
      this.rows = Arrays.copyOf(all, Math.min(count, all.length));
      this.dense = new int[rows.length];
      Arrays.setAll(dense, i -> i * PANEL);
      this.together = Arrays.equals(rows, dense);
      this.regular =
          IntStream.range(1, places.length)
              .allMatch(i -> places[i] - places[i - 1] == rows.length * PANEL);
    }

    /** The places of each group. */
    int[][] placesOfGroups(int groups) {
      int each = places.length / Math.max(1, groups);
      return IntStream.range(0, groups)
          .mapToObj(g -> Arrays.copyOfRange(places, g * each, (g + 1) * each))
          .toArray(int[][]::new);
    }

    /** Whether rows need not be moved; {@code terms} places of one panel follow each other then. */
    private boolean inPlace(int terms) {
      return together && (terms == 1 || regular);
    }

    /** The array in which the rows of some panels, or of some places, lie behind each other. */
    Object array(Frame frame, int which, int panels, int terms) {
      return inPlace(terms)
          ? frame.arrays[buffer]
          : frame.scratch.rows(dtype, which, Math.max(panels, terms) * rows.length * PANEL);
    }

    int at(int place, int firstPanel, int terms) {
      return inPlace(terms) ? places[place] + firstPanel * view.panelStride() : 0;
    }

    /** From the rows of one panel, or of one of several places, to those of the next. */
    int stride(int terms) {
      return inPlace(terms) && terms == 1 ? view.panelStride() : rows.length * PANEL;
    }

    /**
     * Brings rows into {@code array}, unless they lie there already.
     *
     * @param terms how many places are wanted; one if there are several panels
     * @param most how many are wanted in other calls
     */
    void gather(
        Kernels kernels,
        Frame frame,
        int place,
        int firstPanel,
        int panels,
        int terms,
        int most,
        Object array) {
      if (inPlace(most)) {
        return;
      }
      for (int i = 0; i < Math.max(panels, terms); i++) {
        int panel = terms > 1 ? firstPanel : firstPanel + i;
        int from = places[terms > 1 ? place + i : place] + panel * view.panelStride();
        int to = i * rows.length * PANEL;
        kernels.moveRows(dtype, frame.arrays[buffer], from, rows, array, to, dense);
      }
    }

    /** Brings the rows of the tile's panels from {@code array} to their places. */
    void scatter(Kernels kernels, Frame frame, int place, Object array) {
      for (int p = 0; p < frame.panels && !together; p++) {
        int from = p * rows.length * PANEL;
        int to = places[place] + p * view.panelStride();
        kernels.moveRows(dtype, array, from, dense, frame.arrays[buffer], to, rows);
      }
    }
  }

  private static Step sharedByPlaces(Kernels kernels, Instruction.Shared shared) {
    Rows from = new Rows(shared.from(), shared.k());
    Rows to = new Rows(shared.writes(), shared.m());
    int w = shared.packed().buffer().id();
    int length = shared.packed().elements() / Math.max(1, shared.g());
    return frame -> {
      Object x = from.array(frame, 0, frame.panels, 1);
      Object y = to.array(frame, 1, frame.panels, 1);
      for (int place = 0; place < to.places.length; place++) {
        from.gather(kernels, frame, place, 0, frame.panels, 1, 1, x);
        kernels.shared(
            shared.dtype(),
            frame.arrays[w],
            place / shared.n() * length,
            x,
            from.at(place, 0, 1),
            from.stride(1),
            y,
            to.at(place, 0, 1),
            to.stride(1),
            shared.m(),
            shared.k(),
            frame.panels,
            frame.usedLanes(),
            frame.scratch);
        to.scatter(kernels, frame, place, y);
      }
    };
  }

  static Step lanes(Kernels kernels, Instruction.Lanes lanes) {
    int m = lanes.m();
    int n = lanes.n();
    int k = lanes.k();
    int groups = lanes.g();
    int a = lanes.a().buffer().id();
    int b = lanes.b().buffer().id();
    int c = lanes.writes().buffer().id();
    DType dtype = lanes.dtype();
    return frame -> {
      for (int i = 0; i < frame.panels * groups; i++) {
        kernels.lanes(
            dtype,
            frame.arrays[a],
            lanes.a().offset() + i * m * k * PANEL,
            k * PANEL,
            PANEL,
            frame.arrays[b],
            lanes.b().offset() + i * k * n * PANEL,
            n * PANEL,
            PANEL,
            frame.arrays[c],
            lanes.writes().offset() + i * m * n * PANEL,
            m,
            n,
            k,
            frame.usedLanes());
      }
    };
  }

  static Step outer(Kernels kernels, Instruction.Outer outer) {
    if (outer.flops() == 0) {
      return frame -> {};
    }
    boolean dense = outer.a().dense() && outer.b().dense();
    if (!outer.byLanes()) {
      return outerByBlocks(kernels, outer);
    }
    return dense && outer.q() < MANY_PLACES
        ? outerByLanes(kernels, outer)
        : outerByPlaces(kernels, outer);
  }

  private static Step outerByPlaces(Kernels kernels, Instruction.Outer outer) {
    Rows a = new Rows(outer.a(), outer.m());
    Rows b = new Rows(outer.b(), outer.n());
    int acc = outer.writes().buffer().id();
    int elements = outer.writes().elements();
    int each = outer.m() * outer.n() * PANEL;
    int[][] aPlaces = a.placesOfGroups(outer.g());
    int[][] bPlaces = b.placesOfGroups(outer.g());
    return frame -> {
      for (int p = 0; p < frame.panels; p++) {
        for (int g = 0; g < outer.g(); g++) {
          kernels.outerPlaces(
              outer.dtype(),
              frame.arrays[a.buffer],
              p * a.view.panelStride(),
              a.rows,
              aPlaces[g],
              frame.arrays[b.buffer],
              p * b.view.panelStride(),
              b.rows,
              bPlaces[g],
              Math.min(PANEL, frame.samples() - p * PANEL),
              frame.arrays[acc],
              frame.leaf * elements + g * each);
        }
      }
    };
  }

  private static Step outerByLanes(Kernels kernels, Instruction.Outer outer) {
    int m = outer.m();
    int n = outer.n();
    int q = outer.q();
    int a = outer.a().buffer().id();
    int b = outer.b().buffer().id();
    int acc = outer.writes().buffer().id();
    int elements = outer.writes().elements();
    int each = m * n * PANEL;
    int aPanel = outer.g() * q * m * PANEL;
    int bPanel = outer.g() * q * n * PANEL;
    DType dtype = outer.dtype();
    return frame -> {
      // several products of one sample stay together, wherever tiles end
      int samples = frame.samples();
      int most = q == 1 ? samples : PANEL;
      for (int first = 0; first < samples; first += most) {
        int p = first / PANEL;
        int count = Math.min(most, samples - first);
        for (int row = 0; row < outer.g() * q; row++) {
          kernels.outerLanes(
              dtype,
              frame.arrays[a],
              outer.a().offset() + p * aPanel + row * m * PANEL,
              aPanel,
              m,
              frame.arrays[b],
              outer.b().offset() + p * bPanel + row * n * PANEL,
              bPanel,
              n,
              count,
              frame.arrays[acc],
              frame.leaf * elements + row / q * each);
        }
      }
    };
  }

  private static Step outerByBlocks(Kernels kernels, Instruction.Outer outer) {
    int m = outer.m();
    int n = outer.n();
    int q = outer.q();
    Rows a = new Rows(outer.a(), m);
    Rows b = new Rows(outer.b(), n);
    int acc = outer.writes().buffer().id();
    int elements = outer.writes().elements();
    int perBlock = Kernels.BLOCK / PANEL;
    DType dtype = outer.dtype();
    return frame -> {
      int samples = frame.samples();
      for (int p = 0; p < frame.panels; p += perBlock) {
        int count = Math.min(Kernels.BLOCK, samples - p * PANEL);
        int panels = Math.ceilDiv(count, PANEL);
        // terms of few samples fill a block together
        int together = panels > 1 ? 1 : Math.clamp(Kernels.BLOCK / count, 1, q);
        Object x = a.array(frame, 0, panels, together);
        Object y = b.array(frame, 1, panels, together);
        for (int i = 0; i < outer.g() * q; ) {
          int terms = Math.min(together, q - i % q);
          a.gather(kernels, frame, i, p, panels, terms, together, x);
          b.gather(kernels, frame, i, p, panels, terms, together, y);
          kernels.outer(
              dtype,
              x,
              a.at(i, p, together),
              a.stride(together),
              m,
              y,
              b.at(i, p, together),
              b.stride(together),
              n,
              count * terms,
              Math.min(count, PANEL),
              frame.arrays[acc],
              frame.leaf * elements + i / q * m * n,
              frame.scratch);
          i += terms;
        }
      }
    };
  }
}
