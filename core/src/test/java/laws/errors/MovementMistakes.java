package laws.errors;

import static laws.errors.Mistake.EMPTY;
import static laws.errors.Mistake.INTS;
import static laws.errors.Mistake.SCALAR;
import static laws.errors.Mistake.V;
import static laws.errors.Mistake.X;
import static laws.errors.Mistake.index;
import static laws.errors.Mistake.shape;
import static laws.errors.Mistake.type;

import dev.jacobi.Tensor;
import java.util.stream.Stream;

/** Shapes and axes, slices, indices and windows. */
final class MovementMistakes {
  private MovementMistakes() {}

  static Stream<Mistake> all() {
    return Stream.of(shapes(), parts(), indices(), windows()).flatMap(s -> s);
  }

  private static Stream<Mistake> shapes() {
    return Stream.of(
        shape(
            "reshape: [2, 3] to [4]; 6 elements do not fill 4; give sizes of the same product",
            () -> X.reshape(4)),
        shape(
            "reshape: [2, 3] to [-1, -1]; sizes are 0 or more, and one of them may be -1",
            () -> X.reshape(-1, -1)),
        shape(
            "reshape: [2, 3] to [-1, 4]; no size in place of -1 gives 6 elements; name all sizes",
            () -> X.reshape(-1, 4)),
        shape(
            "reshape: [0, 3] to [-1, 0]; no size in place of -1 gives 0 elements; name all sizes",
            () -> EMPTY.reshape(-1, 0)),
        shape(
            "flatten: axes 1 to 0 of [2, 3]; the first comes last; exchange them",
            () -> X.flatten(1, 0)),
        shape("flatten: axis 0 of []; a scalar has no axes", () -> SCALAR.flatten(0, -1)),
        shape(
            "permute: [2, 3] by [0, 0]; every axis from 0 to 1 must be named once",
            () -> X.permute(0, 0)),
        shape("permute: axis 2 of [2, 3]; axes run from -2 to 1", () -> X.permute(0, 2)),
        shape("transpose: axis -2 of [3]; axes run from -1 to 0", V::transpose),
        shape("moveAxis: axis 2 of [2, 3]; axes run from -2 to 1", () -> X.moveAxis(0, 2)),
        shape("unsqueeze: axis 4 of [2, 3]; a new axis can stand at -3 to 2", () -> X.unsqueeze(4)),
        shape(
            "squeeze: axis 0 of [2, 3]; only an axis of size 1 can be dropped; use select",
            () -> X.squeeze(0)),
        shape(
            "expand: [2, 3] to [3, 3]; only axes of size 1 can be repeated; reshape first",
            () -> X.expand(3, 3)),
        shape(
            "expand: [2, 3] to [3]; only axes of size 1 can be repeated; reshape first",
            () -> X.expand(3)),
        shape("flip: axis 2 of [2, 3]; axes run from -2 to 1", () -> X.flip(2)));
  }

  private static Stream<Mistake> parts() {
    String range = "; places run from -3 to 3, the first comes first, and the step is 1 or more";
    return Stream.of(
        shape("slice: axis 1 of [2, 3] from 0 to 4 by 1" + range, () -> X.slice(1, 0, 4)),
        shape("slice: axis 1 of [2, 3] from -5 to 2 by 1" + range, () -> X.slice(1, -5, 2)),
        shape("slice: axis -1 of [2, 3] from 2 to 1 by 1" + range, () -> X.slice(-1, 2, 1)),
        shape("slice: axis 1 of [2, 3] from 0 to 3 by 0" + range, () -> X.slice(1, 0, 3, 0)),
        shape("get: index 2 of axis 0 of [2, 3]; indices run from -2 to 1", () -> X.get(2)),
        shape("get: index 0 of axis 0 of [0, 3]; the axis is empty", () -> EMPTY.get(0)),
        shape(
            "select: index -4 of axis 1 of [2, 3]; indices run from -3 to 2",
            () -> X.select(1, -4)),
        shape(
            "pad: [2, 3] by [-1] and [0], between [0]; widths are 0 or more; use slice to cut",
            () -> X.pad(0, -1, 0)),
        shape(
            "pad over axis 0 by [2147483647] and [1], between [0]: [2, 3]; an axis of 2147483650"
                + " elements would be longer than 2147483647; split the tensor",
            () -> X.pad(0, Integer.MAX_VALUE, 1)),
        shape("concat: no tensors; give one or more", () -> Tensor.concat(0)),
        shape(
            "concat: [2, 3] and [3] along axis 0; all other sizes must be equal",
            () -> Tensor.concat(0, X, V)),
        shape("concat: axis 0 of []; a scalar has no axes", () -> Tensor.concat(0, SCALAR)),
        shape("stack: no tensors; give one or more", () -> Tensor.stack(0)),
        shape(
            "stack: [2, 3] and [3]; the shapes must be equal; use concat",
            () -> Tensor.stack(0, X, V)),
        shape(
            "stack: axis 3 of [2, 3]; a new axis can stand at -3 to 2",
            () -> Tensor.stack(3, X, X)));
  }

  private static Stream<Mistake> indices() {
    return Stream.of(
        type(
            "gather along axis 0: float64[3]; it takes int32 or int64 indices; cast the operand",
            () -> X.gather(0, V)),
        shape("gather: axis 2 of [2, 3]; axes run from -2 to 1", () -> X.gather(2, INTS)),
        shape(
            "gather: 1 batch axes and axis 0 of [2, 3]; the axis must come behind the batch axes",
            () -> X.gather(0, INTS, 1)),
        shape(
            "gather along axis 1, 1 batch axes: [2, 3] and indices [3]; the first axis is a batch"
                + " axis and must be equal",
            () -> X.gather(1, Tensor.of(0, 1, 2), 1)),
        index(
            "gather: index 2; axis 0 has indices 0 to 1; check the indices (made at {here})",
            () -> X.gather(0, Tensor.of(0, 2)).toArray()),
        index(
            "gather: index -1; axis 1 has indices 0 to 2; check the indices (made at {here})",
            () -> X.gather(1, Tensor.of(-1L)).toArray()),
        index(
            "gather: index 0; axis 0 is empty; check the indices (made at {here})",
            () -> EMPTY.gather(0, Tensor.of(0)).toArray()),
        shape(
            "takeAlongLast: axis -1 of []; a scalar has no axes", () -> SCALAR.takeAlongLast(INTS)),
        shape("scatterAdd: size -5; sizes are 0 or more", () -> X.scatterAdd(0, INTS, -5, 0)),
        shape(
            "scatter-add along axis 0 of 5: updates [2, 3] and indices [3]; the updates need the axes"
                + " [3] at axis 0",
            () -> X.scatterAdd(0, Tensor.of(0, 1, 2), 5, 0)),
        shape(
            "scatterAdd: 1 batch axes and axis 0 of [2, 3]; the axis must come behind the batch axes",
            () -> X.scatterAdd(0, INTS, 4, 1)),
        index(
            "scatterAdd: index 1; axis 0 has indices 0 to 0; check the indices (made at {here})",
            () -> X.scatterAdd(0, INTS, 1, 0).toArray()));
  }

  private static Tensor unfold(int axis, int size, int stride, int dilation) {
    return X.unfold(new int[] {axis}, new int[] {size}, new int[] {stride}, new int[] {dilation});
  }

  private static Stream<Mistake> windows() {
    int[] one = {1};
    return Stream.of(
        shape(
            "windows over axis 1 of [4], stride [1], dilation [1]: [2, 3]; a window spans 4 elements"
                + " and the axis has 3; pad the axis or take a smaller window",
            () -> unfold(1, 4, 1, 1)),
        shape(
            "windows over axis 1 of [3], stride [1], dilation [2147483647]: [2, 3]; a window spans"
                + " 4294967295 elements and the axis has 3; pad the axis or take a smaller window",
            () -> unfold(1, 3, 1, Integer.MAX_VALUE)),
        shape(
            "windows over axis 1 of [2], stride [0], dilation [1]: [2, 3]; sizes, strides and"
                + " dilations are 1 or more",
            () -> unfold(1, 2, 0, 1)),
        shape("unfold: axis 2 of [2, 3]; axes run from -2 to 1", () -> unfold(2, 1, 1, 1)),
        shape(
            "windows over axis 1 of [2, 2], stride [1], dilation [1]: [2, 3]; each axis is named once"
                + " and needs a size, a stride and a dilation",
            () -> X.unfold(one, new int[] {2, 2}, one, one)));
  }
}
