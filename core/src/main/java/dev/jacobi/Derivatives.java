package dev.jacobi;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.OpNames;
import dev.jacobi.graph.Walk;
import dev.jacobi.optimize.Simplifier;
import dev.jacobi.transform.Forward;
import dev.jacobi.transform.Jacobians;
import dev.jacobi.transform.Jacobians.Sweep;
import dev.jacobi.transform.Label;
import dev.jacobi.transform.ModeChoice;
import dev.jacobi.transform.Reverse;
import dev.jacobi.transform.SampleLabels;
import dev.jacobi.type.DTypeException;
import dev.jacobi.type.Ints;
import dev.jacobi.type.MixedSamplesException;
import dev.jacobi.type.NoPathException;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import dev.jacobi.type.TreeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The doors from node to node: checks what was asked, and calls the transforms. */
final class Derivatives {
  private Derivatives() {}

  static Tensor gradient(Tensor y, Tensor x, Unused unused) {
    requireScalar("gradient", y);
    return gradient("gradient", y, x, unused);
  }

  private static Tensor gradient(String operation, Tensor y, Tensor x, Unused unused) {
    return pullback(operation, y, Tensor.full(y.dtype(), Shape.scalar(), 1), List.of(x), unused)
        .get(0);
  }

  static <T> T gradients(Tensor y, T tree, Unused unused) {
    requireScalar("gradient", y);
    List<Tree.Leaf> leaves = Tree.described(tree);
    // a parameter that stands at several places has one gradient
    Map<Node, Tensor> gradients = new LinkedHashMap<>();
    leaves.stream()
        .filter(Tree.Leaf::trained)
        .forEach(leaf -> gradients.put(leaf.tensor().node(), leaf.tensor()));
    if (gradients.isEmpty()) {
      throw new TreeException(
          "gradient: "
              + Tree.kind(tree)
              + "; there is no tensor of a float type to learn in it; give a record, list or map of"
              + " tensors");
    }
    List<Tensor> parameters = List.copyOf(gradients.values());
    List<Tensor> found =
        pullback("gradient", y, Tensor.full(y.dtype(), Shape.scalar(), 1), parameters, unused);
    for (int i = 0; i < found.size(); i++) {
      gradients.put(parameters.get(i).node(), found.get(i));
    }
    return Tree.rebuild(tree, leaves.stream().map(leaf -> gradient(leaf, gradients)).toList());
  }

  private static Tensor gradient(Tree.Leaf leaf, Map<Node, Tensor> gradients) {
    Tensor own = leaf.trained() ? gradients.get(leaf.tensor().node()) : null;
    if (own != null) {
      return own;
    }
    return leaf.tensor().dtype().isFloat() ? leaf.tensor().zerosLike() : leaf.tensor();
  }

  static Tensor vjp(Tensor y, Tensor x, Tensor cotangent, Unused unused) {
    requireShape("vjp", "cotangent", cotangent, "y", y);
    return pullback("vjp", y, cotangent.cast(y.dtype()), List.of(x), unused).get(0);
  }

  private static List<Tensor> pullback(
      String operation, Tensor y, Tensor cotangent, List<Tensor> xs, Unused unused) {
    requireFloat(operation, "y", y);
    List<Node> sources = xs.stream().map(Tensor::node).toList();
    Set<Node> below = Collections.newSetFromMap(new IdentityHashMap<>());
    below.addAll(Walk.topological(List.of(y.node()), sources));
    for (Tensor x : xs) {
      requireFloat(operation, "x", x);
      if (unused == Unused.REFUSE && !below.contains(x.node())) {
        throw noPath(operation, y, x);
      }
    }
    List<@Nullable Node> found =
        Reverse.pullback(List.of(y.node()), List.of(cotangent.node()), sources);
    List<Tensor> gradients = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      gradients.add(derived(-1, found.get(i), sources.get(i), y.node(), sources.get(i)));
    }
    return gradients;
  }

  static Tensor jvp(Tensor y, Tensor x, Tensor tangent, Unused unused) {
    requireFloat("jvp", "y", y);
    requireFloat("jvp", "x", x);
    requireShape("jvp", "tangent", tangent, "x", x);
    if (unused == Unused.REFUSE && !Jacobians.leads(x.node(), y.node())) {
      throw noPath("jvp", y, x);
    }
    Node found =
        Forward.pushforward(
                List.of(y.node()), List.of(x.node()), List.of(tangent.cast(x.dtype()).node()))
            .get(0);
    return derived(-1, found, y.node(), x.node(), y.node());
  }

  /**
   * A derivative as a tensor: zeros like {@code like} where nothing flows.
   *
   * @param place the one of {@code by} and the result that says where the samples are, see {@link
   *     Op.Marker.Derived}
   */
  static Tensor derived(
      int sampleAxis, @Nullable Node derivative, Node place, Node other, Node like) {
    Node value = derivative == null ? Nodes.zerosLike(like) : derivative;
    return new Tensor(Node.of(new Op.Marker.Derived(sampleAxis), value, place, other));
  }

  static Tensor hessian(Tensor y, Tensor x, Unused unused) {
    requireScalar("hessian", y);
    return fullJacobian(gradient("hessian", y, x, unused), x, Mode.FORWARD, Unused.ZEROS);
  }

  static Tensor hvp(Tensor y, Tensor x, Tensor v, Unused unused) {
    requireScalar("hvp", y);
    requireShape("hvp", "v", v, "x", x);
    return jvp(gradient("hvp", y, x, unused), x, v, Unused.ZEROS);
  }

  static Tensor fullJacobian(Tensor y, Tensor z, Mode mode, Unused unused) {
    requireFloat("fullJacobian", "y", y);
    requireFloat("fullJacobian", "z", z);
    if (unused == Unused.REFUSE && !Jacobians.leads(z.node(), y.node())) {
      throw noPath("fullJacobian", y, z);
    }
    Node full =
        choose(
            "fullJacobian " + y.shape() + " by " + z.shape(),
            mode,
            y.node(),
            z.shape().elements(),
            y.shape().elements(),
            sweep -> Jacobians.full(sweep, y.node(), z.node()));
    return derived(-1, full, y.node(), z.node(), full);
  }

  static Tensor jacobian(Tensor y, Tensor z, Mode mode, Mixing mixing) {
    requireSamples("jacobian", y, z);
    Label label = SampleLabels.proof(List.of(y.node()), z.node()).of(y.node());
    return switch (label) {
      case Label.Sample sample -> {
        Node first = Jacobians.samplesFirst(y.node(), sample);
        Node jacobian =
            choose(
                "jacobian of y "
                    + y.shape()
                    + " by z "
                    + z.shape()
                    + ": samples proven independent",
                mode,
                first,
                perSample(z.shape()),
                perSample(first.shape()),
                sweep -> Jacobians.perSample(sweep, first, z.node()));
        yield derived(0, jacobian, z.node(), y.node(), jacobian);
      }
      case Label.Shared() -> {
        Node first = samplesFirstByValue(y, z);
        Shape zeros = first.shape().concat(z.shape().slice(1, z.rank()));
        yield derived(0, null, z.node(), y.node(), Nodes.fill(y.dtype(), zeros, 0));
      }
      case Label.Total(var at) -> mixed(y, z, mode, mixing, at);
      case Label.Mixed(var at) -> mixed(y, z, mode, mixing, at);
    };
  }

  private static int perSample(Shape shape) {
    return shape.elements(1, shape.rank());
  }

  /** y with the samples of z first, where y depends on z by value only. */
  private static Node samplesFirstByValue(Tensor y, Tensor z) {
    return switch (SampleLabels.values(List.of(y.node()), z.node()).of(y.node())) {
      case Label.Sample sample -> Jacobians.samplesFirst(y.node(), sample);
      case Label.Shared() -> forEachSample(y, z);
      case Label.Total(var at) -> forEachSample(y, z);
      case Label.Mixed(var at) -> isPaired(y, z) ? y.node() : forEachSample(y, z);
    };
  }

  /** y repeated for each sample of z. */
  private static Node forEachSample(Tensor y, Tensor z) {
    return Nodes.expand(y.node(), y.shape().insert(0, z.size(0)), Ints.range(1, y.rank() + 1));
  }

  /** Whether axis 0 of y can be read as the samples of z. */
  private static boolean isPaired(Tensor y, Tensor z) {
    return y.rank() > 0 && y.size(0) == z.size(0);
  }

  private static void requireSamples(String operation, Tensor y, Tensor z) {
    requireFloat(operation, "y", y);
    requireFloat(operation, "z", z);
    if (z.rank() == 0) {
      throw new ShapeException(
          operation
              + ": z "
              + z.shape()
              + "; a scalar has no samples; use gradient, or fullJacobian for the whole matrix");
    }
    requirePath(operation, y, z);
    Jacobi.refuseInsideVmap(operation, y, z);
  }

  /**
   * y with the samples of z first, to differentiate each by its own sample.
   *
   * @throws MixedSamplesException if samples mix
   */
  static Tensor samplesFirst(String operation, Tensor y, Tensor z) {
    requireSamples(operation, y, z);
    Label label = SampleLabels.proof(List.of(y.node()), z.node()).of(y.node());
    return new Tensor(
        switch (label) {
          case Label.Sample sample -> Jacobians.samplesFirst(y.node(), sample);
          case Label.Shared() -> samplesFirstByValue(y, z);
          case Label.Total(var at) -> throw mixedSamples(operation, y, z, at);
          case Label.Mixed(var at) -> throw mixedSamples(operation, y, z, at);
        });
  }

  private static Tensor mixed(Tensor y, Tensor z, Mode mode, Mixing mixing, Node at) {
    if (mixing == Mixing.REFUSE || !isPaired(y, z)) {
      throw mixedSamples("jacobian", y, z, at);
    }
    Node blocks =
        choose(
            "jacobian of y " + y.shape() + " by z " + z.shape() + ": samples mix, all blocks",
            mode,
            y.node(),
            z.shape().elements(),
            y.shape().elements(),
            sweep -> Jacobians.diagonalBlocks(sweep, y.node(), z.node()));
    return derived(0, blocks, z.node(), y.node(), blocks);
  }

  private static MixedSamplesException mixedSamples(String operation, Tensor y, Tensor z, Node at) {
    String composition = at.origin().composition();
    boolean statistics = composition != null && composition.startsWith("batchNorm");
    String exact =
        (isPaired(y, z) ? "Mixing.EXACT (about " + z.size(0) + " times the cost); " : "")
            + "y.fullJacobian(z), "
            + y.shape().concat(z.shape())
            + "; ";
    return new MixedSamplesException(
        operation
            + " of y "
            + y.shape()
            + " with respect to z "
            + z.shape()
            + ": samples mix at "
            + OpNames.of(at)
            + ", made at "
            + at.origin().place()
            + ". Ways out: "
            + (statistics ? "frozen statistics (batchNorm in evaluation); " : "")
            + (operation.equals("jacobian") ? exact : "")
            + "stopGradient() on what is taken over the samples.");
  }

  static Node choose(
      String what, Mode mode, Node y, int forward, int reverse, Function<Sweep, Node> build) {
    return switch (mode) {
      case FORWARD -> build.apply(Sweep.FORWARD).withNote(what + "; forward mode as asked");
      case REVERSE -> build.apply(Sweep.REVERSE).withNote(what + "; reverse mode as asked");
      case CHEAPER -> {
        ModeChoice choice = ModeChoice.cheaper(y, forward, reverse, build, Simplifier::simplify);
        yield choice.jacobian().withNote(what + "; " + choice.why());
      }
    };
  }

  static void requirePath(String operation, Tensor y, Tensor x) {
    if (!Jacobians.leads(x.node(), y.node())) {
      throw noPath(operation, y, x);
    }
  }

  private static NoPathException noPath(String operation, Tensor y, Tensor x) {
    return new NoPathException(
        operation
            + ": no path leads from "
            + x.node()
            + " to "
            + y.node()
            + "; use the very tensor that the result was computed from (a second call of the encoder"
            + " gives another)"
            + (operation.equals("gradient") ? ", or Unused.ZEROS if zeros are meant" : ""));
  }

  private static void requireScalar(String operation, Tensor y) {
    if (y.rank() != 0) {
      throw new ShapeException(
          operation
              + ": y "
              + y.shape()
              + "; it takes a scalar; sum or average first, or use jacobian, fullJacobian or vjp");
    }
  }

  static void requireFloat(String operation, String role, Tensor x) {
    if (!x.dtype().isFloat()) {
      throw new DTypeException(
          operation
              + ": "
              + role
              + " is "
              + x.dtype()
              + x.shape()
              + "; only float32 and float64 have derivatives; cast it before it is used");
    }
  }

  static void requireShape(String operation, String role, Tensor given, String of, Tensor like) {
    if (!given.shape().equals(like.shape())) {
      throw new ShapeException(
          operation
              + ": "
              + role
              + " "
              + given.shape()
              + " for "
              + of
              + " "
              + like.shape()
              + "; the shapes must be equal");
    }
  }
}
