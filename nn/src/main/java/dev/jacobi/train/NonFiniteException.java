package dev.jacobi.train;

import dev.jacobi.type.JacobiException;

/**
 * A step that gave NaN or an infinity, as its loss or in the model after it. The training stopped
 * before the step: the checkpoint, if there is one, holds the model that led to it.
 */
public final class NonFiniteException extends JacobiException {
  private static final long serialVersionUID = 1L;

  private final int epoch;
  private final int number;
  private final long step;
  private final transient Object batch;

  /** An exception with that message about a step. */
  NonFiniteException(String message, int epoch, int number, long step, Object batch) {
    super(message);
    this.epoch = epoch;
    this.number = number;
    this.step = step;
    this.batch = batch;
  }

  /** The epoch, from 0. */
  public int epoch() {
    return epoch;
  }

  /** The number of the batch in its epoch, from 0. */
  public int batchNumber() {
    return number;
  }

  /** The number of the step, from 0. */
  public long step() {
    return step;
  }

  /** The batch. */
  public Object batch() {
    return batch;
  }
}
