package dev.jacobi.type;

/**
 * What the library throws for a mistake it can name. Messages read <i>operation: what came in; what
 * is wrong; way out</i>.
 */
public class JacobiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An exception with that message. */
  public JacobiException(String message) {
    super(message);
  }

  /** An exception with that message, raised because of another. */
  public JacobiException(String message, Throwable cause) {
    super(message, cause);
  }
}
