package dev.jacobi.cli.model;

import dev.jacobi.Tensor;
import dev.jacobi.Untrained;
import dev.jacobi.data.Standardization;
import dev.jacobi.nn.Sequential;

/**
 * Target columns from the other ones. Nodes {@code layers.0}, ..., {@code y}.
 *
 * @param input of the columns that are given
 * @param output of the targets
 * @param layers from x to y
 */
public record Regressor(
    @Untrained Standardization input, @Untrained Standardization output, Sequential layers)
    implements TableModel {
  @Override
  public Regressor walk(Tensor x, Nodes nodes) {
    return new Regressor(input, output, nodes.through("layers", layers, x, "y").layer());
  }

  @Override
  public String inner() {
    return "x";
  }
}
