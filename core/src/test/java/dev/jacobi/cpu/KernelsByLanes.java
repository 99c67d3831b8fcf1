package dev.jacobi.cpu;

import dev.jacobi.cpu.kernel.Kernels;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Vector kernels of several widths in one process: each comes from a class loader of its own, since
 * the width is a constant of the classes.
 */
final class KernelsByLanes extends URLClassLoader {
  private static final String SIMD = "dev.jacobi.cpu.simd.";
  private static final String LANES = "jacobi.lanes";

  private KernelsByLanes(URL classes) {
    super(new URL[] {classes}, Kernels.class.getClassLoader());
  }

  /** Vector kernels with 4, 8 and 16 lanes, if the module of the Vector API is there. */
  static List<Kernels> all() {
    return KernelSets.hasVectors()
        ? IntStream.of(4, 8, 16).mapToObj(KernelsByLanes::of).toList()
        : List.of();
  }

  private static Kernels of(int lanes) {
    String before = System.getProperty(LANES);
    System.setProperty(LANES, Integer.toString(lanes));
    try {
      URL classes = Kernels.class.getProtectionDomain().getCodeSource().getLocation();
      KernelsByLanes loader = new KernelsByLanes(classes);
      Class.forName(SIMD + "Species", true, loader);
      return (Kernels) loader.loadClass(SIMD + "VectorKernels").getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    } finally {
      if (before == null) {
        System.clearProperty(LANES);
      } else {
        System.setProperty(LANES, before);
      }
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(SIMD)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : findClass(name);
    }
  }
}
