package dev.jacobi.type;

/** An element type that an operation does not take. */
public final class DTypeException extends JacobiException {
  private static final long serialVersionUID = 1L;

  /** An exception with that message. */
  public DTypeException(String message) {
    super(message);
  }
}
