package dev.jacobi.type;

/** A value was asked for while a function is traced and has none yet. */
public final class TracingException extends JacobiException {
  private static final long serialVersionUID = 1L;

  /** An exception with that message. */
  public TracingException(String message) {
    super(message);
  }
}
