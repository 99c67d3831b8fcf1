package dev.jacobi.cpu.kernel;

/** What the type rules let no graph ask for. */
final class Refused {
  private Refused() {}

  static IllegalStateException of(Object kind, Object type) {
    return new IllegalStateException(kind + " of " + type);
  }
}
