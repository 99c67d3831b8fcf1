package dev.jacobi.conformance;

/** Why a case cannot be run or does not agree, in words for the person who reads the line. */
public final class CaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An exception with that reason. */
  public CaseException(String reason) {
    super(reason);
  }

  /** An exception with that reason, raised because of another. */
  public CaseException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
