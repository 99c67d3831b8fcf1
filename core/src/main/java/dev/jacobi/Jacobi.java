package dev.jacobi;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Walk;
import dev.jacobi.transform.Batching;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.MixedSamplesException;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import dev.jacobi.type.TreeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The doors from function to function: derivatives of functions are functions, which nest and mix
 * with the doors from node to node on {@link Tensor}. A function that does not use its argument has
 * zero derivatives.
 */
public final class Jacobi {
  private static final ScopedValue<List<Node>> VMAPPED = ScopedValue.newInstance();

  private Jacobi() {}

  /** The same values under an identity of their own, so that only this use is differentiated. */
  private static Tensor fresh(Tensor x) {
    return new Tensor(Nodes.reshape(x.node(), x.shape()));
  }

  /** Each place of the tree is an argument of its own, even where a tensor stands twice. */
  static <T> T freshTree(T tree) {
    List<Tensor> own =
        Tree.leaves(tree).stream().map(x -> x.dtype().isFloat() ? fresh(x) : x).toList();
    return Tree.rebuild(tree, own);
  }

  // ---- derivatives of functions

  /**
   * The gradient of a scalar function of a tensor, record, list or map.
   *
   * @return a function that gives a tree like its argument
   */
  public static <T> UnaryOperator<T> grad(Function<T, Tensor> f) {
    return x -> {
      T own = freshTree(x);
      Tensor y = f.apply(own);
      return own instanceof Tensor tensor
          ? like(Derivatives.gradient(y, tensor, Unused.ZEROS))
          : Derivatives.gradients(y, own, Unused.ZEROS);
    };
  }

  @SuppressWarnings("unchecked") // T is Tensor here
  private static <T> T like(Tensor value) {
    return (T) value;
  }

  /**
   * A value and its gradient.
   *
   * @param value the scalar
   * @param gradient a tree like the argument
   */
  public record ValueAndGrad<T>(Tensor value, T gradient) {}

  /** The value of a scalar function together with its gradient. */
  public static <T> Function<T, ValueAndGrad<T>> valueAndGrad(Function<T, Tensor> f) {
    return x -> {
      T own = freshTree(x);
      Tensor y = f.apply(own);
      T gradient =
          own instanceof Tensor tensor
              ? like(Derivatives.gradient(y, tensor, Unused.ZEROS))
              : Derivatives.gradients(y, own, Unused.ZEROS);
      return new ValueAndGrad<>(y, gradient);
    };
  }

  /** The function (x, cotangent) to {@code cotangent^T df/dx}, of x's shape. */
  public static BiFunction<Tensor, Tensor, Tensor> vjp(Function<Tensor, Tensor> f) {
    return (x, cotangent) -> {
      Tensor own = fresh(x);
      return Derivatives.vjp(f.apply(own), own, cotangent, Unused.ZEROS);
    };
  }

  /** The function (x, tangent) to {@code df/dx tangent}, of the result's shape. */
  public static BiFunction<Tensor, Tensor, Tensor> jvp(Function<Tensor, Tensor> f) {
    return (x, tangent) -> {
      Tensor own = fresh(x);
      return Derivatives.jvp(f.apply(own), own, tangent, Unused.ZEROS);
    };
  }

  /** The whole Jacobian of a function: the result's axes, then x's. */
  public static UnaryOperator<Tensor> jacobian(Function<Tensor, Tensor> f) {
    return jacobian(f, Mode.CHEAPER);
  }

  /** The same in the given mode. */
  public static UnaryOperator<Tensor> jacobian(Function<Tensor, Tensor> f, Mode mode) {
    return x -> {
      Tensor own = fresh(x);
      return Derivatives.fullJacobian(f.apply(own), own, mode, Unused.ZEROS);
    };
  }

  /** The Hessian of a scalar function: x's axes twice. */
  public static UnaryOperator<Tensor> hessian(Function<Tensor, Tensor> f) {
    return x -> {
      Tensor own = fresh(x);
      return Derivatives.hessian(f.apply(own), own, Unused.ZEROS);
    };
  }

  /** The function (x, v) to the Hessian of a scalar function at x times v: forward over reverse. */
  public static BiFunction<Tensor, Tensor, Tensor> hvp(Function<Tensor, Tensor> f) {
    return (x, v) -> {
      Tensor own = fresh(x);
      return Derivatives.hvp(f.apply(own), own, v, Unused.ZEROS);
    };
  }

  /**
   * A function and its derivatives along a direction, all in one pass: those of {@code f(x + v t)}
   * by t at 0.
   *
   * @param order 1 to {@link Jet#MAX_ORDER}
   */
  public static Jet jet(Function<Tensor, Tensor> f, Tensor x, Tensor v, int order) {
    return Jet.along(f, fresh(x), v, order);
  }

  /** The power series of {@code f(x(t))}, given that of x. */
  public static Jet jet(Function<Tensor, Tensor> f, Jet x) {
    return Jet.of(f, new Jet(fresh(x.value()), x.coefficients()));
  }

  /**
   * The Laplacian of a function, {@code sum_i d^2 f / dx_i^2}, of the result's shape: exact, in one
   * forward pass.
   */
  public static UnaryOperator<Tensor> laplacian(Function<Tensor, Tensor> f) {
    return x -> {
      Tensor own = fresh(x);
      return Curvature.whole("laplacian", f.apply(own), own).laplacian();
    };
  }

  /** The same with a number before each second derivative, of x's shape. */
  public static UnaryOperator<Tensor> laplacian(Function<Tensor, Tensor> f, Tensor coefficients) {
    return x -> {
      Tensor own = fresh(x);
      return Curvature.whole("laplacian", f.apply(own), own).laplacian(coefficients);
    };
  }

  /** The second derivatives by each element of x: the result's axes, then x's. */
  public static UnaryOperator<Tensor> hessianDiagonal(Function<Tensor, Tensor> f) {
    return x -> {
      Tensor own = fresh(x);
      return Curvature.whole("hessianDiagonal", f.apply(own), own).diagonal();
    };
  }

  /** The divergence of a vector field, {@code sum_i df_i / dx_i}, a scalar. */
  public static UnaryOperator<Tensor> divergence(Function<Tensor, Tensor> f) {
    return x -> {
      Tensor own = fresh(x);
      return Divergence.whole(f.apply(own), own);
    };
  }

  /**
   * The Frobenius norm of the Jacobian of a function, a scalar; see {@link Tensor#jacobianNorm}.
   */
  public static UnaryOperator<Tensor> jacobianNorm(Function<Tensor, Tensor> f) {
    return x -> {
      Tensor own = fresh(x);
      return JacobianStructure.whole("jacobianNorm", f.apply(own), own).norm();
    };
  }

  /** {@code J^T J} of the Jacobian J of a function: x's axes twice. */
  public static UnaryOperator<Tensor> pullbackMetric(Function<Tensor, Tensor> f) {
    return x -> {
      Tensor own = fresh(x);
      return JacobianStructure.whole("pullbackMetric", f.apply(own), own).metric();
    };
  }

  /**
   * {@code ln |det|} of the Jacobian of a function, a scalar; see {@link Tensor#logAbsDetJacobian}.
   */
  public static UnaryOperator<Tensor> logAbsDetJacobian(Function<Tensor, Tensor> f) {
    return x -> {
      Tensor own = fresh(x);
      return JacobianStructure.whole("logAbsDetJacobian", f.apply(own), own).logAbsDet();
    };
  }

  /** The singular values of the Jacobian of a function in descending order. */
  public static UnaryOperator<Tensor> jacobianSingularValues(Function<Tensor, Tensor> f) {
    return x -> {
      Tensor own = fresh(x);
      return JacobianStructure.whole("jacobianSingularValues", f.apply(own), own).singularValues();
    };
  }

  // ---- control over derivatives

  /**
   * A function whose inner values are computed again for its derivatives instead of being kept:
   * less memory for one more evaluation. Values are the same bit for bit, derivatives of every
   * order up to the order in which the parts of a sum are added. Tensors that the function captures
   * have derivatives too, and random numbers come from the same keys again.
   *
   * @param f from a tensor, record, list or map to a tensor
   */
  public static <T> Function<T, Tensor> checkpoint(Function<T, Tensor> f) {
    return x -> Checkpoints.apply(f, freshTree(x));
  }

  /**
   * A function with derivatives of the user's own; see {@link CustomOp}.
   *
   * @param name what messages and printed graphs call it
   * @param f its value, from a tensor, record, list or map to a tensor
   */
  public static <T> CustomOp<T> customOp(String name, Function<T, Tensor> f) {
    return new CustomOp<>(name, f, null, null);
  }

  /** A function at x and its derivative there, as a linear map; see {@link Linearization}. */
  public static Linearization linearize(Function<Tensor, Tensor> f, Tensor x) {
    Tensor own = fresh(x);
    return Linearization.of(f.apply(own), own);
  }

  // ---- loops and equations

  /**
   * Carries a state through the entries of an axis, as a recurrent network does through time: each
   * step gets the state and one entry of the inputs, and gives the next state and an output.
   *
   * <p>The steps are written one behind the other on the graph: T steps take T times the nodes of
   * one, in the program and in what a derivative keeps of them. In exchange a step may depend on
   * its number, and everything that holds for a graph holds for the loop.
   *
   * @param step from a state and inputs without the axis; it returns a state like the one it gets
   * @param inputs a tree of tensors that have the axis, all of one size there
   * @param axis that of the steps; with samples along axis 0 it is 1 or more
   * @return the last state, and the outputs of all steps along {@code axis}
   */
  public static <S, X, Y> Scan<S, Y> scan(
      BiFunction<S, X, Scan<S, Y>> step, S start, X inputs, int axis) {
    return Scan.over(step, start, inputs, axis);
  }

  /**
   * The solution of {@code residual(z, p) = 0} of every sample as a differentiable function of the
   * parameters p, see {@link Implicit}.
   */
  public static <P> Implicit<P> implicit(BiFunction<Tensor, P, Tensor> residual) {
    return new Implicit<>(residual, 3, false);
  }

  /**
   * The fixed point {@code z = g(z, p)} of every sample: {@code steps} applications of g from
   * {@code start}, which are not differentiated, and the derivatives of the fixed point itself to
   * order 3. Where g does not contract, the steps lead nowhere: look at {@code g(z, p) - z}.
   */
  public static <P> Tensor fixedPoint(
      BiFunction<Tensor, P, Tensor> g, Tensor start, int steps, P parameters) {
    if (steps < 0) {
      throw new JacobiException("fixedPoint: " + steps + " steps; give 0 or more");
    }
    Tensor z = start.stopGradient();
    for (int i = 0; i < steps; i++) {
      z = g.apply(z, parameters).stopGradient();
    }
    return implicit((Tensor x, P p) -> x.minus(g.apply(x, p))).at(z, parameters);
  }

  // ---- vectorising

  /**
   * A function of single values applied to all entries of axis 0 at once. Tensors that the function
   * captures are shared by all entries.
   *
   * @return a function from a tensor, record, list or map whose tensors have a further axis 0, all
   *     of one size, to results with a further axis 0
   */
  public static <A, R> Function<A, R> vmap(Function<A, R> f) {
    return batch -> {
      List<Tensor> leaves = Tree.leaves(batch);
      int count = commonSize(leaves);
      Map<Node, Node> batched = new IdentityHashMap<>();
      List<Tensor> single = new ArrayList<>();
      for (Tensor leaf : leaves) {
        Shape shape = leaf.shape().slice(1, leaf.rank());
        Node one = Node.of(new Op.Source.Input("vmap", shape, leaf.dtype(), -1));
        batched.put(one, leaf.node());
        single.add(new Tensor(one));
      }
      List<Node> active = new ArrayList<>(batched.keySet());
      if (VMAPPED.isBound()) {
        active.addAll(VMAPPED.get());
      }
      R result =
          ScopedValue.where(VMAPPED, active).call(() -> f.apply(Tree.rebuild(batch, single)));
      List<Node> outputs = Tree.leaves(result).stream().map(Tensor::node).toList();
      List<Node> all = Batching.apply(outputs, count, batched);
      return Tree.rebuild(result, all.stream().map(Tensor::new).toList());
    };
  }

  /** The same along axis {@code in} of the argument and axis {@code out} of the result. */
  public static UnaryOperator<Tensor> vmap(Function<Tensor, Tensor> f, int in, int out) {
    Function<Tensor, Tensor> first = vmap(f);
    return x -> {
      Tensor inFirst = x.moveAxis(x.shape().axis("vmap", in), 0);
      Tensor y = first.apply(inFirst);
      return y.moveAxis(0, y.shape().axis("vmap", out));
    };
  }

  private static int commonSize(List<Tensor> leaves) {
    if (leaves.isEmpty()) {
      throw new TreeException("vmap: an argument without tensors; give at least one");
    }
    for (Tensor leaf : leaves) {
      if (leaf.rank() == 0 || leaf.size(0) != leaves.get(0).size(0)) {
        throw new ShapeException(
            "vmap: "
                + leaves.stream().map(Tensor::shape).toList()
                + "; every tensor needs an axis 0, all of one size; capture what is shared");
      }
    }
    return leaves.get(0).size(0);
  }

  static void refuseInsideVmap(String operation, Tensor y, Tensor z) {
    if (VMAPPED.isBound()) {
      List<Node> below = Walk.topological(List.of(y.node()));
      if (VMAPPED.get().stream().anyMatch(p -> below.stream().anyMatch(n -> n == p))) {
        throw new MixedSamplesException(
            operation
                + " of y "
                + y.shape()
                + " with respect to z "
                + z.shape()
                + ": inside vmap there is no sample axis, each call sees one sample; use "
                + (operation.equals("jacobian") ? "y.fullJacobian(z)" : "Jacobi." + operation));
      }
    }
  }

  // ---- compiling

  /** Traces a function of one record once for its shapes; see {@link Compiled}. */
  public static <A, R> Compiled.Of1<A, R> compile(Function<A, R> f) {
    return new Compiled.Of1<>(f, Compiled.Options.DEFAULT);
  }

  /** Traces a function of two records once for their shapes; see {@link Compiled}. */
  public static <A, B, R> Compiled.Of2<A, B, R> compile(
      BiFunction<? super A, ? super B, ? extends R> f) {
    return new Compiled.Of2<>(f, Compiled.Options.DEFAULT);
  }

  /** Traces a function of three records once for their shapes; see {@link Compiled}. */
  public static <A, B, C, R> Compiled.Of3<A, B, C, R> compile(
      Compiled.TriFunction<? super A, ? super B, ? super C, ? extends R> f) {
    return new Compiled.Of3<>(f, Compiled.Options.DEFAULT);
  }

  /**
   * A tree of leaves with the values of {@code tree}, computed together; what they were made of is
   * let go. In a traced function the tree is returned as it is.
   */
  public static <T> T leaves(T tree) {
    List<Tensor> tensors = Tree.leaves(tree);
    if (tensors.stream().anyMatch(t -> t.node().traced())) {
      return tree;
    }
    List<Node> nodes = tensors.stream().map(Tensor::node).distinct().toList();
    List<ArrayValue> values = Evaluation.of("leaves", nodes);
    Map<Node, Tensor> computed = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      computed.put(nodes.get(i), new Tensor(Node.result(values.get(i))));
    }
    return Tree.map(tree, t -> Objects.requireNonNull(computed.get(t.node())));
  }
}
