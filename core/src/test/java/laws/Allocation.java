package laws;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What tests measure of memory. */
public final class Allocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /** What this thread allocated so far. */
  public static long bytes() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }
}
