package dev.jacobi.type;

/** An index outside the axis it points into, found when a value was computed. */
public final class IndexException extends JacobiException {
  private static final long serialVersionUID = 1L;

  /** An exception with that message. */
  public IndexException(String message) {
    super(message);
  }
}
