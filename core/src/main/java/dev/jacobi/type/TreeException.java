package dev.jacobi.type;

/** A record, list or map of tensors that cannot be taken apart or put together. */
public final class TreeException extends JacobiException {
  private static final long serialVersionUID = 1L;

  /** An exception with that message. */
  public TreeException(String message) {
    super(message);
  }

  /** An exception with that message, raised because of another. */
  public TreeException(String message, Throwable cause) {
    super(message, cause);
  }
}
