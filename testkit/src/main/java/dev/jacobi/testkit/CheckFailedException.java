package dev.jacobi.testkit;

import dev.jacobi.type.JacobiException;

/** A law that did not hold: what was compared, both numbers, and how far they are apart. */
public final class CheckFailedException extends JacobiException {
  private static final long serialVersionUID = 1L;

  /** An exception with that message. */
  public CheckFailedException(String message) {
    super(message);
  }
}
