package dev.jacobi.train;

import dev.jacobi.optim.Optimizer;

/**
 * What a training gives.
 *
 * @param model the model after the last step
 * @param optimizer what the optimiser carries to a next step
 * @param best the model after the epoch with the best watched measure
 * @param bestEpoch that epoch
 * @param history all epochs
 * @param stop why it ended
 */
public record Trained<M>(
    M model, Optimizer.State<M> optimizer, M best, int bestEpoch, History history, Stop stop) {

  /** Why a training ended. */
  public enum Stop {
    /** All epochs were made. */
    EPOCHS,
    /** The watched measure had stopped to improve. */
    EARLY,
    /** A callback asked for it. */
    ASKED
  }
}
