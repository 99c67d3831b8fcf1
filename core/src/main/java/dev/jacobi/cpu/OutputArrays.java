package dev.jacobi.cpu;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.schedule.Buffer;
import dev.jacobi.type.DType;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** The arrays that a program's results are written to: donated ones first, else new ones. */
final class OutputArrays {
  private final List<Pool> pools = new ArrayList<>();
  private final Pool[] poolOf;

  OutputArrays(List<Buffer> outputs) {
    poolOf = new Pool[outputs.size()];
    for (int i = 0; i < poolOf.length; i++) {
      Buffer buffer = outputs.get(i);
      Pool pool =
          pools.stream()
              .filter(p -> p.dtype == buffer.dtype() && p.elements == buffer.elements())
              .findFirst()
              .orElse(null);
      if (pool == null) {
        pool = new Pool(buffer.dtype(), buffer.elements());
        pools.add(pool);
      }
      pool.most += 2;
      poolOf[i] = pool;
    }
  }

  /** Donated arrays of one type and length, at most two for each output. */
  private static final class Pool {
    final DType dtype;
    final int elements;
    final ConcurrentLinkedQueue<Object> arrays = new ConcurrentLinkedQueue<>();
    final AtomicInteger count = new AtomicInteger();
    int most;

    Pool(DType dtype, int elements) {
      this.dtype = dtype;
      this.elements = elements;
    }
  }

  /** An array for output {@code index}. */
  Object take(int index) {
    Pool pool = poolOf[index];
    Object array = pool.arrays.poll();
    if (array == null) {
      return ArrayValue.allocate(pool.dtype, pool.elements);
    }
    pool.count.decrementAndGet();
    return array;
  }

  /** Takes an array that nobody uses any more. */
  void give(Object array) {
    DType dtype = ArrayValue.typeOf(array);
    int elements = Array.getLength(array);
    for (Pool pool : pools) {
      if (pool.dtype == dtype && pool.elements == elements && pool.count.get() < pool.most) {
        pool.count.incrementAndGet();
        pool.arrays.add(array);
        return;
      }
    }
  }
}
