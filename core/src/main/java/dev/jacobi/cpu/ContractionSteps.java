package dev.jacobi.cpu;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.kernel.Panels;
import dev.jacobi.schedule.Instruction;
import dev.jacobi.schedule.View;
import dev.jacobi.type.DType;

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

  private static Step sharedByPlaces(Kernels kernels, Instruction.Shared shared) {
    PanelRows from = new PanelRows(shared.from(), shared.k());
    PanelRows to = new PanelRows(shared.writes(), shared.m());
    int w = shared.packed().buffer().id();
    int length = shared.packed().elements() / Math.max(1, shared.g());
    return frame -> {
      int panels = frame.panels;
      for (int place = 0; place < to.count(); place++) {
        Panels x = from.terms(kernels, frame, 0, place, 1, 0, frame.samples());
        Panels y = to.room(frame, 1, place, panels);
        kernels.shared(
            shared.dtype(),
            frame.arrays[w],
            place / shared.n() * length,
            x.array(),
            x.at(),
            x.panel(),
            y.array(),
            y.at(),
            y.panel(),
            shared.m(),
            shared.k(),
            panels,
            frame.usedLanes(),
            frame.scratch);
        to.bring(kernels, frame, y, place, panels);
      }
    };
  }

  static Step lanes(Kernels kernels, Instruction.Lanes lanes) {
    int m = lanes.m();
    int n = lanes.n();
    int k = lanes.k();
    View left = lanes.a();
    View right = lanes.b();
    View to = lanes.writes();
    int a = left.buffer().id();
    int b = right.buffer().id();
    int c = to.buffer().id();
    DType dtype = lanes.dtype();
    return frame -> {
      for (int p = 0; p < frame.panels; p++) {
        for (int g = 0; g < lanes.g(); g++) {
          kernels.lanes(
              dtype,
              frame.arrays[a],
              left.offset() + p * left.panelStride() + g * left.strides().get(0),
              left.strides().get(1),
              left.strides().get(2),
              frame.arrays[b],
              right.offset() + p * right.panelStride() + g * right.strides().get(0),
              right.strides().get(1),
              right.strides().get(2),
              frame.arrays[c],
              to.offset() + p * to.panelStride() + g * m * n * PANEL,
              m,
              n,
              k,
              frame.usedLanes(),
              frame.scratch);
        }
      }
    };
  }

  static Step outer(Kernels kernels, Instruction.Outer outer, int blockPanels) {
    if (outer.flops() == 0) {
      return frame -> {};
    }
    boolean dense = outer.a().dense() && outer.b().dense();
    if (!outer.byLanes()) {
      return outerByBlocks(kernels, outer, blockPanels);
    }
    return dense && outer.q() < MANY_PLACES
        ? outerByLanes(kernels, outer)
        : outerByPlaces(kernels, outer);
  }

  private static Step outerByPlaces(Kernels kernels, Instruction.Outer outer) {
    PanelRows a = new PanelRows(outer.a(), outer.m());
    PanelRows b = new PanelRows(outer.b(), outer.n());
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
              frame.arrays[outer.a().buffer().id()],
              p * outer.a().panelStride(),
              a.rows(),
              aPlaces[g],
              frame.arrays[outer.b().buffer().id()],
              p * outer.b().panelStride(),
              b.rows(),
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

  private static Step outerByBlocks(Kernels kernels, Instruction.Outer outer, int blockPanels) {
    int m = outer.m();
    int n = outer.n();
    int q = outer.q();
    PanelRows a = new PanelRows(outer.a(), m);
    PanelRows b = new PanelRows(outer.b(), n);
    int acc = outer.writes().buffer().id();
    int elements = outer.writes().elements();
    DType dtype = outer.dtype();
    return frame -> {
      int samples = frame.samples();
      for (int p = 0; p < frame.panels; p += blockPanels) {
        int count = Math.min(blockPanels * PANEL, samples - p * PANEL);
        int together = Math.clamp(Kernels.BLOCK_PRODUCTS / count, 1, Math.max(1, q));
        for (int i = 0; i < outer.g() * q; ) {
          int terms = Math.min(together, q - i % q);
          kernels.outer(
              dtype,
              a.terms(kernels, frame, 0, i, terms, p, count),
              m,
              b.terms(kernels, frame, 1, i, terms, p, count),
              n,
              terms,
              count,
              frame.arrays[acc],
              frame.leaf * elements + i / q * m * n,
              frame.scratch);
          i += terms;
        }
      }
    };
  }
}
