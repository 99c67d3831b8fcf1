package dev.jacobi;

import dev.jacobi.graph.Origin;
import dev.jacobi.type.ShapeException;

/** Elements by their order, and sums of those that belong together. */
final class Ordered {
  private Ordered() {}

  // Sorting is stable and ascending. What is reversed before and after is descending, and stable
  // too: of the reversed elements equal ones come last first.
  static TopK topK(Tensor x, int k, int axis) {
    return Origin.within(
        "topK",
        () -> {
          int at = x.shape().axis("topK", axis);
          int n = x.shape().size(at);
          if (k < 0 || k > n) {
            throw new ShapeException(
                "topK: " + k + " of axis " + axis + " of " + x.shape() + "; it has " + n);
          }
          Tensor last = x.moveAxis(at, -1);
          Tensor ascending = last.flip(-1).argsort(-1);
          Tensor descending = ascending.unaryMinus().plus(n - 1).flip(-1).slice(-1, 0, k);
          Tensor values = last.takeAlongLast(descending);
          return new TopK(values.moveAxis(-1, at), descending.moveAxis(-1, at));
        });
  }

  static Tensor segmentSum(Tensor x, int axis, Tensor segments, int count) {
    return Origin.within(
        "segmentSum",
        () -> {
          int at = x.shape().axis("segmentSum", axis);
          if (segments.rank() != 1 || segments.size(0) != x.shape().size(at)) {
            throw new ShapeException(
                "segmentSum: segments "
                    + segments.shape()
                    + " for axis "
                    + axis
                    + " of "
                    + x.shape()
                    + "; it takes one integer for each entry, ["
                    + x.shape().size(at)
                    + "]");
          }
          return x.scatterAdd(at, segments, count, 0);
        });
  }
}
