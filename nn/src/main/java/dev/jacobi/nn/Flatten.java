package dev.jacobi.nn;

import dev.jacobi.Tensor;

/** All axes but that of the samples merged into one: {@code [B, ...]} to {@code [B, n]}. */
public record Flatten() implements Layer {
  @Override
  public Tensor apply(Tensor x) {
    return Calls.of("flatten", this, x, () -> x.rank() == 1 ? x.unsqueeze(1) : x.flatten(1, -1));
  }

  @Override
  public String toString() {
    return "Flatten";
  }
}
