package dev.jacobi.data;

import dev.jacobi.type.JacobiException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/**
 * Reads batches on another thread, a few ahead. A thread runs only while there is something to
 * read: whoever stops in the middle of an epoch leaves nothing behind.
 *
 * @param loader what is read
 * @param ahead how many batches are ready at most
 */
record PrefetchingLoader<T>(Loader<T> loader, int ahead) implements Loader<T> {
  private static final Executor THREADS =
      task -> Thread.ofVirtual().name("jacobi-prefetch").start(task);

  PrefetchingLoader {
    if (ahead < 1) {
      throw new JacobiException("prefetch: " + ahead + " batches ahead; give 1 or more");
    }
  }

  @Override
  public OptionalInt count(int epoch) {
    return loader.count(epoch);
  }

  @Override
  public Iterator<T> batches(int epoch, int from) {
    return new Ahead<>(
        CompletableFuture.supplyAsync(() -> loader.batches(epoch, from), THREADS), ahead);
  }

  /** One task after the other; each reads a batch, or finds that there is none. */
  private static final class Ahead<T> implements Iterator<T> {
    private final CompletableFuture<Iterator<T>> batches;
    private final Queue<CompletableFuture<Optional<T>>> ready = new ArrayDeque<>();
    private CompletableFuture<?> last;

    Ahead(CompletableFuture<Iterator<T>> batches, int ahead) {
      this.batches = batches;
      this.last = batches;
      for (int i = 0; i < ahead; i++) {
        order();
      }
    }

    private void order() {
      CompletableFuture<Optional<T>> batch =
          last.thenCombineAsync(
              batches,
              (before, each) -> each.hasNext() ? Optional.of(each.next()) : Optional.empty(),
              THREADS);
      ready.add(batch);
      last = batch;
    }

    @Override
    public boolean hasNext() {
      return await(ready.element()).isPresent();
    }

    @Override
    public T next() {
      T batch = await(ready.element()).orElseThrow(NoSuchElementException::new);
      ready.remove();
      order();
      return batch;
    }

    private static <V> V await(CompletableFuture<V> future) {
      try {
        return future.get();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new JacobiException(
            "loader: interrupted while it waited for a batch; ask again", interrupted);
      } catch (ExecutionException failed) {
        throw rethrow(failed);
      }
    }

    /** What was thrown on the other thread. */
    private static RuntimeException rethrow(ExecutionException failed) {
      return switch (failed.getCause()) {
        case RuntimeException own -> own;
        case Error own -> throw own;
        case null, default ->
            new JacobiException("loader: a batch cannot be read: " + failed, failed);
      };
    }
  }
}
