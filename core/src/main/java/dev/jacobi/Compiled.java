package dev.jacobi;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.optimize.Simplifier;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A function of records of tensors that is traced once for each combination of shapes, types and
 * settings that it is called with, and then run without building a graph again. Its results are
 * leaves: nothing grows from call to call.
 *
 * <p>The function must be a function of its arguments: what it captures is read when it is traced,
 * once. Called with tensors that are themselves being traced, it is inlined.
 */
public abstract class Compiled {
  private final Map<Signature, Trace> traces = new ConcurrentHashMap<>();

  Compiled() {}

  /** A function of three values. */
  @FunctionalInterface
  public interface TriFunction<A, B, C, R> {
    /** The result for these values. */
    R apply(A a, B b, C c);
  }

  /** The traced function on a list of its arguments. */
  abstract Object call(List<Object> arguments);

  private record Leaf(String name, Shape shape, DType dtype, boolean samples) {}

  private record Signature(List<Leaf> leaves, Object structure) {}

  private record Trace(List<Node> inputs, Object result, List<Node> outputs) {}

  private static Signature signature(List<Object> arguments) {
    List<Leaf> leaves = new ArrayList<>();
    Tree.visit(
        "",
        arguments,
        false,
        (name, samples, t) -> leaves.add(new Leaf(name, t.shape(), t.dtype(), samples)));
    return new Signature(leaves, Tree.structure(arguments));
  }

  @SuppressWarnings("unchecked") // the result of call(...) is an R
  private <R> R run(List<Object> arguments) {
    List<Tensor> given = Tree.leaves(arguments);
    if (given.stream().anyMatch(t -> t.node().traced())) {
      return (R) call(arguments);
    }
    Trace trace = traces.computeIfAbsent(signature(arguments), s -> trace(s, arguments));
    List<ArrayValue> values =
        Evaluation.of("compiled function", given.stream().map(Tensor::node).toList());
    Map<Node, ArrayValue> inputs = new IdentityHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      inputs.put(trace.inputs().get(i), values.get(i));
    }
    List<Tensor> results =
        Evaluation.evaluator().evaluate(trace.outputs(), inputs).stream().map(Tensor::of).toList();
    return (R) Tree.rebuild(trace.result(), results);
  }

  private Trace trace(Signature signature, List<Object> arguments) {
    List<Node> inputs = new ArrayList<>();
    for (Leaf leaf : signature.leaves()) {
      inputs.add(
          Node.of(
              new Op.Source.Input(
                  leaf.name(), leaf.shape(), leaf.dtype(), leaf.samples() ? 0 : -1)));
    }
    List<Object> placeholders =
        Tree.rebuild(arguments, inputs.stream().map(Tensor::new).toList());
    Object result = call(placeholders);
    List<Node> outputs = Tree.leaves(result).stream().map(Tensor::node).toList();
    return new Trace(inputs, result, Simplifier.simplify(outputs));
  }

  /** How often the function was traced so far: once for each combination of shapes. */
  public int traces() {
    return traces.size();
  }

  /** A compiled function of one argument. */
  public static final class Of1<A, R> extends Compiled implements Function<A, R> {
    private final Function<? super A, ? extends R> f;

    Of1(Function<? super A, ? extends R> f) {
      this.f = f;
    }

    @Override
    public R apply(A a) {
      return super.run(List.of(a));
    }

    @Override
    @SuppressWarnings("unchecked") // the arguments are those of apply
    Object call(List<Object> arguments) {
      return f.apply((A) arguments.get(0));
    }
  }

  /** A compiled function of two arguments. */
  public static final class Of2<A, B, R> extends Compiled implements BiFunction<A, B, R> {
    private final BiFunction<? super A, ? super B, ? extends R> f;

    Of2(BiFunction<? super A, ? super B, ? extends R> f) {
      this.f = f;
    }

    @Override
    public R apply(A a, B b) {
      return super.run(List.of(a, b));
    }

    @Override
    @SuppressWarnings("unchecked") // the arguments are those of apply
    Object call(List<Object> arguments) {
      return f.apply((A) arguments.get(0), (B) arguments.get(1));
    }
  }

  /** A compiled function of three arguments. */
  public static final class Of3<A, B, C, R> extends Compiled
      implements TriFunction<A, B, C, R> {
    private final TriFunction<? super A, ? super B, ? super C, ? extends R> f;

    Of3(TriFunction<? super A, ? super B, ? super C, ? extends R> f) {
      this.f = f;
    }

    @Override
    public R apply(A a, B b, C c) {
      return super.run(List.of(a, b, c));
    }

    @Override
    @SuppressWarnings("unchecked") // the arguments are those of apply
    Object call(List<Object> arguments) {
      return f.apply((A) arguments.get(0), (B) arguments.get(1), (C) arguments.get(2));
    }
  }
}
