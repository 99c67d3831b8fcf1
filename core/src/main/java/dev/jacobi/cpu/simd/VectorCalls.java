package dev.jacobi.cpu.simd;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.jacobi.type.DType;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Writes the operations of a loop that are one method of the Vector API each. They are called
 * directly: once a method is too long for the compiler to inline what it calls, it still inlines
 * what is marked for it, as these methods are and no method around them can be.
 */
final class VectorCalls {
  /** The operations, called like the constants of {@link dev.jacobi.graph.Op}. */
  static final Set<String> NAMES =
      Set.of(
          "neg",
          "abs",
          "sqrt",
          "norm_sqrt",
          "square",
          "zero",
          "add_product",
          "add",
          "sub",
          "mul",
          "div",
          "min",
          "max",
          "lt",
          "le",
          "eq",
          "ne",
          "not",
          "and",
          "or",
          "xor",
          "select");

  private static final ClassDesc VECTOR = desc(Vector.class);
  private static final ClassDesc MASK = desc(VectorMask.class);
  private static final ClassDesc SPECIES = desc(VectorSpecies.class);
  private static final ClassDesc OPERATORS = desc(VectorOperators.class);
  private static final ClassDesc COMPARISON = desc(VectorOperators.Comparison.class);
  private static final ClassDesc TRUTHS = CD_boolean.arrayType();

  private final CodeBuilder code;
  private final boolean single;
  private final ClassDesc number;
  private final ClassDesc array;

  VectorCalls(DType dtype, CodeBuilder code) {
    this.code = code;
    this.single = dtype == DType.FLOAT32;
    this.number = desc(single ? FloatVector.class : DoubleVector.class);
    this.array = desc(single ? float[].class : double[].class);
  }

  private static ClassDesc desc(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }

  /**
   * Pushes the result of an operation.
   *
   * @param load pushes a value
   */
  void compute(String name, List<Integer> operands, IntConsumer load) {
    switch (name) {
      case "neg", "abs", "sqrt" -> of(operands, load, number, name, number);
      case "norm_sqrt" -> of(operands, load, number, "sqrt", number);
      case "square" ->
          of(List.of(operands.get(0), operands.get(0)), load, number, "mul", number, VECTOR);
      case "zero" -> {
        species();
        code.invokestatic(number, "zero", MethodTypeDesc.of(number, SPECIES));
      }
      // a.fma(b, sum)
      case "add_product" ->
          of(
              List.of(operands.get(1), operands.get(2), operands.get(0)),
              load,
              number,
              "fma",
              number,
              VECTOR,
              VECTOR);
      case "add", "sub", "mul", "div", "min", "max" ->
          of(operands, load, number, name, number, VECTOR);
      case "lt" -> compare("LT", operands, load);
      case "le" -> compare("LE", operands, load);
      case "eq" -> compare("EQ", operands, load);
      case "ne" -> compare("NE", operands, load);
      case "not" -> of(operands, load, MASK, name, MASK);
      case "and", "or", "xor" -> of(operands, load, MASK, name, MASK, MASK);
      // b.blend(a, condition)
      case "select" -> of(operands.reversed(), load, number, "blend", number, VECTOR, MASK);
      default -> throw new IllegalArgumentException(name);
    }
  }

  private void of(
      List<Integer> operands,
      IntConsumer load,
      ClassDesc owner,
      String method,
      ClassDesc result,
      ClassDesc... parameters) {
    operands.forEach(load::accept);
    code.invokevirtual(owner, method, MethodTypeDesc.of(result, parameters));
  }

  private void compare(String comparison, List<Integer> operands, IntConsumer load) {
    load.accept(operands.get(0));
    code.getstatic(OPERATORS, comparison, COMPARISON);
    load.accept(operands.get(1));
    code.invokevirtual(number, "compare", MethodTypeDesc.of(MASK, COMPARISON, VECTOR));
  }

  /** Pushes neighbours in an array, of which {@code place} pushes the array and the first index. */
  void load(boolean truth, Runnable place) {
    species();
    place.run();
    ClassDesc type = truth ? MASK : number;
    code.invokestatic(
        type, "fromArray", MethodTypeDesc.of(type, SPECIES, truth ? TRUTHS : array, CD_int));
  }

  /** Pushes one element of an array in every lane. */
  void repeat(boolean truth, Runnable place) {
    species();
    place.run();
    if (truth) {
      code.baload();
      code.invokeinterface(SPECIES, "maskAll", MethodTypeDesc.of(MASK, CD_boolean));
    } else if (single) {
      code.faload();
      code.invokestatic(number, "broadcast", MethodTypeDesc.of(number, SPECIES, CD_float));
    } else {
      code.daload();
      code.invokestatic(number, "broadcast", MethodTypeDesc.of(number, SPECIES, CD_double));
    }
  }

  /** Stores the value on the stack, above which the array and the first index are pushed. */
  void store(boolean truth) {
    code.invokevirtual(
        truth ? MASK : number,
        "intoArray",
        MethodTypeDesc.of(CD_void, truth ? TRUTHS : array, CD_int));
  }

  private void species() {
    code.getstatic(
        desc(single ? FloatVectorFunctions.class : DoubleVectorFunctions.class), "S", SPECIES);
  }
}
