package dev.jacobi.graph;

import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a node was made: the first stack frame outside the library, and the composition (softmax,
 * batchNorm, ...) of which it is a part, if any.
 */
public record Origin(@Nullable String composition, StackTraceElement frame) {
  private static final Set<String> LIBRARY =
      Set.of(
          "dev.jacobi",
          "dev.jacobi.type",
          "dev.jacobi.graph",
          "dev.jacobi.reference",
          "dev.jacobi.transform",
          "dev.jacobi.optimize",
          "dev.jacobi.schedule",
          "dev.jacobi.cpu",
          "dev.jacobi.nn",
          "dev.jacobi.optim",
          "dev.jacobi.data",
          "dev.jacobi.io",
          "dev.jacobi.train",
          "dev.jacobi.testkit");
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
  private static final StackTraceElement NOWHERE =
      new StackTraceElement("unknown", "unknown", null, -1);

  /** The origin of results: whoever computed them. */
  static final Origin COMPUTED =
      new Origin(null, new StackTraceElement("a computed result", "result", null, -1));

  private static final ScopedValue<Origin> CURRENT = ScopedValue.newInstance();
  private static final ScopedValue<String> COMPOSITION = ScopedValue.newInstance();

  /** The origin for a node made now. */
  static Origin here() {
    if (CURRENT.isBound()) {
      return CURRENT.get();
    }
    String composition = COMPOSITION.isBound() ? COMPOSITION.get() : null;
    return new Origin(composition, WALKER.walk(Origin::userFrame));
  }

  private static StackTraceElement userFrame(java.util.stream.Stream<StackWalker.StackFrame> s) {
    return s.filter(f -> isUser(f.getDeclaringClass()))
        .findFirst()
        .map(StackWalker.StackFrame::toStackTraceElement)
        .orElse(NOWHERE);
  }

  private static boolean isUser(Class<?> type) {
    String name = type.getPackageName();
    return !LIBRARY.contains(name) && !name.startsWith("java.") && !name.startsWith("jdk.");
  }

  /** Runs {@code body}; the nodes it makes have the origin of {@code node}: a rule at work. */
  public static <T> T of(Node node, Supplier<T> body) {
    return ScopedValue.where(CURRENT, node.origin()).call(body::get);
  }

  /** Runs {@code body}; the nodes it makes say that they are part of the named composition. */
  public static <T> T within(String composition, Supplier<T> body) {
    return COMPOSITION.isBound() || CURRENT.isBound()
        ? body.get()
        : ScopedValue.where(COMPOSITION, composition).call(body::get);
  }

  /** An operation as errors name it: with the composition at work, if any, as "times of prelu". */
  public static String named(String operation) {
    return COMPOSITION.isBound() && !COMPOSITION.get().equals(operation)
        ? operation + " of " + COMPOSITION.get()
        : operation;
  }

  /** File and line, as in {@code Critic.java:31}. */
  public String place() {
    return frame.getFileName() == null
        ? frame.getClassName()
        : frame.getFileName() + ":" + frame.getLineNumber();
  }
}
