package dev.jacobi.schedule;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.transform.Label;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns a simplified graph into a program: stages by the sample labels, then instructions over
 * buffers, stage by stage.
 */
public final class Scheduler {
  /** Writing and reading an element costs about as much as this many operations. */
  private static final long RECOMPUTE_FLOPS = 64;

  /** Elements of a sample from which on a value fills a good part of a cache, for 32 samples. */
  private static final int LARGE = 4096;

  private final List<Node> outputs;
  private final Stages stages;
  private final Placement placement;
  private final List<Buffer> buffers = new ArrayList<>();
  private final List<Emitter> once = new ArrayList<>();
  private final List<Emitter> perSample = new ArrayList<>();
  private final List<List<Buffer>> accumulators = new ArrayList<>();
  private final Map<Node, View> wholes = new IdentityHashMap<>();
  private final Map<Node, View> kept = new IdentityHashMap<>();
  private final Map<Node, Buffer> outputBuffers = new IdentityHashMap<>();
  private final int samples;

  private Scheduler(List<Node> outputs, List<Node> inputs, long recomputeFlops) {
    Order order = Order.of(outputs);
    this.outputs = order.outputs();
    this.samples = samples(inputs);
    this.stages = new Stages(order, samples, recomputeFlops);
    this.placement = stages.placement();
    for (int k = 0; k <= placement.last(); k++) {
      once.add(new Emitter(buffers, false));
      perSample.add(new Emitter(buffers, true));
      accumulators.add(new ArrayList<>());
    }
    for (Node input : inputs) {
      Buffer buffer =
          once.get(0).buffer(Buffer.Kind.INPUT, input.dtype(), input.shape().elements(), null);
      wholes.put(input, View.whole(buffer, input.shape()));
    }
  }

  /**
   * The program that computes {@code outputs} from {@code inputs}.
   *
   * @throws ShapeException if inputs with samples differ in their number
   */
  public static Program schedule(List<Node> outputs, List<Node> inputs) {
    return new Scheduler(outputs, inputs, RECOMPUTE_FLOPS).program(inputs);
  }

  /**
   * The same with per-sample values computed again in every stage that needs them, never stored
   * between: less memory for more work.
   */
  public static Program scheduleForMemory(List<Node> outputs, List<Node> inputs) {
    return new Scheduler(outputs, inputs, Long.MAX_VALUE / (1L << 32)).program(inputs);
  }

  private static int samples(List<Node> inputs) {
    Node first = null;
    for (Node node : inputs) {
      if (sampleAxis(node) >= 0) {
        first = first == null ? node : first;
        int count = first.shape().size(sampleAxis(first));
        if (node.shape().size(sampleAxis(node)) != count) {
          throw new ShapeException(
              "samples: "
                  + first
                  + " and "
                  + node
                  + "; they differ in the number of samples; slice one, or leave @Samples out of one");
        }
      }
    }
    return first == null ? 0 : first.shape().size(sampleAxis(first));
  }

  private static int sampleAxis(Node node) {
    return node.op() instanceof Op.Source.Input input && input.shape().rank() > 0
        ? input.sampleAxis()
        : -1;
  }

  private Program program(List<Node> inputs) {
    for (int k = 0; k <= placement.last(); k++) {
      if (k > 0) {
        new PerSampleStage(k).emit();
      }
      emitOnce(k);
    }
    List<Program.Output> results = new ArrayList<>();
    for (Node output : outputs) {
      results.add(new Program.Output(output(output), output.shape()));
    }
    List<Program.Phase> phases = new ArrayList<>();
    for (int k = 0; k <= placement.last(); k++) {
      if (!perSample.get(k).body().isEmpty()) {
        List<Instruction> body = Chains.of(perSample.get(k).body(), b -> false);
        phases.add(new Program.Phase(true, body, accumulators.get(k)));
      }
      if (!once.get(k).body().isEmpty()) {
        List<Instruction> body = Chains.of(once.get(k).body(), readOutside(once.get(k))::contains);
        phases.add(new Program.Phase(false, body, List.of()));
      }
    }
    List<Buffer> inputBuffers = inputs.stream().map(i -> whole(i).buffer()).toList();
    return new Program(
        List.copyOf(buffers), inputs, inputBuffers, phases, results, samples, blockPanels());
  }

  /**
   * Two panels, so that weight gradients have more to add up at a time; one where values are so
   * large that two would leave the cache. Follows from the graph alone, since sums depend on it.
   */
  private int blockPanels() {
    int largest =
        stages.order().stream()
            .filter(n -> stages.sample(n) != null && !isView(n.op()))
            .mapToInt(n -> stages.local(n).elements())
            .max()
            .orElse(0);
    return largest >= LARGE ? 1 : 2;
  }

  private static boolean isView(Op op) {
    return op instanceof Op.Movement || op instanceof Op.Window.Unfold;
  }

  /** What is given to the caller, or read by other phases. */
  private Set<Buffer> readOutside(Emitter phase) {
    Set<Buffer> read = new HashSet<>();
    buffers.stream().filter(b -> b.kind() == Buffer.Kind.OUTPUT).forEach(read::add);
    Stream.concat(once.stream(), perSample.stream())
        .filter(other -> other != phase)
        .flatMap(other -> other.body().stream())
        .flatMap(i -> i.reads().stream())
        .forEach(v -> read.add(v.buffer()));
    return read;
  }

  private void emitOnce(int k) {
    Lowering lowering = new Lowering(once.get(k), once.get(k));
    for (Node node : stages.order()) {
      if (stages.sample(node) == null && placement.stage(node) == k && !wholes.containsKey(node)) {
        List<View> operands = node.inputs().stream().map(this::whole).toList();
        wholes.put(node, lowering.lower(node, node.shape(), operands, null));
      }
    }
  }

  private View whole(Node node) {
    View view = wholes.get(node);
    if (view == null) {
      throw new IllegalStateException("not computed yet: " + node);
    }
    return view;
  }

  /**
   * The buffer that is returned for an output: an input or constant as it is, else one of its own.
   */
  private Buffer output(Node node) {
    Buffer known = outputBuffers.get(node);
    if (known != null) {
      return known;
    }
    View view = whole(node);
    Buffer.Kind kind = view.buffer().kind();
    boolean given = kind == Buffer.Kind.INPUT || kind == Buffer.Kind.CONSTANT;
    Buffer buffer;
    if (view.dense() && given && view.buffer().elements() == view.elements()) {
      buffer = view.buffer();
    } else if (kind == Buffer.Kind.WHOLE
        && view.dense()
        && view.offset() == 0
        && view.buffer().elements() == view.elements()) {
      buffer = view.buffer();
      buffer.give();
    } else {
      Emitter last = once.get(placement.last());
      buffer = last.buffer(Buffer.Kind.OUTPUT, node.dtype(), node.shape().elements(), null);
      last.emit(new Instruction.Copy(view, View.whole(buffer, node.shape())));
    }
    outputBuffers.put(node, buffer);
    return buffer;
  }

  /** The whole value into which a per-sample value is stored. */
  private View storage(Node node) {
    View known = wholes.get(node);
    if (known != null) {
      return known;
    }
    boolean returned = outputs.stream().anyMatch(o -> o == node);
    Buffer buffer =
        once.get(0)
            .buffer(
                returned ? Buffer.Kind.OUTPUT : Buffer.Kind.WHOLE,
                node.dtype(),
                node.shape().elements(),
                null);
    if (returned) {
      outputBuffers.put(node, buffer);
    }
    View view = View.whole(buffer, node.shape());
    wholes.put(node, view);
    return view;
  }

  /** Where a value that only later per-sample stages read is kept: in panels, as they want it. */
  private View panels(Node node) {
    return kept.computeIfAbsent(
        node,
        n -> {
          Shape local = stages.local(n);
          int panels = Math.ceilDiv(samples, View.PANEL);
          int elements = Math.multiplyExact(panels * View.PANEL, local.elements());
          return View.tile(once.get(0).buffer(Buffer.Kind.WHOLE, n.dtype(), elements, null), local);
        });
  }

  /** One per-sample stage: tiles loaded, computed, stored and added up. */
  private final class PerSampleStage {
    private final int k;
    private final Emitter emitter;
    private final Lowering lowering;
    private final Destinations destinations;
    private final Map<Node, View> tiles = new IdentityHashMap<>();
    private final Map<Node, Map<Label.Sample, View>> loads = new IdentityHashMap<>();

    PerSampleStage(int k) {
      this.k = k;
      this.emitter = perSample.get(k);
      this.lowering = new Lowering(once.get(k - 1), emitter);
      this.destinations = new Destinations(stages, k, emitter);
    }

    void emit() {
      for (Node node : stages.order()) {
        if (placement.computes(k, node)) {
          List<View> operands = new ArrayList<>();
          for (int i = 0; i < node.inputs().size(); i++) {
            operands.add(operand(node, i));
          }
          View place = destinations.of(node);
          tiles.put(node, lowering.lower(node, stages.local(node), operands, place));
          if (placement.stores(k, node)) {
            Label.Sample sample = sampleOf(node);
            View store =
                placement.keeps(node)
                    ? panels(node)
                    : storage(node).panelsOf(sample.axis(), sample.run());
            emitter.emit(new Instruction.Copy(tiles.get(node), store));
          }
        } else if (placement.totals(k, node)) {
          wholes.put(node, total(node));
        }
      }
    }

    private Label.Sample sampleOf(Node node) {
      Label.Sample sample = stages.sample(node);
      if (sample == null) {
        throw new IllegalStateException("no samples: " + node);
      }
      return sample;
    }

    private View operand(Node node, int index) {
      Node operand = node.input(index);
      if (stages.sample(operand) != null && stages.isAligned(node, index)) {
        return tile(operand);
      }
      View view = whole(operand);
      Label.@Nullable Sample along = stages.beside(node, index);
      return along == null ? view.besideSamples() : load(operand, along);
    }

    private View tile(Node node) {
      View known = tiles.get(node);
      if (known != null) {
        return known;
      }
      if (!placement.keeps(node)) {
        return load(node, sampleOf(node));
      }
      View loaded = emitter.fresh(node.dtype(), stages.local(node));
      emitter.emit(new Instruction.Copy(panels(node), loaded));
      tiles.put(node, loaded);
      return loaded;
    }

    private View load(Node node, Label.Sample along) {
      return loads
          .computeIfAbsent(node, n -> new java.util.HashMap<>())
          .computeIfAbsent(
              along,
              l -> {
                View panels = whole(node).panelsOf(l.axis(), l.run());
                if (panels.laneStride() == 0) {
                  return panels;
                }
                View loaded = emitter.fresh(node.dtype(), panels.shape());
                emitter.emit(new Instruction.Copy(panels, loaded));
                return loaded;
              });
    }

    private View total(Node node) {
      return switch (node.op()) {
        case Op.Reduction.Reduce(var kind, var axes) -> {
          View x = tile(node.input(0));
          Shape kept = x.shape().without(axes);
          View reduced = x;
          boolean within = axes.stream().anyMatch(a -> x.sizes().get(a) != 1);
          if (within) {
            reduced = emitter.fresh(node.dtype(), kept);
            emitter.emit(new Instruction.Reduce(kind, x, axes, reduced));
          } else {
            reduced = x.laneStride() == 1 && x.consecutive() ? x : emitter.dense(x);
          }
          Buffer sums =
              emitter.buffer(
                  Buffer.Kind.ACCUMULATOR, node.dtype(), kept.elements() * View.PANEL, null);
          accumulators.get(k).add(sums);
          View acc = View.whole(sums, Shape.of(sums.elements()));
          emitter.emit(new Instruction.Accumulate(kind, reduced.reshape(kept), acc));
          View result = once.get(k).fresh(node.dtype(), node.shape());
          once.get(k).emit(new Instruction.Finish(kind, true, acc, result));
          yield result;
        }
        case Op.Contract op -> {
          View a = totalOperand(op.lhs(), op.rhs(), node, 0);
          View b = totalOperand(op.rhs(), op.lhs(), node, 1);
          yield new ContractionLowering(op, node.dtype(), a, b)
              .total(emitter, once.get(k), a, b, accumulators.get(k));
        }
        case Op.Elementwise op -> throw noTotal(node);
        case Op.Movement op -> throw noTotal(node);
        case Op.Reduction.ArgReduce op -> throw noTotal(node);
        case Op.Indexing op -> throw noTotal(node);
        case Op.Matrix op -> throw noTotal(node);
        case Op.Window op -> throw noTotal(node);
        case Op.Source op -> throw noTotal(node);
        case Op.Marker op -> throw noTotal(node);
      };
    }

    /** An operand of a contraction over samples; a shared one runs along the other's letter. */
    private View totalOperand(Ints letters, Ints others, Node node, int index) {
      Node operand = node.input(index);
      if (stages.sample(operand) != null) {
        return tile(operand);
      }
      Label.Sample other = sampleOf(node.input(1 - index));
      int axis = letters.indexOf(others.get(other.axis()));
      return load(operand, new Label.Sample(axis, other.run()));
    }

    private IllegalStateException noTotal(Node node) {
      return new IllegalStateException("not added up over samples: " + node);
    }
  }
}
