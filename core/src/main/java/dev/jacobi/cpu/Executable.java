package dev.jacobi.cpu;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.schedule.Buffer;
import dev.jacobi.schedule.Program;
import dev.jacobi.schedule.Slots;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * A program bound to kernels, ready to run. Arrays for intermediate values are made at the first
 * run and kept for the next; runs at the same time from several threads have arrays of their own.
 */
public final class Executable {
  private final Program program;
  private final Slots slots;
  private final Layout layout;
  private final ConcurrentLinkedQueue<Context> idle = new ConcurrentLinkedQueue<>();
  private final Supplier<Kernels> kernels;
  private volatile Bound bound;
  private final ArrayValue[] captured;
  private final Buffer[] inputs;
  private final Buffer[] outputs;
  private final OutputArrays outputArrays;
  private final boolean keep;

  /**
   * Binds a program.
   *
   * @param kernels asked for the program's types at each run, so that another set can take over
   * @param keep whether arrays are kept between runs
   * @throws JacobiException if the program does not fit into {@code budget} bytes
   */
  public Executable(
      Program program,
      Function<Set<DType>, Kernels> kernels,
      int threads,
      long budget,
      boolean keep) {
    this.program = program;
    this.slots = Slots.of(program);
    this.layout = Layout.of(program, slots, threads, budget);
    this.keep = keep;
    this.captured =
        program.buffers().stream()
            .map(Buffer::constant)
            .filter(Objects::nonNull)
            .toArray(ArrayValue[]::new);
    this.inputs = program.inputBuffers().toArray(Buffer[]::new);
    this.outputs =
        program.buffers().stream()
            .filter(b -> b.kind() == Buffer.Kind.OUTPUT)
            .toArray(Buffer[]::new);
    this.outputArrays = new OutputArrays(List.of(outputs));
    Set<DType> types = types(program);
    this.kernels = () -> kernels.apply(types);
    this.bound = bind(this.kernels.get());
  }

  /**
   * The program's steps over the kernels of one set, phase by phase.
   *
   * @param starts what comes before a phase
   */
  private record Bound(
      Kernels kernels, List<Step[]> starts, List<List<Part>> parts, List<Step[]> steps) {
    static Bound of(Kernels kernels, List<Step[]> starts, List<List<Part>> parts) {
      List<Step[]> steps =
          parts.stream().map(p -> p.stream().map(Part::step).toArray(Step[]::new)).toList();
      return new Bound(kernels, starts, parts, steps);
    }
  }

  private Bound bind(Kernels set) {
    Binder binder = new Binder(set, layout.leaves(), program.blockPanels());
    List<Step[]> starts = new ArrayList<>();
    List<List<Part>> parts = new ArrayList<>();
    for (Program.Phase phase : program.phases()) {
      starts.add(phase.body().stream().flatMap(binder::start).toArray(Step[]::new));
      parts.add(binder.parts(program, phase, slots));
    }
    return Bound.of(set, starts, parts);
  }

  /** The types of floats of which there is more than a single number. */
  private static Set<DType> types(Program program) {
    return program.buffers().stream()
        .filter(b -> b.elements() > 1 && b.dtype().isFloat())
        .map(Buffer::dtype)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The steps over the kernels that are in use now. */
  private Bound bound() {
    Kernels now = kernels.get();
    Bound known = bound;
    if (known.kernels() != now) {
      known = bind(now);
      bound = known;
    }
    return known;
  }

  /** The name of the kernels as of now. */
  String kernels() {
    return kernels.get().name();
  }

  /** Whether a program fits into {@code budget} bytes on one thread with the smallest tiles. */
  static boolean fits(Program program, long budget) {
    return Layout.leastBytes(program, Slots.of(program)) <= budget;
  }

  /** The program. */
  public Program program() {
    return program;
  }

  /** How the program is cut, in words. */
  public String layoutText() {
    return program.samples() == 0
        ? "no samples"
        : program.samples()
            + " samples in "
            + layout.leaves()
            + (layout.leaves() == 1 ? " leaf" : " leaves")
            + ", tiles of "
            + layout.tilePanels() * 32
            + ", "
            + layout.threads()
            + (layout.threads() == 1 ? " thread, " : " threads, ")
            + slots.tileBytes() / 32
            + " bytes a sample, "
            + slots.wholeBytes()
            + " bytes whole";
  }

  /** The arrays of one run at a time. */
  private final class Context {
    private final Frame[] frames = new Frame[layout.threads()];

    Context() {
      @Nullable Object[] common = new @Nullable Object[program.buffers().size()];
      @Nullable Object[] wholes = new @Nullable Object[slots.all().size()];
      for (Buffer buffer : program.buffers()) {
        common[buffer.id()] = commonArray(buffer, wholes);
      }
      for (int worker = 0; worker < frames.length; worker++) {
        frames[worker] = new Frame(common.length, ChainSteps.mostViews(program));
        frames[worker].setAll(common);
        addTiles(frames[worker]);
      }
    }

    private @Nullable Object commonArray(Buffer buffer, @Nullable Object[] wholes) {
      return switch (buffer.kind()) {
        case CONSTANT -> Objects.requireNonNull(buffer.constant()).array();
        case ACCUMULATOR ->
            ArrayValue.allocate(
                buffer.dtype(), Math.multiplyExact(buffer.elements(), layout.leaves()));
        case WHOLE -> {
          int slot = slots.of(buffer);
          if (slot >= 0 && wholes[slot] == null) {
            wholes[slot] = ArrayValue.allocate(buffer.dtype(), slots.all().get(slot).elements());
          }
          yield slot < 0 ? null : wholes[slot];
        }
        case INPUT, OUTPUT, TILE -> null;
      };
    }

    private void addTiles(Frame frame) {
      @Nullable Object[] tiles = new @Nullable Object[slots.all().size()];
      for (Buffer buffer : program.buffers()) {
        int slot = slots.of(buffer);
        if (buffer.kind() == Buffer.Kind.TILE && slot >= 0) {
          if (tiles[slot] == null) {
            tiles[slot] =
                ArrayValue.allocate(
                    buffer.dtype(),
                    Math.multiplyExact(slots.all().get(slot).elements(), layout.tilePanels()));
          }
          frame.set(buffer.id(), tiles[slot]);
        }
      }
      ChainSteps.addStrips(program, frame);
    }

    void set(Buffer buffer, @Nullable Object array) {
      for (Frame frame : frames) {
        frame.set(buffer.id(), array);
      }
    }
  }

  /**
   * Runs the program.
   *
   * @param values one for each input, in order
   * @return new arrays; inputs that are returned as they are share theirs
   * @throws JacobiException if a value makes an operation impossible, or the thread is interrupted
   */
  public List<ArrayValue> run(List<ArrayValue> values) {
    if (!FlightRecorder.isInitialized()) {
      return execute(values, bound());
    }
    RunEvent event = new RunEvent();
    event.begin();
    List<ArrayValue> results = execute(values, bound());
    if (event.shouldCommit()) {
      event.samples = program.samples();
      event.instructions = bound.steps().stream().mapToInt(s -> s.length).sum();
      event.threads = layout.threads();
      event.commit();
    }
    return results;
  }

  /** Gives an array back for the outputs of later runs. */
  public void recycle(Object array) {
    outputArrays.give(array);
  }

  /**
   * Runs the program on one thread for about {@code seconds} after as long a warm-up, timing each
   * instruction.
   */
  public synchronized Profile profile(List<ArrayValue> inputs, double seconds) {
    Bound now = bound();
    Profile profile = new Profile(program, now.parts(), layout.tilePanels() * 32);
    List<List<Part>> parts =
        IntStream.range(0, now.parts().size()).mapToObj(profile::timed).toList();
    Bound timed = Bound.of(now.kernels(), now.starts(), parts);
    runFor(inputs, timed, seconds);
    profile.clear();
    profile.count(runFor(inputs, timed, seconds));
    return profile;
  }

  private int runFor(List<ArrayValue> inputs, Bound timed, double seconds) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    int runs = 0;
    do {
      execute(inputs, timed);
      runs++;
    } while (System.nanoTime() < end);
    return runs;
  }

  private List<ArrayValue> execute(List<ArrayValue> values, Bound now) {
    for (ArrayValue constant : captured) {
      constant.requirePresent();
    }
    Context context = idle.poll();
    if (context == null) {
      context = new Context();
    }
    for (int i = 0; i < inputs.length; i++) {
      context.set(inputs[i], values.get(i).array());
    }
    for (int i = 0; i < outputs.length; i++) {
      context.set(outputs[i], outputArrays.take(i));
    }
    for (int i = 0; i < now.steps().size(); i++) {
      if (program.phases().get(i).perSample()) {
        once(now.starts().get(i), context.frames[0]);
        overSamples(now.steps().get(i), context.frames);
      } else {
        once(now.steps().get(i), context.frames[0]);
      }
    }
    // another thread may have given an input away while it was read
    for (ArrayValue value : values) {
      value.requirePresent();
    }
    for (ArrayValue constant : captured) {
      constant.requirePresent();
    }
    List<ArrayValue> results = results(values, context.frames[0]);
    if (keep) {
      release(context);
    }
    return results;
  }

  /** Outputs of one array share it, with the input or constant that it is: donating tells all. */
  private List<ArrayValue> results(List<ArrayValue> values, Frame frame) {
    List<ArrayValue> results = new ArrayList<>(program.outputs().size());
    for (int i = 0; i < program.outputs().size(); i++) {
      Program.Output output = program.outputs().get(i);
      ArrayValue shared = shared(output.buffer(), values, results, i);
      results.add(
          shared == null
              ? ArrayValue.of(output.shape(), frame.arrays[output.buffer().id()])
              : shared.reshape(output.shape()));
    }
    return results;
  }

  private @Nullable ArrayValue shared(
      Buffer buffer, List<ArrayValue> values, List<ArrayValue> results, int before) {
    if (buffer.constant() != null) {
      return buffer.constant();
    }
    if (buffer.kind() == Buffer.Kind.INPUT) {
      for (int i = 0; i < inputs.length; i++) {
        if (inputs[i] == buffer) {
          return values.get(i);
        }
      }
    }
    for (int i = 0; i < before; i++) {
      if (program.outputs().get(i).buffer() == buffer) {
        return results.get(i);
      }
    }
    return null;
  }

  private void release(Context context) {
    for (Buffer buffer : inputs) {
      context.set(buffer, null);
    }
    for (Buffer buffer : outputs) {
      context.set(buffer, null);
    }
    idle.add(context);
  }

  private static void once(Step[] body, Frame frame) {
    frame.firstSample = 0;
    frame.panels = 1;
    frame.lastLanes = 32;
    frame.leaf = 0;
    for (Step step : body) {
      step.run(frame);
    }
  }

  private void overSamples(Step[] body, Frame[] frames) {
    Thread caller = Thread.currentThread();
    if (frames.length == 1) {
      for (int leaf = 0; leaf < layout.leaves(); leaf++) {
        leaf(body, frames[0], leaf, caller);
      }
      return;
    }
    AtomicInteger next = new AtomicInteger();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Workers.run(
        frames.length,
        worker -> {
          try {
            int leaf = next.getAndIncrement();
            while (leaf < layout.leaves() && failure.get() == null) {
              leaf(body, frames[worker], leaf, caller);
              leaf = next.getAndIncrement();
            }
          } catch (RuntimeException | Error thrown) {
            failure.compareAndSet(null, thrown);
          }
        },
        () -> failure.compareAndSet(null, new JacobiException("run: interrupted; call again")));
    Throwable thrown = failure.get();
    if (thrown instanceof Error error) {
      throw error;
    } else if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
  }

  /** Runs a leaf, tile by tile, unless the thread that wants the results is interrupted. */
  private void leaf(Step[] body, Frame frame, int leaf, Thread caller) {
    int start = leaf * layout.leafSamples();
    int end = Math.min(program.samples(), start + layout.leafSamples());
    frame.leaf = leaf;
    for (int at = start; at < end; at += layout.tilePanels() * 32) {
      if (caller.isInterrupted()) {
        throw new JacobiException(
            "run: interrupted at sample " + at + " of " + program.samples() + "; call again");
      }
      int samples = Math.min(end - at, layout.tilePanels() * 32);
      frame.firstSample = at;
      frame.panels = Math.ceilDiv(samples, 32);
      frame.lastLanes = samples - (frame.panels - 1) * 32;
      for (Step step : body) {
        step.run(frame);
      }
    }
  }
}
