package dev.jacobi.optim;

import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.graph.Node;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a model learns as one vector: its parameters in order, shared ones once. */
final class FlatModel<T> {
  private final T model;
  private final List<Tree.Leaf> leaves;

  /** For each leaf where its numbers begin, or -1 if it is not learned. */
  private final int[] begins;

  private final int size;

  FlatModel(String operation, T model) {
    this.model = model;
    this.leaves = Tree.described(model);
    this.begins = new int[leaves.size()];
    Map<Node, Integer> known = new HashMap<>();
    int end = 0;
    for (int i = 0; i < begins.length; i++) {
      Tree.Leaf leaf = leaves.get(i);
      if (!leaf.trained()) {
        begins[i] = -1;
        continue;
      }
      Integer earlier = known.putIfAbsent(leaf.tensor().node(), end);
      begins[i] = earlier == null ? end : earlier;
      end += earlier == null ? leaf.tensor().shape().elements() : 0;
    }
    if (end == 0) {
      throw new JacobiException(
          operation + ": a model without parameters; give a record, list or map of float tensors");
    }
    this.size = end;
  }

  /** How many numbers there are. */
  int size() {
    return size;
  }

  /** The numbers of a tree like the model. */
  double[] vector(T tree) {
    double[] vector = new double[size];
    List<Tensor> tensors = Tree.leaves(tree);
    for (int i = 0; i < begins.length; i++) {
      if (begins[i] >= 0) {
        double[] numbers = tensors.get(i).toDoubles();
        System.arraycopy(numbers, 0, vector, begins[i], numbers.length);
      }
    }
    return vector;
  }

  /** The model with these numbers, in the types that it has. */
  T model(double[] vector) {
    Map<Integer, Tensor> made = new HashMap<>();
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < begins.length; i++) {
      Tensor own = leaves.get(i).tensor();
      int begin = begins[i];
      tensors.add(begin < 0 ? own : made.computeIfAbsent(begin, at -> part(vector, at, own)));
    }
    return Tree.rebuild(model, tensors);
  }

  private static Tensor part(double[] vector, int begin, Tensor like) {
    Shape shape = like.shape();
    double[] numbers = Arrays.copyOfRange(vector, begin, begin + shape.elements());
    return Tensor.of(shape, numbers).cast(like.dtype()).value();
  }

  /** The parameters, each once, in the order of the vector. */
  List<Tensor> parameters(T tree) {
    List<Tensor> tensors = Tree.leaves(tree);
    List<Tensor> parameters = new ArrayList<>();
    int end = 0;
    for (int i = 0; i < begins.length; i++) {
      if (begins[i] == end) {
        parameters.add(tensors.get(i));
        end += leaves.get(i).tensor().shape().elements();
      }
    }
    return parameters;
  }
}
