package dev.jacobi.cli.model;

import dev.jacobi.Tensor;
import dev.jacobi.Untrained;
import dev.jacobi.data.Standardization;
import dev.jacobi.nn.Pass;
import dev.jacobi.nn.Sequential;

/**
 * A code z for each row, and the row again from its code. Nodes {@code encoder.0}, ..., {@code z},
 * {@code decoder.0}, ..., {@code y}.
 *
 * @param input of the columns
 * @param encoder from x to z
 * @param decoder from z to y
 */
public record Autoencoder(@Untrained Standardization input, Sequential encoder, Sequential decoder)
    implements TableModel {
  @Override
  public Standardization output() {
    return input;
  }

  @Override
  public Autoencoder walk(Tensor x, Nodes nodes) {
    Pass<Sequential> code = nodes.through("encoder", encoder, x, "z");
    Pass<Sequential> result = nodes.through("decoder", decoder, code.output(), "y");
    return new Autoencoder(input, code.layer(), result.layer());
  }

  @Override
  public String inner() {
    return "z";
  }
}
