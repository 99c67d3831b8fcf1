package dev.jacobi.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Between the wish to end the program (ctrl-C, SIGTERM, {@code System.exit}) and its end: the
 * training is asked to save, and the program waits for it.
 */
final class ShutdownGuard implements AutoCloseable {
  private static final long MOST_SECONDS = 60;

  private final CountDownLatch saved = new CountDownLatch(1);
  private final Thread hook = new Thread(this::waitForTraining, "jacobi-save");
  private volatile boolean asked;

  ShutdownGuard() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void waitForTraining() {
    asked = true;
    try {
      if (!saved.await(MOST_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("training: not saved within " + MOST_SECONDS + " seconds");
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the program is about to end. */
  boolean isAsked() {
    return asked;
  }

  /** Lets the program end; does not return. */
  void release() {
    saved.countDown();
    new Semaphore(0).acquireUninterruptibly();
  }

  @Override
  public void close() {
    if (!asked) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException ending) {
        // It was asked for just now, when all is saved already.
        asked = true;
      }
    }
    saved.countDown();
  }
}
