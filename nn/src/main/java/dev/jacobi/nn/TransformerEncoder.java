package dev.jacobi.nn;

import dev.jacobi.Key;
import dev.jacobi.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encoder layers one after the other, and a norm at the end if there is one.
 *
 * @param layers the layers
 * @param norm the last norm, or null for none
 */
public record TransformerEncoder(List<TransformerEncoderLayer> layers, @Nullable LayerNorm norm)
    implements Layer {
  /** Keeps the layers. */
  public TransformerEncoder {
    layers = List.copyOf(layers);
  }

  /** So many layers of so many features, heads and wide features; relu, norms after, no dropout. */
  public static TransformerEncoder of(Key key, int layers, int features, int heads, int wide) {
    return new TransformerEncoder(
        key.split(layers).stream()
            .map(own -> TransformerEncoderLayer.of(own, features, heads, wide))
            .toList(),
        null);
  }

  @Override
  public Tensor apply(Tensor x) {
    return Calls.of("transformerEncoder", this, x, () -> encode(x, null, null));
  }

  /** The same under a mask, as {@link MultiHeadAttention#apply(Tensor, Tensor)}. */
  public Tensor apply(Tensor x, Tensor mask) {
    return Calls.of("transformerEncoder", this, x, () -> encode(x, mask, null));
  }

  /** The result while learning, with dropout; layer i has the key that belongs to i. */
  @Override
  public Pass<TransformerEncoder> train(Tensor x, Key key) {
    return train(x, null, key);
  }

  /** The same under a mask. */
  public Pass<TransformerEncoder> train(Tensor x, @Nullable Tensor mask, Key key) {
    return new Pass<>(encode(x, mask, key), this);
  }

  private Tensor encode(Tensor x, @Nullable Tensor mask, @Nullable Key key) {
    Tensor y = x;
    for (int i = 0; i < layers.size(); i++) {
      TransformerEncoderLayer layer = layers.get(i);
      if (key != null) {
        y = layer.train(y, mask, key.foldIn(i)).output();
      } else {
        y = mask == null ? layer.apply(y) : layer.apply(y, mask);
      }
    }
    return norm == null ? y : norm.apply(y);
  }

  @Override
  public String toString() {
    return "TransformerEncoder(" + layers.size() + " layers)";
  }
}
