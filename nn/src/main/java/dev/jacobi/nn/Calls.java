package dev.jacobi.nn;

import dev.jacobi.Tensor;
import dev.jacobi.graph.Origin;
import java.util.function.Supplier;

/**
 * The calls of layers. Nodes that a layer makes say so, and whoever {@link #watch}es is told of
 * each call.
 */
final class Calls {
  private static final ScopedValue<Watcher> WATCHER = ScopedValue.newInstance();

  private Calls() {}

  /** Is told of calls as they happen. */
  interface Watcher {
    Tensor called(Object layer, Tensor x, Supplier<Tensor> body);
  }

  /** The result of {@code body}, as that of a layer applied to x. */
  static Tensor of(String name, Object layer, Tensor x, Supplier<Tensor> body) {
    Supplier<Tensor> named = () -> Origin.within(name, body);
    return WATCHER.isBound() ? WATCHER.get().called(layer, x, named) : named.get();
  }

  /** The result of {@code body}, of whose calls the watcher is told. */
  static Tensor watch(Watcher watcher, Supplier<Tensor> body) {
    return ScopedValue.where(WATCHER, watcher).call(body::get);
  }
}
