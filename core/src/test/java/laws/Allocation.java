package laws;

/** What tests measure of memory. */
public final class Allocation {
  private Allocation() {}

  /** What this thread allocated so far; by reflection, since core does not read the module. */
  public static long bytes() {
    try {
      Class<?> factory = Class.forName("java.lang.management.ManagementFactory");
      Class<?> threads = Class.forName("com.sun.management.ThreadMXBean");
      Object bean = factory.getMethod("getThreadMXBean").invoke(null);
      return (long) threads.getMethod("getCurrentThreadAllocatedBytes").invoke(bean);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("the module jdk.management is missing", e);
    }
  }
}
