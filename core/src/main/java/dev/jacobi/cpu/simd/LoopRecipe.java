package dev.jacobi.cpu.simd;

import dev.jacobi.type.DType;
import java.util.List;

/**
 * What a fused loop computes. Values have numbers: first the inputs, then the results of the
 * operations.
 *
 * @param form what a value is
 * @param dtype the type of all numbers; truth values stand beside them
 * @param inputs where operands come from
 * @param operations in an order in which each follows its operands
 * @param stores where results go
 * @param totals where results are added to
 * @param carries whether each row is added to the same totals, after what is there; else totals are
 *     stored for a start
 */
public record LoopRecipe(
    Form form,
    DType dtype,
    List<Access> inputs,
    List<Operation> operations,
    List<Store> stores,
    List<Total> totals,
    boolean carries) {

  /** What a value is. */
  public enum Form {
    /** A vector of elements. */
    VECTOR,
    /** One number. */
    NUMBER
  }

  /** Copies the lists. */
  public LoopRecipe {
    inputs = List.copyOf(inputs);
    operations = List.copyOf(operations);
    stores = List.copyOf(stores);
    totals = List.copyOf(totals);
  }

  /**
   * How a loop walks through an array.
   *
   * @param truth whether it holds truth values, else numbers
   * @param rowStride from a row to the next
   * @param reads how elements become values; stores are as {@link Read#RUN}
   */
  public record Access(boolean truth, int rowStride, Read reads) {
    boolean runs() {
      return reads == Read.RUN;
    }
  }

  /** How the elements of a row become values. */
  public enum Read {
    /** They are neighbours. */
    RUN,
    /** It is always the same one. */
    REPEAT,
    /** It is the sum of 32 neighbours. */
    SUM_LANES
  }

  /**
   * A method of {@link FloatVectorOperations} and its like.
   *
   * @param truth whether its result is a truth value
   * @param operands the numbers of values
   */
  public record Operation(String name, boolean truth, List<Integer> operands) {
    /** Copies the list. */
    public Operation {
      operands = List.copyOf(operands);
    }
  }

  /** A value to be stored. */
  public record Store(int value, Access to) {}

  /**
   * A number that takes values in: the method is called with the number and then the operands.
   *
   * @param operands the numbers of values, the first of which is stored at the start
   */
  public record Total(String name, List<Integer> operands, Access to) {
    /** Copies the list. */
    public Total {
      operands = List.copyOf(operands);
    }
  }

  /** Inputs, stores and totals, in this order. */
  public int accesses() {
    return inputs.size() + stores.size() + totals.size();
  }

  /** The access of a number. */
  public Access access(int i) {
    if (i < inputs.size()) {
      return inputs.get(i);
    }
    int store = i - inputs.size();
    return store < stores.size() ? stores.get(store).to() : totals.get(store - stores.size()).to();
  }
}
