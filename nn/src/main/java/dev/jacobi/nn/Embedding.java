package dev.jacobi.nn;

import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.type.DTypeException;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import org.jspecify.annotations.Nullable;

/**
 * A row of numbers for each index: of indices {@code [...]} the result is {@code [..., size]}.
 *
 * @param weight {@code [count, size]}
 * @param padding the index whose row is not learned, or null for none
 */
public record Embedding(Tensor weight, @Nullable Integer padding) implements Layer {

  /** So many rows of so many normal numbers, float32. */
  public static Embedding of(Key key, int count, int size) {
    if (count < 1 || size < 1) {
      throw new ShapeException(
          "embedding: " + count + " rows of " + size + "; it takes at least one of each");
    }
    return new Embedding(Init.normal(0, 1).of(key, count, size), null);
  }

  /** The same with zeros in the row of an index, which is not learned. */
  public Embedding withPadding(int index) {
    if (index < 0 || index >= weight.size(0)) {
      throw new ShapeException(
          "embedding: padding " + index + "; there are rows 0 to " + (weight.size(0) - 1));
    }
    Tensor rows = Tensor.arange(weight.size(0)).unsqueeze(1);
    return new Embedding(Tensor.where(rows.eq(index), 0, weight).value(), index);
  }

  /**
   * The rows of indices.
   *
   * @param indices int32 or int64, 0 to count - 1; others are an error when the value is computed
   */
  @Override
  public Tensor apply(Tensor indices) {
    if (!indices.dtype().isInteger()) {
      throw new DTypeException(
          "embedding: indices of type "
              + indices.dtype()
              + "; they are int32 or int64; cast them, or use Linear for numbers");
    }
    return Calls.of(
        "embedding",
        this,
        indices,
        () -> {
          Shape all = indices.shape().concat(weight.shape().slice(1, 2));
          Tensor flat = indices.reshape(indices.shape().elements());
          Tensor rows = weight.gather(0, flat).reshape(all);
          return padding == null
              ? rows
              : Tensor.where(indices.eq(padding).unsqueeze(-1), rows.stopGradient(), rows);
        });
  }

  @Override
  public String toString() {
    String pad = padding == null ? "" : ", padding " + padding;
    return "Embedding(" + weight.size(-2) + " -> " + weight.size(-1) + pad + ")";
  }
}
