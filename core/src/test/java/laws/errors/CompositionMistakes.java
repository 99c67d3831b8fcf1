package laws.errors;

import static laws.errors.Mistake.BOOLS;
import static laws.errors.Mistake.INTS;
import static laws.errors.Mistake.SCALAR;
import static laws.errors.Mistake.V;
import static laws.errors.Mistake.W;
import static laws.errors.Mistake.X;
import static laws.errors.Mistake.general;
import static laws.errors.Mistake.shape;

import dev.jacobi.Attention;
import dev.jacobi.Convolution;
import dev.jacobi.Jacobi;
import dev.jacobi.Normalization;
import dev.jacobi.Pooling;
import dev.jacobi.Scan;
import dev.jacobi.Tensor;
import java.util.List;
import java.util.stream.Stream;

/** Products, convolution, pooling, normalisation and attention. */
final class CompositionMistakes {
  private static final Tensor IMAGE = Tensor.zeros(1, 2, 5);
  private static final Tensor WEIGHT = Tensor.zeros(3, 2, 2);
  private static final Tensor BACK = Tensor.zeros(2, 3, 2);

  private CompositionMistakes() {}

  static Stream<Mistake> all() {
    return Stream.of(
            products(),
            convolutions(),
            transposed(),
            pooling(),
            norms(),
            attention(),
            orders(),
            loops())
        .flatMap(s -> s);
  }

  private static Mistake einsum(String notation, String what, Tensor... operands) {
    String shapes = Stream.of(operands).map(Tensor::shape).toList().toString();
    return shape(
        "einsum \"" + notation + "\": " + shapes + "; " + what,
        () -> Tensor.einsum(notation, operands));
  }

  private static Stream<Mistake> products() {
    String letters = "' is no axis; axes are letters, and one ... a term";
    return Stream.of(
        shape(
            "matmul: [2, 3] x [2, 3]; the inner sizes 3 and 2 differ; transpose or reshape one of"
                + " them",
            () -> X.matmul(X)),
        shape("matmul: [2, 3] x []; a scalar has no rows; use times", () -> X.matmul(SCALAR)),
        shape(
            "matmul: [2, 3, 4] x [3, 4, 5]; the batch axes [2] and [3] differ where neither is 1;"
                + " reshape or expand one of them",
            () -> Tensor.zeros(2, 3, 4).matmul(Tensor.zeros(3, 4, 5))),
        einsum("ij,jk", "2 terms for 1 operands; write one term for each", X),
        einsum("ij->k", "the result's axis k stands in no term; use expand to repeat", X),
        einsum("ij->ii", "the result names axis i twice; name it once", X),
        einsum("i1->i", "'1" + letters, X),
        einsum("...i...->i", "'." + letters, X),
        einsum(
            "ijk->i",
            "term \"ijk\" names 3 axes and operand 0 has 2; write a letter for each axis, or ... for"
                + " the others",
            X),
        einsum(
            "ij,jk->ik",
            "axis j has size 2 in operand 1 and 3 before; transpose or slice one of them",
            X,
            X),
        shape(
            "einsum \"i->i\": no operands; give a tensor for each term",
            () -> Tensor.einsum("i->i")));
  }

  private static Mistake conv(String message, Convolution by, Tensor x, Tensor weight) {
    return shape(message, () -> by.apply(x, weight, null));
  }

  private static Stream<Mistake> convolutions() {
    Convolution plain = new Convolution();
    return Stream.of(
        conv(
            "convolution: weight [2, 3]; it takes [out, in / groups, window...] with a spatial axis"
                + " or more",
            plain,
            IMAGE,
            X),
        conv(
            "conv1d: x [3], weight [3, 2, 2]; x needs 3 axes: samples, channels and the spatial axes",
            plain,
            V,
            WEIGHT),
        conv(
            "conv1d: x [1, 2, 5], weight [3, 3, 2], groups 1; the weight is for 3 channels and x has"
                + " 2 (axis 1)",
            plain,
            IMAGE,
            Tensor.zeros(3, 3, 2)),
        conv(
            "conv1d: x [1, 2, 5], weight [3, 2, 2]; 4 and 3 channels do not split into 2 groups",
            plain.withGroups(2),
            IMAGE,
            WEIGHT),
        shape(
            "conv1d: x [1, 2, 5], weight [3, 2, 2]; bias [2] needs the shape [3]",
            () -> plain.apply(IMAGE, WEIGHT, W)),
        conv("conv1d: stride [0]; it takes 1 or more", plain.withStride(0), IMAGE, WEIGHT),
        conv("conv1d: padding [-1]; it takes 0 or more", plain.withPadding(-1), IMAGE, WEIGHT),
        conv("conv1d: dilation [0]; it takes 1 or more", plain.withDilation(0), IMAGE, WEIGHT),
        conv(
            "conv1d: stride [1, 1] for 1 spatial axes; give one number, or one for each",
            plain.withStride(1, 1),
            IMAGE,
            WEIGHT),
        conv(
            "windows over axis 2 of [6], stride [1], dilation [1] of conv1d: [1, 2, 5]; a window"
                + " spans 6 elements and the axis has 5; pad the axis or take a smaller window",
            plain,
            IMAGE,
            Tensor.zeros(3, 2, 6)));
  }

  private static Stream<Mistake> transposed() {
    Convolution plain = new Convolution();
    return Stream.of(
        shape(
            "transposed convolution: weight [2, 3]; it takes [in, out / groups, window...] with a"
                + " spatial axis or more",
            () -> plain.transposed(IMAGE, X, null)),
        shape(
            "transposed conv1d: stride [0]; it takes 1 or more",
            () -> plain.withStride(0).transposed(IMAGE, BACK, null)),
        shape(
            "transposed conv1d: more [-1]; it takes 0 or more",
            () -> plain.transposed(IMAGE, BACK, null, -1)),
        shape(
            "transposed conv1d: more [2], stride [2], dilation [1]; more must be less than the stride"
                + " or the dilation",
            () -> plain.withStride(2).transposed(IMAGE, BACK, null, 2)),
        shape(
            "transposed conv1d: x [1, 2, 5], padding [4]; the padding takes more than the 6 elements"
                + " there are; take less",
            () -> plain.withPadding(4).transposed(IMAGE, BACK, null)));
  }

  private static Stream<Mistake> pooling() {
    return Stream.of(
        shape(
            "maxPool2d: [3] by windows of [2, 2]; x needs an axis for each size",
            () -> new Pooling(2, 2).max(V)),
        shape(
            "maxPool1d: padding [2] for windows of [2]; it may be half of the window at most",
            () -> new Pooling(2).withPadding(2).max(IMAGE)),
        shape(
            "avgPool1d: padding [-1]; it takes 0 or more",
            () -> new Pooling(2).withPadding(-1).average(IMAGE)),
        shape(
            "adaptiveMax: [1, 2, 5] into [0, 2] parts; x needs an axis with elements for each number,"
                + " and these are 1 or more",
            () -> Pooling.adaptiveMax(IMAGE, 0, 2)));
  }

  private static Stream<Mistake> orders() {
    return Stream.of(
        shape("topK: 4 of axis -1 of [2, 3]; it has 3", () -> X.topK(4, -1)),
        shape(
            "segmentSum: segments [2] for axis 1 of [2, 3]; it takes one integer for each entry, [3]",
            () -> X.segmentSum(1, INTS, 2)),
        general(
            "polygamma: derivative -1; it is 0 or more; use lgamma for the function itself",
            () -> V.polygamma(-1)));
  }

  private static Stream<Mistake> loops() {
    return Stream.of(
        shape(
            "scan: inputs [[2, 3], [3]] over axis 0; all of them need as many steps there, one or"
                + " more",
            () -> Jacobi.scan((Tensor s, List<Tensor> x) -> new Scan<>(s, s), V, List.of(X, V), 0)),
        shape(
            "scan: the state after step 0 is [float64[]] and was [float64[3]]; a step returns a"
                + " state like the one it gets",
            () -> Jacobi.scan((Tensor s, Tensor x) -> new Scan<>(s.sum(), x), V, X, 0)),
        shape(
            "implicit: residual [2] of a solution [2, 3]; they need one shape, [B, ...], or any with"
                + " whole()",
            () -> Jacobi.implicit((Tensor z, Tensor p) -> z.sum(1)).at(X, V)),
        general(
            "implicit: order 16; it is from 1 to 15",
            () -> Jacobi.implicit((Tensor z, Tensor p) -> z).withOrder(16)),
        general(
            "fixedPoint: -1 steps; give 0 or more",
            () -> Jacobi.fixedPoint((Tensor z, Tensor p) -> z, X, -1, V)));
  }

  private static Stream<Mistake> norms() {
    return Stream.of(
        shape(
            "layerNorm: weight [2] for x [2, 3]; along axes [1] it needs the shape [3]",
            () -> Normalization.layerNorm(X, W, null, 1e-5)),
        shape(
            "layerNorm: axis 2 of [2, 3]; axes run from -2 to 1",
            () -> Normalization.layerNorm(X, new int[] {2}, null, null, 1e-5)),
        general(
            "layerNorm: eps -1.0; it must be 0 or more",
            () -> Normalization.layerNorm(X, V, null, -1)),
        general(
            "batchNorm: eps NaN; it must be 0 or more",
            () -> Normalization.batchNorm(X, null, null, Double.NaN)),
        general(
            "frozenBatchNorm: eps -1.0; it must be 0 or more",
            () -> Normalization.frozenBatchNorm(X, V, V, null, null, -1)),
        general(
            "groupNorm: eps -1.0; it must be 0 or more",
            () -> Normalization.groupNorm(X, 1, null, null, -1)),
        general("rmsNorm: eps -1.0; it must be 0 or more", () -> Normalization.rmsNorm(X, V, -1)),
        shape(
            "batchNorm: [3]; it takes [B, C, ...], samples before channels; unsqueeze",
            () -> Normalization.batchNorm(V, null, null, 1e-5)),
        shape(
            "frozenBatchNorm: mean [2] for x [2, 3]; along axes [1] it needs the shape [3]",
            () -> Normalization.frozenBatchNorm(X, W, V, null, null, 1e-5)),
        shape(
            "groupNorm: [2, 3] in 2 groups; the 3 channels (axis 1) do not split into as many equal"
                + " groups",
            () -> Normalization.groupNorm(X, 2, null, null, 1e-5)));
  }

  private static Stream<Mistake> attention() {
    Tensor three = Tensor.zeros(3, 2, 3);
    return Stream.of(
        shape(
            "attention: q [2, 3], k [2, 3], v [3]; it takes [..., t, d], [..., s, d] and [..., s, e]",
            () -> Attention.of(X, X, V)),
        shape(
            "attention: q [2, 3], k [3]; it takes [..., t, d] and [..., s, d]",
            () -> Attention.weights(X, V, null)),
        shape(
            "attention batch axes: [2] and [3]; the sizes 2 and 3 differ and neither is 1; reshape or"
                + " expand one of them",
            () -> Attention.of(Tensor.zeros(2, 2, 3), three, three)),
        shape(
            "attention mask: [3] and [2, 2]; the sizes 3 and 2 differ and neither is 1; reshape or"
                + " expand one of them",
            () -> Attention.of(X, X, X, Tensor.of(true, true, true))),
        shape(
            "plus of mine: [2, 3] and [2]; the sizes 3 and 2 differ and neither is 1; reshape or"
                + " expand one of them",
            () -> dev.jacobi.graph.Origin.within("mine", () -> X.plus(W))),
        shape(
            "where: [2] and [2, 3]; the sizes 2 and 3 differ and neither is 1; reshape or expand one"
                + " of them",
            () -> Tensor.where(BOOLS, X, X)));
  }
}
