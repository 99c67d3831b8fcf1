package dev.jacobi.bench.peers.tensorflow;

import dev.jacobi.bench.peers.Case;
import dev.jacobi.bench.peers.Problem;
import dev.jacobi.bench.peers.Server;
import dev.jacobi.bench.peers.Workload;
import java.io.IOException;
import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.TensorFlow;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.OptimizerOptions;
import org.tensorflow.types.TFloat32;

/** TensorFlow as one of the systems; with the property jacobi.bench.xla compiled by XLA. */
public final class TensorflowPeer {
  private static final boolean XLA = Boolean.getBoolean("jacobi.bench.xla");

  private TensorflowPeer() {}

  /** Serves until the end of standard input. */
  public static void main(String[] args) throws IOException {
    boolean known = TensorFlow.registerCustomGradient("TanhGrad", TensorflowPeer::tanhGrad);
    if (!known) {
      throw new IllegalStateException("TensorFlow refused the gradient of TanhGrad");
    }
    String how = XLA ? " with XLA" : " with its own executor";
    Server.serve("TensorFlow " + TensorFlow.version() + how, false, TensorflowPeer::prepare);
  }

  private static Workload prepare(Case given) {
    return new TrainingGraph(Problem.of(given), given.method(), settings(given.threads()));
  }

  private static ConfigProto settings(int threads) {
    OptimizerOptions.Builder optimizer = OptimizerOptions.newBuilder();
    if (XLA) {
      optimizer.setGlobalJitLevel(OptimizerOptions.GlobalJitLevel.ON_2);
    }
    return ConfigProto.newBuilder()
        .setIntraOpParallelismThreads(threads)
        .setInterOpParallelismThreads(1)
        .setGraphOptions(GraphOptions.newBuilder().setOptimizerOptions(optimizer))
        .build();
  }

  /**
   * The gradient that TensorFlow's native library lacks. {@code TanhGrad(y, dy) = dy (1 - y^2)}, so
   * a cotangent g gives y the cotangent {@code -2 y dy g} and dy the cotangent {@code g (1 - y^2)}.
   */
  private static List<Operand<?>> tanhGrad(
      Ops ops, GraphOperation operation, List<org.tensorflow.Output<?>> cotangents) {
    Operand<TFloat32> y = TrainingGraph.float32(operation.input(0));
    Operand<TFloat32> dy = TrainingGraph.float32(operation.input(1));
    Operand<TFloat32> g = TrainingGraph.float32(cotangents.get(0));
    Operand<TFloat32> twice = ops.math.mul(ops.constant(-2f), y);
    return List.of(ops.math.mul(ops.math.mul(twice, dy), g), ops.math.tanhGrad(y, g));
  }
}
