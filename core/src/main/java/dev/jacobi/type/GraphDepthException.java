package dev.jacobi.type;

/** A lazy graph grew past the stated depth without being computed. */
public final class GraphDepthException extends JacobiException {
  private static final long serialVersionUID = 1L;

  /** An exception with that message. */
  public GraphDepthException(String message) {
    super(message);
  }
}
