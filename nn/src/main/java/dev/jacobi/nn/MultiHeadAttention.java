package dev.jacobi.nn;

import dev.jacobi.Attention;
import dev.jacobi.Key;
import dev.jacobi.Name;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Attention by several heads (Vaswani et al., 2017) over {@code [B, T, E]}, samples first: queries,
 * keys and values are projected, cut into heads of {@code E / heads} numbers, attended, put
 * together and projected again.
 *
 * @param inWeight the projections of queries, keys and values one below the other, {@code [3 E, E]}
 * @param inBias {@code [3 E]}, or null for none
 * @param outProjection the last projection
 * @param heads how many heads there are
 * @param dropout of the attention weights, while it learns
 */
public record MultiHeadAttention(
    @Name("in_proj_weight") Tensor inWeight,
    @Name("in_proj_bias") @Nullable Tensor inBias,
    @Name("out_proj") Linear outProjection,
    int heads,
    double dropout)
    implements Layer {

  /**
   * So many heads over so many features, float32: projections uniform by {@link
   * Init#xavierUniform()} and, the last, {@link Init#standard()}; biases 0.
   */
  public static MultiHeadAttention of(Key key, int features, int heads) {
    if (features < 1 || heads < 1 || features % heads != 0) {
      throw new ShapeException(
          "multiHeadAttention: "
              + features
              + " features in "
              + heads
              + " heads; they do not split into as many equal heads");
    }
    List<Key> keys = key.split(2);
    Tensor out = Linear.withoutBias(keys.get(1), features, features).weight();
    return new MultiHeadAttention(
        Init.xavierUniform().of(keys.get(0), 3 * features, features),
        zeros(3 * features),
        new Linear(out, zeros(features)),
        heads,
        0);
  }

  private static Tensor zeros(int size) {
    return Tensor.full(DType.FLOAT32, Shape.of(size), 0).value();
  }

  /** The same with dropout of the attention weights. */
  public MultiHeadAttention withDropout(double p) {
    return new MultiHeadAttention(inWeight, inBias, outProjection, heads, new Dropout(p).p());
  }

  /** Everything attends to everything. */
  @Override
  public Tensor apply(Tensor x) {
    return Calls.of("multiHeadAttention", this, x, () -> attend(x, x, x, null, null));
  }

  /**
   * Attention under a mask.
   *
   * @param mask broadcast to {@code [B, heads, T, T]}: true where a query may attend to a key, as
   *     {@link Attention#causal}, or numbers that are added to the scores
   */
  public Tensor apply(Tensor x, Tensor mask) {
    return Calls.of("multiHeadAttention", this, x, () -> attend(x, x, x, mask, null));
  }

  /**
   * Queries that attend to other keys and values.
   *
   * @param query {@code [B, T, E]}
   * @param key {@code [B, S, E]}
   * @param value {@code [B, S, E]}
   * @param mask broadcast to {@code [B, heads, T, S]}, or null for none
   */
  public Tensor apply(Tensor query, Tensor key, Tensor value, @Nullable Tensor mask) {
    return Calls.of("multiHeadAttention", this, query, () -> attend(query, key, value, mask, null));
  }

  /** The result while learning, with dropout. */
  @Override
  public Pass<MultiHeadAttention> train(Tensor x, Key key) {
    return train(x, null, key);
  }

  /** The same under a mask. */
  public Pass<MultiHeadAttention> train(Tensor x, @Nullable Tensor mask, Key key) {
    return new Pass<>(attend(x, x, x, mask, key), this);
  }

  private Tensor attend(
      Tensor query, Tensor key, Tensor value, @Nullable Tensor mask, @Nullable Key random) {
    int features = inWeight.size(-1);
    for (Tensor x : List.of(query, key, value)) {
      if (x.rank() < 2 || x.size(-1) != features) {
        throw new ShapeException(
            "multiHeadAttention: "
                + x.shape()
                + "; it takes [samples, times, "
                + features
                + "] with as many features as the layer");
      }
    }
    Tensor[] projected = new Tensor[3];
    if (query == key && key == value) {
      Tensor all = new Linear(inWeight, inBias).apply(query);
      for (int i = 0; i < 3; i++) {
        projected[i] = all.slice(-1, i * features, (i + 1) * features);
      }
    } else {
      Tensor[] given = {query, key, value};
      for (int i = 0; i < 3; i++) {
        projected[i] = projection(i, features).apply(given[i]);
      }
    }
    Tensor weights = Attention.weights(headed(projected[0]), headed(projected[1]), mask);
    if (random != null && dropout > 0) {
      weights = weights.dropout(dropout, random);
    }
    Tensor heard = weights.matmul(headed(projected[2])).transpose(-3, -2);
    return outProjection.apply(heard.flatten(-2, -1));
  }

  private Linear projection(int index, int features) {
    int from = index * features;
    int to = from + features;
    return new Linear(
        inWeight.slice(0, from, to), inBias == null ? null : inBias.slice(0, from, to));
  }

  /** {@code [..., T, E]} to {@code [..., heads, T, E / heads]}. */
  private Tensor headed(Tensor x) {
    int features = x.size(-1);
    Shape split = x.shape().slice(0, x.rank() - 1).concat(Shape.of(heads, features / heads));
    return x.reshape(split).transpose(-3, -2);
  }

  @Override
  public String toString() {
    return "MultiHeadAttention(" + inWeight.size(-1) + ", " + heads + " heads)";
  }
}
