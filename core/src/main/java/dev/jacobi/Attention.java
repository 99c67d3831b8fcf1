package dev.jacobi;

import dev.jacobi.graph.Origin;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import org.jspecify.annotations.Nullable;

/** Scaled dot-product attention (Vaswani et al., 2017): softmax(q k^T / sqrt(d)) v. */
public final class Attention {
  private Attention() {}

  /** Every query attends to every key. */
  public static Tensor of(Tensor q, Tensor k, Tensor v) {
    return attention(q, k, v, null);
  }

  /**
   * Attention under a mask.
   *
   * @param q queries {@code [..., t, d]}
   * @param k keys {@code [..., s, d]}
   * @param v values {@code [..., s, e]}
   * @param mask broadcast to {@code [..., t, s]}: truth values, true where a query may attend to a
   *     key, or numbers that are added to the scores. A query that may attend to nothing has the
   *     result 0.
   * @return {@code [..., t, e]}
   */
  public static Tensor of(Tensor q, Tensor k, Tensor v, Tensor mask) {
    return attention(q, k, v, mask);
  }

  /** The mask {@code [t, t]} under which a query attends to itself and to what came before. */
  public static Tensor causal(int t) {
    Shape square = Shape.of(t, t);
    return Tensor.iota(DType.INT64, square, 1).le(Tensor.iota(DType.INT64, square, 0));
  }

  /**
   * The weights by which attention averages: {@code softmax(q k^T / sqrt(d))}, {@code [..., t, s]}.
   *
   * @param mask as in {@link #of(Tensor, Tensor, Tensor, Tensor)}, or null for none
   */
  public static Tensor weights(Tensor q, Tensor k, @Nullable Tensor mask) {
    if (q.rank() < 2 || k.rank() < 2 || q.size(-1) != k.size(-1)) {
      throw new ShapeException(
          "attention: q "
              + q.shape()
              + ", k "
              + k.shape()
              + "; it takes [..., t, d] and [..., s, d]");
    }
    return Origin.within(
        "attention", () -> masked(q.div(Math.sqrt(q.size(-1))).matmul(k.transpose()), mask));
  }

  private static Tensor attention(Tensor q, Tensor k, Tensor v, @Nullable Tensor mask) {
    boolean fits =
        q.rank() >= 2
            && k.rank() >= 2
            && v.rank() >= 2
            && q.size(-1) == k.size(-1)
            && k.size(-2) == v.size(-2);
    if (!fits) {
      throw new ShapeException(
          "attention: q "
              + q.shape()
              + ", k "
              + k.shape()
              + ", v "
              + v.shape()
              + "; it takes [..., t, d], [..., s, d] and [..., s, e]");
    }
    Shape outer =
        batch(q)
            .broadcast("attention batch axes", batch(k))
            .broadcast("attention batch axes", batch(v));
    if (mask != null) {
      mask.shape().broadcast("attention mask", outer.concat(Shape.of(q.size(-2), k.size(-2))));
    }
    return Origin.within("attention", () -> weights(q, k, mask).matmul(v));
  }

  private static Shape batch(Tensor x) {
    return x.shape().slice(0, x.rank() - 2);
  }

  private static Tensor masked(Tensor scores, @Nullable Tensor mask) {
    if (mask == null) {
      return scores.softmax(-1);
    }
    if (mask.dtype() != DType.BOOL) {
      return scores.plus(mask).softmax(-1);
    }
    Tensor chosen = Tensor.where(mask, scores, Double.NEGATIVE_INFINITY);
    // a row without any choice is 0 / 0, which the outer choice takes away
    return Tensor.where(mask, chosen.softmax(-1), 0);
  }
}
