package dev.jacobi.cpu.simd;

import dev.jacobi.graph.Op.UnaryKind;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Loops over functions of many operations, called through handles, since the compiler does not
 * inline what it finds in a map. Inlined into their caller, two of them exceed the nodes that it
 * allows for a method (18,000, of which one vector operation takes some 400); from there on it
 * calls what it should inline, and vectors become objects, fifty times slower.
 */
final class UnaryLoops {
  private final Map<UnaryKind, MethodHandle> handles = new EnumMap<>(UnaryKind.class);

  /**
   * The methods {@code (x, xo, y, yo, end)} of the lookup's class that are called like these
   * functions.
   */
  UnaryLoops(MethodHandles.Lookup lookup, Class<?> array, UnaryKind... kinds) {
    MethodType type =
        MethodType.methodType(void.class, array, int.class, array, int.class, int.class);
    for (UnaryKind kind : kinds) {
      String name = kind.name().toLowerCase(Locale.ROOT);
      try {
        handles.put(kind, lookup.findStatic(lookup.lookupClass(), name, type));
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }
  }

  MethodHandle of(UnaryKind kind) {
    MethodHandle loop = handles.get(kind);
    if (loop == null) {
      throw new IllegalArgumentException(kind + ": no loop");
    }
    return loop;
  }
}
