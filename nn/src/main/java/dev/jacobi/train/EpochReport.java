package dev.jacobi.train;

/** What is told after an epoch; whoever is told may end the training. */
public final class EpochReport<M> {
  private final Epoch epoch;
  private final M model;
  private boolean stop;

  EpochReport(Epoch epoch, M model) {
    this.epoch = epoch;
    this.model = model;
  }

  /** Its measures. */
  public Epoch epoch() {
    return epoch;
  }

  /** The model after it. */
  public M model() {
    return model;
  }

  /** Ends the training here. */
  public void stop() {
    stop = true;
  }

  boolean isStopped() {
    return stop;
  }
}
