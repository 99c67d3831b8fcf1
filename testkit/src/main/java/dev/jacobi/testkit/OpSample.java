package dev.jacobi.testkit;

import dev.jacobi.Tensor;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * An operation with operands to try it on. Laws run over lists of samples.
 *
 * <p>A sample can be built for a single value and for a batch with further axes in front ({@code
 * lead}), by its own knowledge of the operation: what batching and sample labels are compared with.
 *
 * @param family what it is, for all sizes
 * @param size the size of one of its axes, axis 0 where it can be
 * @param operands what it is applied to
 * @param build the node, given the operands and the axes in front of them
 * @param smooth up to which order its derivatives are what finite differences say; 0 where it is
 *     constant in steps by convention or by intent
 * @param bound how far an evaluator may be from the reference
 */
public record OpSample(
    String family, int size, List<Operand> operands, Build build, int smooth, Bound bound) {
  /** Large enough for all pairs of special numbers. */
  private static final int MAX_ROUNDS = 400;

  /** Builds an operation on its operands. */
  @FunctionalInterface
  public interface Build {
    /** The node for operands whose shapes begin with the axes {@code lead}. */
    Node apply(List<Node> operands, Shape lead);
  }

  /** A sample that is exact and not differentiated, until it is said otherwise. */
  public static OpSample of(String family, int size, List<Operand> operands, Build build) {
    return new OpSample(family, size, List.copyOf(operands), build, 0, Bound.EXACT);
  }

  /** The same with derivatives up to an order. */
  public OpSample smoothTo(int order) {
    return new OpSample(family, size, operands, build, order, bound);
  }

  /** The same with a bound. */
  public OpSample within(Bound other) {
    return new OpSample(family, size, operands, build, smooth, other);
  }

  /** Placeholders for the operands, with samples along axis 0 if there are axes in front. */
  public List<Node> inputs(DType real, Shape lead) {
    return IntStream.range(0, operands.size()).mapToObj(i -> input(i, real, lead)).toList();
  }

  private Node input(int i, DType real, Shape lead) {
    Operand operand = operands.get(i);
    int sampleAxis = lead.rank() > 0 && !operand.shared() ? 0 : -1;
    return Node.of(
        new Op.Source.Input("x" + i, operand.shape(lead), operand.dtype(real), sampleAxis));
  }

  /** The node for the given operands. */
  public Node apply(List<Node> given, Shape lead) {
    return build.apply(given, lead);
  }

  /** The operation as a function of tensors. */
  public Function<List<Tensor>, Tensor> function(Shape lead) {
    return given -> new Tensor(build.apply(given.stream().map(Tensor::node).toList(), lead));
  }

  /** Ordinary numbers for the operands. */
  public List<ArrayValue> draw(DType real, Shape lead, long seed) {
    Random random = new Random(seed);
    return operands.stream().map(operand -> operand.draw(real, lead, random)).toList();
  }

  /** Special numbers for a batch of {@link #rounds}: each of one operand with each of the next. */
  public List<ArrayValue> special(DType real) {
    int rounds = rounds(real);
    List<ArrayValue> values = new ArrayList<>();
    int stride = 1;
    for (Operand operand : operands) {
      int[] start = new int[rounds];
      for (int r = 0; r < rounds; r++) {
        start[r] = r / stride;
      }
      values.add(operand.special(real, start));
      stride = Math.min(MAX_ROUNDS, stride * operand.specials(real));
    }
    return values;
  }

  /** How large a batch of special numbers is. */
  public int rounds(DType real) {
    int rounds = 1;
    for (Operand operand : operands) {
      rounds = Math.min(MAX_ROUNDS, rounds * operand.specials(real));
    }
    return rounds;
  }

  /** The places of the operands by which it is differentiated. */
  public List<Integer> reals() {
    return IntStream.range(0, operands.size())
        .filter(i -> operands.get(i).isReal())
        .boxed()
        .toList();
  }

  /** Whether its result is of the float type in which it is tried, and some operand is. */
  public boolean hasDerivatives() {
    return !reals().isEmpty()
        && apply(inputs(DType.FLOAT64, Shape.scalar()), Shape.scalar()).dtype().isFloat();
  }

  /** As in {@code tanh, size 7}. */
  @Override
  public String toString() {
    return family + ", size " + size;
  }
}
