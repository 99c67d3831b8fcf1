package dev.jacobi.type;

/** Shapes, ranks or axes that do not fit an operation. */
public final class ShapeException extends JacobiException {
  private static final long serialVersionUID = 1L;

  /** An exception with that message. */
  public ShapeException(String message) {
    super(message);
  }
}
