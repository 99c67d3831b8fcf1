package dev.jacobi.cli.model;

import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.data.Standardization;
import dev.jacobi.type.DType;

/**
 * A network on the columns of a table. Its nodes, in order:
 *
 * <pre>
 *   input   the columns as the file has them, [B, n], float64
 *   x       the same, standardised
 *   ...     a node for each layer, by the layer's name
 *   z       the code, of an autoencoder
 *   y       the result, standardised as its targets are
 *   output  the same in the units of the file, float64
 * </pre>
 */
public sealed interface TableModel permits Autoencoder, Regressor {

  /** From columns to x. */
  Standardization input();

  /** From targets to what y is compared with. */
  Standardization output();

  /**
   * Puts all nodes from x to y.
   *
   * @return the model with the statistics that its layers took
   */
  TableModel walk(Tensor x, Nodes nodes);

  /** The name of the node by which Jacobians of y are taken if nothing else is said. */
  String inner();

  /** The type in which it computes: that of its first weight. */
  default DType dtype() {
    return Tree.described(this).stream()
        .filter(Tree.Leaf::trained)
        .findFirst()
        .orElseThrow()
        .tensor()
        .dtype();
  }

  /**
   * All nodes for some rows.
   *
   * @param input {@code [B, n]}, as the file has them
   * @param learning whether layers work as they do while they learn
   */
  default Nodes nodes(Tensor input, boolean learning) {
    Nodes nodes = new Nodes(learning);
    nodes.put("input", input);
    Tensor x = nodes.put("x", input().apply(input).cast(dtype()));
    walk(x, nodes);
    nodes.put("output", output().invert(nodes.get("y").cast(DType.FLOAT64)));
    return nodes;
  }
}
