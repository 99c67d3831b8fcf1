package dev.jacobi.cpu.simd;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import dev.jacobi.cpu.simd.LoopRecipe.Access;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.ReduceKind;
import dev.jacobi.graph.Op.UnaryKind;
import dev.jacobi.type.DType;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.jspecify.annotations.Nullable;

/**
 * Writes the class of a fused loop: rows, in each of them vectors, for each of those the operations
 * one after the other, whose results stay in registers. What it writes reads in Java, for {@code y
 * = a * b + c} with one c for each row,
 *
 * <pre>
 *   for (int r = 0; r &lt; rows; r++) {
 *     FloatVector c = repeat(arrays[ids[2]], at[slots[2]] + r * 1);
 *     for (int i = 0; i &lt; n; i += L) {
 *       FloatVector a = load(arrays[ids[0]], at[slots[0]] + r * 32 + i);
 *       ...
 *       store(add(mul(a, b), c), arrays[ids[3]], at[slots[3]] + r * 32 + i);
 *     }
 *   }
 * </pre>
 *
 * Where totals are carried from row to row, the loops change places, and the totals stay in
 * registers while the rows pass.
 */
public final class LoopWriter {
  /**
   * Vector operations in a loop that calls functions: each takes some 400 of the 18,000 nodes after
   * which the compiler inlines no more methods but those that are marked (see {@link UnaryLoops}).
   */
  public static final int MOST = 36;

  /**
   * Operations and values that are read in a loop of {@link VectorCalls} alone, all of which are
   * marked. The compiler takes some seconds for so many.
   */
  public static final int LONGEST = 100;

  private static final Set<String> NAMES =
      Stream.concat(
              VectorCalls.NAMES.stream(),
              Stream.of(FloatVectorOperations.class.getDeclaredMethods()).map(Method::getName))
          .collect(Collectors.toSet());

  /** The operand that is a total. */
  private static final int TOTAL = -1;

  private static final ClassDesc LOOP = ClassDesc.of(LoopWriter.class.getPackageName(), "Loop");
  private static final ClassDesc OBJECTS = CD_Object.arrayType();
  private static final ClassDesc INTS = CD_int.arrayType();
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(CD_void, OBJECTS, INTS, INTS, INTS, CD_int, CD_int, CD_boolean);
  private static final ClassDesc TRUTHS = CD_boolean.arrayType();

  private final LoopRecipe recipe;
  private final ClassDesc operations;
  private final ClassDesc number;
  private final ClassDesc truth;
  private final ClassDesc array;
  private final int lanes;
  private final CodeBuilder code;

  /** Null where values are single numbers. */
  private final @Nullable VectorCalls vectors;

  // local variables: this, the seven parameters, then what follows
  private static final int PARAMETERS = 8;
  private final int row = PARAMETERS;
  private final int run = PARAMETERS + 1;
  private final int arrays = PARAMETERS + 2;
  private final int firsts;
  private final int places;
  private final int values;
  private final int sums;

  private LoopWriter(LoopRecipe recipe, CodeBuilder code) {
    boolean single = recipe.dtype() == DType.FLOAT32;
    boolean vectors = recipe.form() == LoopRecipe.Form.VECTOR;
    this.recipe = recipe;
    this.code = code;
    this.operations = desc(holder(recipe));
    this.truth = vectors ? desc(VectorMask.class) : CD_boolean;
    if (vectors) {
      this.number = desc(single ? FloatVector.class : DoubleVector.class);
    } else {
      this.number = single ? CD_float : CD_double;
    }
    this.array = desc(single ? float[].class : double[].class);
    this.lanes = vectors ? lanes(recipe.dtype()) : 1;
    this.vectors = vectors ? new VectorCalls(recipe.dtype(), code) : null;
    this.firsts = arrays + recipe.accesses();
    this.places = firsts + recipe.accesses();
    this.values = places + recipe.accesses();
    this.sums = values + 2 * (recipe.inputs().size() + recipe.operations().size());
  }

  private static ClassDesc desc(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }

  private static Class<?> holder(LoopRecipe recipe) {
    boolean single = recipe.dtype() == DType.FLOAT32;
    return switch (recipe.form()) {
      case VECTOR -> single ? FloatVectorOperations.class : DoubleVectorOperations.class;
      case NUMBER -> single ? FloatOperations.class : DoubleOperations.class;
    };
  }

  /**
   * Whether the compiler makes vector operations into one loop without objects.
   *
   * @param cost of all operations
   * @param reads how many values are read
   * @param functions whether an operation costs more than one
   */
  public static boolean fits(int cost, int reads, boolean functions) {
    return functions ? cost + reads / 2 <= MOST : cost + reads <= LONGEST;
  }

  /** Elements in a vector of floats or doubles. */
  public static int lanes(DType dtype) {
    return dtype == DType.FLOAT32
        ? FloatVectorFunctions.S.length()
        : DoubleVectorFunctions.S.length();
  }

  /**
   * Vector operations that an operation takes; more than {@link #MOST} if it has no form in
   * registers.
   *
   * @param operands the types of its operands
   */
  public static int cost(Op.Elementwise op, List<DType> operands) {
    boolean numbers = operands.stream().allMatch(d -> d.isFloat() || d == DType.BOOL);
    boolean choosesTruths = op instanceof Op.Elementwise.Select && operands.get(1) == DType.BOOL;
    return numbers && !choosesTruths && NAMES.contains(name(op)) ? cost(name(op)) : MOST + 1;
  }

  /** Vector operations in a method. */
  public static int cost(String method) {
    return switch (method) {
      case "exp", "expm1", "log", "log1p", "tanh", "sigmoid" -> 28;
      case "sign" -> 4;
      case "rsqrt", "is_finite" -> 2;
      default -> 1;
    };
  }

  /** The method that computes an operation. */
  public static String name(Op.Elementwise op) {
    String constant =
        switch (op) {
          case Op.Elementwise.Unary(var kind) -> kind.name();
          case Op.Elementwise.LogGamma l -> "log gamma";
          case Op.Elementwise.Binary(var kind) -> kind.name();
          case Op.Elementwise.Compare(var kind) -> kind.name();
          case Op.Elementwise.Logic(var kind) -> kind.name();
          case Op.Elementwise.Select() -> "select";
          case Op.Elementwise.Cast(var to) -> "cast";
        };
    return constant.toLowerCase(Locale.ROOT);
  }

  /** Whether an operation gives truth values. */
  public static boolean isTruth(Op.Elementwise op) {
    return switch (op) {
      case Op.Elementwise.Unary(var kind) -> kind == UnaryKind.NOT || kind == UnaryKind.IS_FINITE;
      case Op.Elementwise.LogGamma l -> false;
      case Op.Elementwise.Binary b -> false;
      case Op.Elementwise.Compare c -> true;
      case Op.Elementwise.Logic l -> true;
      case Op.Elementwise.Select s -> false;
      case Op.Elementwise.Cast(var to) -> to == DType.BOOL;
    };
  }

  /** The method that takes a value into a total. */
  public static String name(ReduceKind kind) {
    return switch (kind) {
      case SUM -> "add";
      case PROD -> "mul";
      case MAX -> "max";
      case MIN -> "min";
    };
  }

  /** A new loop, slow until the virtual machine has compiled it. */
  public static FusedLoop write(LoopRecipe recipe) {
    byte[] bytes =
        ClassFile.of()
            .build(
                LOOP,
                type -> {
                  type.withFlags(ClassFile.ACC_FINAL)
                      .withInterfaceSymbols(desc(FusedLoop.class))
                      .withMethodBody(
                          INIT_NAME,
                          MTD_void,
                          ClassFile.ACC_PUBLIC,
                          c -> c.aload(0).invokespecial(CD_Object, INIT_NAME, MTD_void).return_());
                  type.withMethodBody(
                      "run", RUN, ClassFile.ACC_PUBLIC, c -> new LoopWriter(recipe, c).write());
                });
    try {
      Class<?> type = MethodHandles.lookup().defineHiddenClass(bytes, true).lookupClass();
      return (FusedLoop) type.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a class that was just written: " + recipe, e);
    }
  }

  private void write() {
    for (int i = 0; i < recipe.accesses(); i++) {
      ClassDesc type = recipe.access(i).truth() ? TRUTHS : array;
      code.aload(1).aload(2).loadConstant(i).iaload().aaload().checkcast(type).astore(arrays + i);
      code.aload(3).aload(4).loadConstant(i).iaload().iaload().istore(firsts + i);
    }
    repeat(true);
    if (recipe.carries()) {
      loop(run, 6, lanes, this::column);
    } else {
      begin();
      loop(row, 5, 1, this::row);
    }
    code.return_();
  }

  /** {@code for (int i = 0; i < limit; i += step) body}. */
  private void loop(int i, int limit, int step, Runnable body) {
    Label begin = code.newLabel();
    Label end = code.newLabel();
    code.iconst_0().istore(i).labelBinding(begin);
    code.iload(i).iload(limit).if_icmpge(end);
    body.run();
    code.iinc(i, step).goto_(begin).labelBinding(end);
  }

  /** Reads the numbers that stay the same, always or for a row. */
  private void repeat(boolean always) {
    for (int i = 0; i < recipe.inputs().size(); i++) {
      Access input = recipe.inputs().get(i);
      if (!input.runs() && (input.rowStride() == 0) == always) {
        int at = i;
        read(i, () -> code.aload(arrays + at).iload((always ? firsts : places) + at));
      }
    }
  }

  /** All places are in the first row. */
  private void begin() {
    for (int i = 0; i < recipe.accesses(); i++) {
      code.iload(firsts + i).istore(places + i);
    }
  }

  /** All places move to the next row. */
  private void next() {
    for (int i = 0; i < recipe.accesses(); i++) {
      int stride = recipe.access(i).rowStride();
      if (stride != 0) {
        code.iload(places + i).loadConstant(stride).iadd().istore(places + i);
      }
    }
  }

  private void row() {
    repeat(false);
    loop(run, 6, lanes, this::elements);
    next();
  }

  /** Vectors one below the other, totals in registers. */
  private void column() {
    begin();
    int first = recipe.accesses() - recipe.totals().size();
    for (int t = 0; t < recipe.totals().size(); t++) {
      loadTotal(first + t);
      code.storeLocal(kind(number), sums + 2 * t);
    }
    loop(
        row,
        5,
        1,
        () -> {
          repeat(false);
          elements();
          next();
        });
    for (int t = 0; t < recipe.totals().size(); t++) {
      code.loadLocal(kind(number), sums + 2 * t);
      store(first + t);
    }
  }

  private void elements() {
    for (int i = 0; i < recipe.inputs().size(); i++) {
      if (recipe.inputs().get(i).runs()) {
        int input = i;
        read(i, () -> place(input));
      }
    }
    for (int o = 0; o < recipe.operations().size(); o++) {
      LoopRecipe.Operation operation = recipe.operations().get(o);
      int result = recipe.inputs().size() + o;
      compute(operation.name(), operation.operands(), type(result), this::load);
      keep(result);
    }
    int access = recipe.inputs().size();
    for (LoopRecipe.Store store : recipe.stores()) {
      load(store.value());
      store(access++);
    }
    for (int t = 0; t < recipe.totals().size(); t++) {
      if (recipe.carries()) {
        int sum = sums + 2 * t;
        take(recipe.totals().get(t), () -> code.loadLocal(kind(number), sum));
        code.storeLocal(kind(number), sum);
      } else {
        total(recipe.totals().get(t), access++);
      }
    }
  }

  private void total(LoopRecipe.Total total, int access) {
    Label first = code.newLabel();
    Label end = code.newLabel();
    code.iload(7).ifne(first);
    take(total, () -> loadTotal(access));
    store(access);
    code.goto_(end).labelBinding(first);
    load(total.operands().get(0));
    store(access);
    code.labelBinding(end);
  }

  private void loadTotal(int access) {
    loadRun(false, () -> place(access));
  }

  /** Pushes a number that has taken values in. */
  private void take(LoopRecipe.Total total, Runnable number) {
    List<Integer> operands = Stream.concat(Stream.of(TOTAL), total.operands().stream()).toList();
    compute(
        total.name(),
        operands,
        this.number,
        value -> {
          if (value == TOTAL) {
            number.run();
          } else {
            load(value);
          }
        });
  }

  /** Pushes the result of an operation. */
  private void compute(String name, List<Integer> operands, ClassDesc result, IntConsumer load) {
    if (vectors != null && VectorCalls.NAMES.contains(name)) {
      vectors.compute(name, operands, load);
      return;
    }
    operands.forEach(load::accept);
    ClassDesc[] types =
        operands.stream().map(v -> v == TOTAL ? number : type(v)).toArray(ClassDesc[]::new);
    code.invokestatic(operations, name, MethodTypeDesc.of(result, types));
  }

  /** The type of a value. */
  private ClassDesc type(int value) {
    int inputs = recipe.inputs().size();
    boolean isTruth =
        value < inputs
            ? recipe.inputs().get(value).truth()
            : recipe.operations().get(value - inputs).truth();
    return isTruth ? truth : number;
  }

  private static TypeKind kind(ClassDesc type) {
    return TypeKind.from(type).asLoadable();
  }

  private void load(int value) {
    code.loadLocal(kind(type(value)), values + 2 * value);
  }

  private void keep(int value) {
    code.storeLocal(kind(type(value)), values + 2 * value);
  }

  /** Pushes the array and the place of the vector at hand. */
  private void place(int access) {
    code.aload(arrays + access).iload(places + access);
    if (recipe.access(access).runs()) {
      code.iload(run).iadd();
    }
  }

  /** Keeps the value of an input, of which {@code place} pushes the array and the index. */
  private void read(int input, Runnable place) {
    Access access = recipe.inputs().get(input);
    switch (access.reads()) {
      case RUN -> loadRun(access.truth(), place);
      case REPEAT -> {
        if (vectors != null) {
          vectors.repeat(access.truth(), place);
        } else {
          call("repeat", type(input), access.truth(), place);
        }
      }
      case SUM_LANES -> call("sum_lanes", type(input), access.truth(), place);
    }
    keep(input);
  }

  private void loadRun(boolean isTruth, Runnable place) {
    if (vectors != null) {
      vectors.load(isTruth, place);
    } else {
      call("load", isTruth ? truth : number, isTruth, place);
    }
  }

  private void call(String method, ClassDesc result, boolean isTruth, Runnable place) {
    place.run();
    ClassDesc from = isTruth ? TRUTHS : array;
    code.invokestatic(operations, method, MethodTypeDesc.of(result, from, CD_int));
  }

  /** A value on the stack is stored. */
  private void store(int access) {
    boolean isTruth = recipe.access(access).truth();
    place(access);
    if (vectors != null) {
      vectors.store(isTruth);
      return;
    }
    MethodTypeDesc type =
        MethodTypeDesc.of(CD_void, isTruth ? truth : number, isTruth ? TRUTHS : array, CD_int);
    code.invokestatic(operations, "store", type);
  }
}
