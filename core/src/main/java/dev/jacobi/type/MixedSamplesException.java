package dev.jacobi.type;

/** A per-sample derivative was asked for where samples look at each other. */
public final class MixedSamplesException extends JacobiException {
  private static final long serialVersionUID = 1L;

  /** An exception with that message. */
  public MixedSamplesException(String message) {
    super(message);
  }
}
