package dev.jacobi.bench.peers.tensorflow;

import dev.jacobi.bench.peers.Problem;
import dev.jacobi.bench.peers.Workload;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Stack;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/** A step on {@code mse(y, x) + sum over b of | ||dy_b/dz_b|| - 1 |} as a graph and its session. */
final class TrainingGraph implements Workload {
  private final Graph graph = new Graph();
  private final Ops ops = Ops.create(graph);
  private final Session session;
  private final Placeholder<TFloat32> x;
  private final TFloat32 samples;
  private final Operand<TFloat32> loss;
  private final Op update;

  TrainingGraph(Problem problem, String method, ConfigProto settings) {
    Shape shape = Shape.of(problem.batch(), problem.features());
    this.samples = TFloat32.tensorOf(shape, DataBuffers.of(problem.x()));
    this.x = ops.placeholder(TFloat32.class, Placeholder.shape(shape));
    Mlp encoder = new Mlp(ops, "encoder", problem.encoder());
    Mlp decoder = new Mlp(ops, "decoder", problem.decoder());
    Operand<TFloat32> z = encoder.apply(x);
    Operand<TFloat32> y = decoder.apply(z);
    Operand<TFloat32> error = ops.math.mean(ops.math.square(ops.math.sub(y, x)), axes(0, 1));
    this.loss =
        switch (method) {
          case "none" -> error;
          case "vjp" -> ops.math.add(error, penalty(jacobianByOutputs(y, z, problem)));
          case "dbl" -> ops.math.add(error, penalty(jacobianByInputs(y, z, problem)));
          default ->
              throw new IllegalArgumentException(
                  "method: " + method + "; there are vjp, dbl and none");
        };
    List<Mlp.Variable> variables = new ArrayList<>(encoder.variables());
    variables.addAll(decoder.variables());
    this.update = descent(variables, problem.learningRate());
    this.session = new Session(graph, settings);
    variables.forEach(variable -> session.run(variable.start()));
  }

  private Operand<org.tensorflow.types.TInt32> axes(int... axes) {
    return ops.constant(axes);
  }

  private Op descent(List<Mlp.Variable> variables, double learningRate) {
    Output<?>[] values =
        variables.stream().map(variable -> variable.value().asOutput()).toArray(Output<?>[]::new);
    Output<?>[] gradients = graph.addGradients(loss.asOutput(), values);
    Operand<TFloat32> rate = ops.constant((float) learningRate);
    List<Op> updates = new ArrayList<>();
    for (int i = 0; i < gradients.length; i++) {
      updates.add(
          ops.train.resourceApplyGradientDescent(
              variables.get(i).handle(), rate, float32(gradients[i])));
    }
    return ops.withControlDependencies(updates).noOp();
  }

  @SuppressWarnings("unchecked") // everything here is float32
  static Operand<TFloat32> float32(Output<?> output) {
    return (Operand<TFloat32>) (Operand<?>) output;
  }

  private Operand<TFloat32> gradient(
      Operand<TFloat32> y, Operand<TFloat32> x, @Nullable Operand<TFloat32> cotangent) {
    // An explicit seed: the default one, OnesLike, has no gradient.
    Operand<TFloat32> seed = cotangent == null ? ops.constant(1f) : cotangent;
    Output<?>[] found =
        graph.addGradients(
            null,
            new Output<?>[] {y.asOutput()},
            new Output<?>[] {x.asOutput()},
            new Output<?>[] {seed.asOutput()});
    return float32(found[0]);
  }

  private Operand<TFloat32> sumOfColumn(Operand<TFloat32> y, int k) {
    Operand<TFloat32> column = ops.slice(y, axes(0, k), axes(-1, 1));
    return ops.sum(column, axes(0, 1));
  }

  /** One sweep for each output. */
  private Operand<TFloat32> jacobianByOutputs(
      Operand<TFloat32> y, Operand<TFloat32> z, Problem problem) {
    List<Operand<TFloat32>> rows = new ArrayList<>();
    for (int k = 0; k < problem.features(); k++) {
      rows.add(gradient(sumOfColumn(y, k), z, null));
    }
    return ops.stack(rows, Stack.axis(1L));
  }

  /** Double backward, one sweep for each input: {@code g(u) = J^T u} is linear in u. */
  private Operand<TFloat32> jacobianByInputs(
      Operand<TFloat32> y, Operand<TFloat32> z, Problem problem) {
    Operand<TFloat32> u = ops.zeros(axes(problem.batch(), problem.features()), TFloat32.class);
    Operand<TFloat32> g = gradient(y, z, u);
    List<Operand<TFloat32>> columns = new ArrayList<>();
    for (int i = 0; i < problem.latent(); i++) {
      columns.add(gradient(sumOfColumn(g, i), u, null));
    }
    return ops.stack(columns, Stack.axis(2L));
  }

  private Operand<TFloat32> penalty(Operand<TFloat32> jacobian) {
    Operand<TFloat32> norms = ops.math.sqrt(ops.sum(ops.math.square(jacobian), axes(1, 2)));
    return ops.sum(ops.math.abs(ops.math.sub(norms, ops.constant(1f))), axes(0));
  }

  @Override
  public double step() {
    try (Result result = session.runner().feed(x, samples).fetch(loss).addTarget(update).run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
    samples.close();
  }
}
