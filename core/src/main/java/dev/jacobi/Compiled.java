package dev.jacobi;

import dev.jacobi.cpu.Executable;
import dev.jacobi.cpu.Explanation;
import dev.jacobi.cpu.KernelSets;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.type.JacobiException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A function of records of tensors that is traced once for each combination of shapes, types and
 * settings that it is called with, turned into a program of the engine, and then run without
 * building a graph again. Its results are leaves: nothing grows from call to call.
 *
 * <p>The function must be a function of its arguments: what it captures is read when it is traced,
 * once. Called with tensors that are themselves being traced, it is inlined. It may be called from
 * several threads at a time.
 *
 * @param <C> the class itself
 */
public abstract class Compiled<C extends Compiled<C>> {
  private final Options options;

  /** The most traces that are kept: those used last. */
  private static final int KEPT = 64;

  /** From the one that was not used for longest to {@link #latest}. */
  private final List<Trace> traces = new ArrayList<>();

  private volatile int traced;
  private volatile @Nullable Trace latest;

  Compiled(Options options) {
    this.options = options;
  }

  /** How a compiled function runs. */
  record Options(int threads, long memory, Set<Integer> donated) {
    static final Options DEFAULT =
        new Options(Runtime.getRuntime().availableProcessors(), Long.MAX_VALUE, Set.of());
  }

  /** A function of three values. */
  @FunctionalInterface
  public interface TriFunction<A, B, C, R> {
    /** The result for these values. */
    R apply(A a, B b, C c);
  }

  /** The traced function on a list of its arguments. */
  abstract Object call(List<Object> arguments);

  abstract C with(Options changed);

  /** How many arguments the function has. */
  abstract int arity();

  private static String arguments(int count) {
    return count == 1 ? "1 argument" : count + " arguments";
  }

  /**
   * The same function on at most {@code count} threads; the default is one for each processor. The
   * bits of the results do not depend on it.
   */
  public C threads(int count) {
    if (count < 1) {
      throw new JacobiException("threads: " + count + "; give 1 or more");
    }
    return with(new Options(count, options.memory, options.donated));
  }

  /**
   * The same function within a budget of bytes for inputs, outputs and everything between: the size
   * of tiles, the number of threads, and what is computed again instead of kept follow from it. The
   * bits of the results do not depend on it. A program that cannot fit says what it would need when
   * it is traced.
   */
  public C memory(long bytes) {
    if (bytes < 1) {
      throw new JacobiException("memory: " + bytes + " bytes; give a positive number");
    }
    return with(new Options(options.threads, bytes, options.donated));
  }

  /**
   * The same function, which takes over the tensors of some arguments: after a call that succeeds
   * their arrays are written over by the next, and using them is an error. A call that fails leaves
   * them as they were.
   *
   * @param arguments numbers of arguments, counted from 0
   */
  public C donating(int... arguments) {
    for (int argument : arguments) {
      if (argument < 0 || argument >= arity()) {
        throw new JacobiException(
            "donating: argument "
                + argument
                + "; the function has "
                + arguments(arity())
                + ", counted from 0");
      }
    }
    Set<Integer> donated = new TreeSet<>(options.donated);
    Arrays.stream(arguments).forEach(donated::add);
    return with(new Options(options.threads, options.memory, donated));
  }

  /** What was traced: arguments to compare with, and the program. */
  private final class Trace {
    private final TreeTemplate argumentTree;
    private final TreeTemplate resultTree;
    private final List<Node> inputs = new ArrayList<>();
    private final List<Node> outputs;
    final Executable executable;
    final Explanation explanation;
    private final Sharing arguments;
    private final Sharing results;
    private final boolean[] donated;

    Trace(List<Object> given) {
      List<Tree.Leaf> leaves = new ArrayList<>();
      List<Boolean> taken = new ArrayList<>();
      for (int i = 0; i < given.size(); i++) {
        String prefix = given.size() == 1 ? "" : "argument" + i;
        for (Tree.Leaf leaf : Tree.described(prefix, given.get(i))) {
          leaves.add(leaf);
          taken.add(options.donated.contains(i));
        }
      }
      this.arguments = Sharing.of(leaves.stream().map(Tree.Leaf::tensor).toList());
      boolean[] samples = new boolean[arguments.distinct()];
      this.donated = new boolean[arguments.distinct()];
      Arrays.fill(donated, true);
      for (int i = 0; i < leaves.size(); i++) {
        samples[arguments.number(i)] |= leaves.get(i).samples();
        donated[arguments.number(i)] &= taken.get(i);
      }
      for (int i = 0; i < donated.length; i++) {
        Tree.Leaf leaf = leaves.get(arguments.first(i));
        Tensor t = leaf.tensor();
        int axis = samples[i] && t.rank() > 0 ? 0 : -1;
        inputs.add(Node.of(new Op.Source.Input(leaf.name(), t.shape(), t.dtype(), axis)));
      }
      List<Tensor> traced = arguments.spread(inputs.stream().map(Tensor::new).toList());
      this.argumentTree = TreeTemplate.of(given);
      Object returned = traced(call(Tree.rebuild(given, traced)));
      this.resultTree = TreeTemplate.of(returned);
      List<Tensor> made = Tree.leaves(returned);
      this.results = Sharing.of(made);
      this.outputs = results.gather(made).stream().map(Tensor::node).toList();
      this.explanation =
          Explanation.compile(
              outputs, inputs, KernelSets::current, options.threads, options.memory);
      this.executable = explanation.executable();
    }

    private static Object traced(@Nullable Object result) {
      if (result == null) {
        throw new JacobiException(
            "compiled function: it returned null; return a tensor, record, list or map");
      }
      return result;
    }

    /** Collects the tensors of arguments that are built as those that were traced. */
    boolean fits(List<Object> given, List<Tensor> leaves) {
      return argumentTree.match(given, leaves) && arguments.holds(leaves);
    }

    Object run(List<Tensor> leaves) {
      List<Tensor> distinct = arguments.gather(leaves);
      List<ArrayValue> values = new ArrayList<>(distinct.size());
      for (Tensor leaf : distinct) {
        values.add(Evaluation.of("compiled function", leaf.node()));
      }
      List<ArrayValue> computed = executable.run(values);
      if (!options.donated.isEmpty()) {
        donate(values, computed);
      }
      List<Tensor> tensors = new ArrayList<>(computed.size());
      for (ArrayValue value : computed) {
        tensors.add(new Tensor(Node.result(value)));
      }
      return Objects.requireNonNull(resultTree.build(results.spread(tensors)));
    }

    Optional<String> firstNonFinite(List<Tensor> leaves) {
      List<Node> nodes = arguments.gather(leaves).stream().map(Tensor::node).toList();
      return NonFinite.first(outputs, inputs, Evaluation.of("firstNonFinite", nodes));
    }

    String profile(double seconds, List<Tensor> leaves) {
      List<Node> nodes = arguments.gather(leaves).stream().map(Tensor::node).toList();
      List<ArrayValue> values = Evaluation.of("profile", nodes);
      return executable.profile(values, seconds).toString();
    }

    private void donate(List<ArrayValue> values, List<ArrayValue> results) {
      @Nullable Object[] given = new @Nullable Object[donated.length];
      for (int i = 0; i < given.length; i++) {
        if (donated[i]) {
          Object array = values.get(i).array();
          given[i] = isReturned(array, results) || isAmong(array, given, i) ? null : array;
        }
      }
      for (int i = 0; i < given.length; i++) {
        if (given[i] != null) {
          executable.recycle(values.get(i).donate());
        }
      }
    }

    private static boolean isReturned(Object array, List<ArrayValue> results) {
      for (ArrayValue result : results) {
        if (result.array() == array) {
          return true;
        }
      }
      return false;
    }

    private static boolean isAmong(Object array, @Nullable Object[] earlier, int count) {
      for (int i = 0; i < count; i++) {
        if (earlier[i] == array) {
          return true;
        }
      }
      return false;
    }
  }

  @SuppressWarnings("unchecked") // the result of call(...) is an R
  final <R> R run(List<Object> arguments) {
    List<Tensor> leaves = new ArrayList<>();
    Trace trace = latest;
    if (trace == null || !trace.fits(arguments, leaves)) {
      leaves.clear();
      leaves.addAll(Tree.leaves(arguments));
      trace = null;
    }
    for (Tensor leaf : leaves) {
      if (leaf.node().traced()) {
        return (R) call(arguments);
      }
    }
    return (R) (trace == null ? find(arguments) : trace).run(leaves);
  }

  /** The arguments as a list, none of them null. */
  static List<Object> given(@Nullable Object... arguments) {
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i] == null) {
        throw new JacobiException(
            "compiled function: argument "
                + i
                + " is null; give a tensor, record, list or map of tensors");
      }
    }
    return List.of(arguments);
  }

  private synchronized Trace find(List<Object> arguments) {
    Trace found = null;
    for (int i = traces.size() - 1; i >= 0 && found == null; i--) {
      found = traces.get(i).fits(arguments, new ArrayList<>()) ? traces.remove(i) : null;
    }
    if (found == null) {
      found = new Trace(arguments);
      traced++;
      if (traces.size() == KEPT) {
        traces.remove(0);
      }
    }
    traces.add(found);
    latest = found;
    return found;
  }

  /**
   * How often the function was traced so far: once for each combination of shapes, as long as that
   * is among the 64 used last.
   */
  public int traces() {
    return traced;
  }

  /**
   * What was decided for the arguments of the last call: modes, rewrites, phases, program, layout.
   *
   * @throws JacobiException if the function was not called yet
   */
  public String explain() {
    return explanation().toString();
  }

  /**
   * One stage of the way from the function to its program for the arguments of the last call.
   *
   * @param stage {@code graph}, {@code rewrites}, {@code labels}, {@code modes} or {@code program}
   * @throws JacobiException if there is no such stage, or the function was not called yet
   */
  public String explain(String stage) {
    return explanation().stage(stage);
  }

  private Explanation explanation() {
    Trace trace = latest;
    if (trace == null) {
      throw new JacobiException("explain: the function was not traced yet; call it once, then ask");
    }
    return trace.explanation;
  }

  /**
   * Where the time of a call goes: runs the program for these arguments on one thread for about
   * {@code seconds}, after as long a warm-up. The arguments stay as they are.
   */
  public String profile(double seconds, Object... arguments) {
    if (arguments.length != arity()) {
      throw new JacobiException(
          "profile: " + arguments(arguments.length) + "; the function has " + arity());
    }
    if (!(seconds >= 0)) {
      throw new JacobiException("profile: " + seconds + " seconds; give 0 or more");
    }
    List<Object> given = given(arguments);
    return find(given).profile(seconds, Tree.leaves(given));
  }

  /**
   * Where NaN or an infinity in a result for these arguments comes from: the first tensor that is
   * not finite though what it was made of is, and where it was made. Nothing if all results are
   * finite.
   */
  public Optional<String> firstNonFinite(Object... arguments) {
    if (arguments.length != arity()) {
      throw new JacobiException(
          "firstNonFinite: " + arguments(arguments.length) + "; the function has " + arity());
    }
    List<Object> given = given(arguments);
    return find(given).firstNonFinite(Tree.leaves(given));
  }

  /** A compiled function of one argument. */
  public static final class Of1<A, R> extends Compiled<Of1<A, R>> implements Function<A, R> {
    private final Function<? super A, ? extends R> f;

    Of1(Function<? super A, ? extends R> f, Options options) {
      super(options);
      this.f = f;
    }

    @Override
    Of1<A, R> with(Options changed) {
      return new Of1<>(f, changed);
    }

    @Override
    int arity() {
      return 1;
    }

    @Override
    public R apply(A a) {
      return super.run(given(a));
    }

    @Override
    @SuppressWarnings("unchecked") // the arguments are those of apply
    Object call(List<Object> arguments) {
      return f.apply((A) arguments.get(0));
    }
  }

  /** A compiled function of two arguments. */
  public static final class Of2<A, B, R> extends Compiled<Of2<A, B, R>>
      implements BiFunction<A, B, R> {
    private final BiFunction<? super A, ? super B, ? extends R> f;

    Of2(BiFunction<? super A, ? super B, ? extends R> f, Options options) {
      super(options);
      this.f = f;
    }

    @Override
    Of2<A, B, R> with(Options changed) {
      return new Of2<>(f, changed);
    }

    @Override
    int arity() {
      return 2;
    }

    @Override
    public R apply(A a, B b) {
      return super.run(given(a, b));
    }

    @Override
    @SuppressWarnings("unchecked") // the arguments are those of apply
    Object call(List<Object> arguments) {
      return f.apply((A) arguments.get(0), (B) arguments.get(1));
    }
  }

  /** A compiled function of three arguments. */
  public static final class Of3<A, B, D, R> extends Compiled<Of3<A, B, D, R>>
      implements TriFunction<A, B, D, R> {
    private final TriFunction<? super A, ? super B, ? super D, ? extends R> f;

    Of3(TriFunction<? super A, ? super B, ? super D, ? extends R> f, Options options) {
      super(options);
      this.f = f;
    }

    @Override
    Of3<A, B, D, R> with(Options changed) {
      return new Of3<>(f, changed);
    }

    @Override
    int arity() {
      return 3;
    }

    @Override
    public R apply(A a, B b, D d) {
      return super.run(given(a, b, d));
    }

    @Override
    @SuppressWarnings("unchecked") // the arguments are those of apply
    Object call(List<Object> arguments) {
      return f.apply((A) arguments.get(0), (B) arguments.get(1), (D) arguments.get(2));
    }
  }
}
