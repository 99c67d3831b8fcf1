package dev.jacobi.bench.peers.tensorflow;

import dev.jacobi.bench.peers.Problem;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;

/** Layers with tanh in between, as variables of a graph. */
final class Mlp {
  /** A variable: where it is, what it holds, and how it begins. */
  record Variable(VarHandleOp handle, Operand<TFloat32> value, Op start) {}

  private final Ops ops;
  private final List<Variable> weights = new ArrayList<>();
  private final List<Variable> biases = new ArrayList<>();

  Mlp(Ops ops, String name, List<Problem.Layer> layers) {
    this.ops = ops;
    for (int i = 0; i < layers.size(); i++) {
      Problem.Layer layer = layers.get(i);
      Shape matrix = Shape.of(layer.out(), layer.in());
      weights.add(variable(name + "w" + i, matrix, layer.weight()));
      if (layer.bias().length > 0) {
        biases.add(variable(name + "b" + i, Shape.of(layer.out()), layer.bias()));
      }
    }
  }

  private Variable variable(String name, Shape shape, float[] numbers) {
    VarHandleOp handle = ops.varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName(name));
    Op start = ops.assignVariableOp(handle, ops.constant(shape, DataBuffers.of(numbers)));
    return new Variable(handle, ops.readVariableOp(handle, TFloat32.class), start);
  }

  List<Variable> variables() {
    List<Variable> all = new ArrayList<>(weights);
    all.addAll(biases);
    return all;
  }

  Operand<TFloat32> apply(Operand<TFloat32> x) {
    Operand<TFloat32> h = layer(x, 0);
    for (int i = 1; i < weights.size(); i++) {
      h = layer(ops.math.tanh(h), i);
    }
    return h;
  }

  private Operand<TFloat32> layer(Operand<TFloat32> x, int i) {
    Operand<TFloat32> product =
        ops.linalg.matMul(x, weights.get(i).value(), MatMul.transposeB(true));
    return biases.isEmpty() ? product : ops.nn.biasAdd(product, biases.get(i).value());
  }
}
