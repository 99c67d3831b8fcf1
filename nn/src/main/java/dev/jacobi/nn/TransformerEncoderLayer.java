package dev.jacobi.nn;

import dev.jacobi.Key;
import dev.jacobi.Name;
import dev.jacobi.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A layer of a transformer's encoder (Vaswani et al., 2017) over {@code [B, T, E]}: attention and
 * two linear layers with an activation between them, each with a residual and a norm.
 *
 * <pre>
 *   norm after:   x = norm1(x + attention(x));  x = norm2(x + linear2(f(linear1(x))))
 *   norm first:   x = x + attention(norm1(x));  x = x + linear2(f(linear1(norm2(x))))
 * </pre>
 *
 * @param attention the attention of x to itself
 * @param linear1 {@code [wide, E]}
 * @param linear2 {@code [E, wide]}
 * @param norm1 that of the attention
 * @param norm2 that of the linear layers
 * @param activation f
 * @param normFirst whether the norms come first (Xiong et al., 2020)
 * @param dropout after the attention, after the activation, and after the linear layers
 */
public record TransformerEncoderLayer(
    @Name("self_attn") MultiHeadAttention attention,
    Linear linear1,
    Linear linear2,
    LayerNorm norm1,
    LayerNorm norm2,
    Activation activation,
    boolean normFirst,
    double dropout)
    implements Layer {

  /** So many features, heads and wide features; relu, norm after, no dropout. */
  public static TransformerEncoderLayer of(Key key, int features, int heads, int wide) {
    List<Key> keys = key.split(3);
    return new TransformerEncoderLayer(
        MultiHeadAttention.of(keys.get(0), features, heads),
        Linear.of(keys.get(1), features, wide),
        Linear.of(keys.get(2), wide, features),
        LayerNorm.of(features),
        LayerNorm.of(features),
        Activation.RELU,
        false,
        0);
  }

  /** The same with another activation. */
  public TransformerEncoderLayer withActivation(Activation f) {
    return new TransformerEncoderLayer(
        attention, linear1, linear2, norm1, norm2, f, normFirst, dropout);
  }

  /** The same with the norms first. */
  public TransformerEncoderLayer withNormFirst() {
    return new TransformerEncoderLayer(
        attention, linear1, linear2, norm1, norm2, activation, true, dropout);
  }

  /** The same with dropout, of the attention weights too. */
  public TransformerEncoderLayer withDropout(double p) {
    return new TransformerEncoderLayer(
        attention.withDropout(p), linear1, linear2, norm1, norm2, activation, normFirst, p);
  }

  @Override
  public Tensor apply(Tensor x) {
    return Calls.of("transformerEncoderLayer", this, x, () -> encode(x, null, null));
  }

  /** The same under a mask, as {@link MultiHeadAttention#apply(Tensor, Tensor)}. */
  public Tensor apply(Tensor x, Tensor mask) {
    return Calls.of("transformerEncoderLayer", this, x, () -> encode(x, mask, null));
  }

  /** The result while learning, with dropout. */
  @Override
  public Pass<TransformerEncoderLayer> train(Tensor x, Key key) {
    return train(x, null, key);
  }

  /** The same under a mask. */
  public Pass<TransformerEncoderLayer> train(Tensor x, @Nullable Tensor mask, Key key) {
    return new Pass<>(encode(x, mask, key), this);
  }

  private Tensor encode(Tensor x, @Nullable Tensor mask, @Nullable Key key) {
    if (normFirst) {
      Tensor heard = x.plus(attended(norm1.apply(x), mask, key));
      return heard.plus(forward(norm2.apply(heard), key));
    }
    Tensor heard = norm1.apply(x.plus(attended(x, mask, key)));
    return norm2.apply(heard.plus(forward(heard, key)));
  }

  private Tensor attended(Tensor x, @Nullable Tensor mask, @Nullable Key key) {
    if (key != null) {
      return dropped(attention.train(x, mask, key.foldIn(0)).output(), key, 1);
    }
    return mask == null ? attention.apply(x) : attention.apply(x, mask);
  }

  private Tensor forward(Tensor x, @Nullable Key key) {
    Tensor wide = dropped(activation.apply(linear1.apply(x)), key, 2);
    return dropped(linear2.apply(wide), key, 3);
  }

  private Tensor dropped(Tensor x, @Nullable Key key, int place) {
    return key == null || dropout == 0 ? x : x.dropout(dropout, key.foldIn(place));
  }

  @Override
  public String toString() {
    return "TransformerEncoderLayer("
        + linear1.weight().size(-1)
        + ", "
        + attention.heads()
        + " heads, wide "
        + linear1.weight().size(-2)
        + ")";
  }
}
