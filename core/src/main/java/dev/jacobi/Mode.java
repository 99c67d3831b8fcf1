package dev.jacobi;

/** In which direction a Jacobian is swept. */
public enum Mode {
  /** Whichever costs less on the graph at hand. */
  CHEAPER,
  /** One forward sweep for each element of z. */
  FORWARD,
  /** One reverse sweep for each element of y. */
  REVERSE
}
