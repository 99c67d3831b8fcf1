package dev.jacobi.cpu;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;

/** Threads that run parts of a program: made when first needed, daemons, kept. */
final class Workers {
  private static final ExecutorService POOL =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().name("jacobi-worker-", 0).daemon(true).factory());

  private Workers() {}

  /**
   * Runs {@code body} for 0 .. count - 1, number 0 on this thread, and waits for all.
   *
   * @param stop what to do when this thread is interrupted while it waits
   */
  static void run(int count, IntConsumer body, Runnable stop) {
    CountDownLatch done = new CountDownLatch(count - 1);
    for (int i = 1; i < count; i++) {
      int worker = i;
      POOL.execute(() -> {
        try {
          body.accept(worker);
        } finally {
          done.countDown();
        }
      });
    }
    body.accept(0);
    boolean interrupted = false;
    while (true) {
      try {
        done.await();
        break;
      } catch (InterruptedException e) {
        // the parts share arrays with the caller: they must end before it goes on
        interrupted = true;
        stop.run();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
