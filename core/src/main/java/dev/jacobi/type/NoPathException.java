package dev.jacobi.type;

/** A derivative was asked for with respect to a tensor that does not lead to the result. */
public final class NoPathException extends JacobiException {
  private static final long serialVersionUID = 1L;

  /** An exception with that message. */
  public NoPathException(String message) {
    super(message);
  }
}
