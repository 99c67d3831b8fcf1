package dev.jacobi.cpu;

import dev.jacobi.cpu.kernel.Fma;
import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.kernel.PlainKernels;
import dev.jacobi.cpu.simd.VectorKernels;

/**
 * Which kernels this process uses, chosen once: those with the Vector API where the module {@code
 * jdk.incubator.vector} is there, else plain loops, and a line in the log that says how to get the
 * others. The system property {@code jacobi.kernels} (or the environment variable {@code
 * JACOBI_KERNELS}) chooses {@code plain} or {@code vector}.
 */
public final class KernelSets {
  private static final System.Logger LOG = System.getLogger(KernelSets.class.getName());

  private KernelSets() {}

  private static final class Chosen {
    static final Kernels KERNELS = choose();
  }

  /** The kernels of this process. */
  public static Kernels current() {
    return Chosen.KERNELS;
  }

  /** Whether the module of the Vector API is there. */
  public static boolean hasVectors() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }

  private static Kernels choose() {
    String wanted = System.getProperty("jacobi.kernels", System.getenv("JACOBI_KERNELS"));
    if ("plain".equals(wanted)) {
      return new PlainKernels();
    }
    if (!Fma.FUSED) {
      LOG.log(
          System.Logger.Level.WARNING,
          "This processor has no fused multiply-add: products are rounded before they are added, so"
              + " results differ in the last bits from those of other machines.");
      return new PlainKernels();
    }
    if (hasVectors()) {
      return new VectorKernels();
    }
    LOG.log(
        System.Logger.Level.INFO,
        "Plain kernels: the module jdk.incubator.vector is not loaded; start java with"
            + " --add-modules jdk.incubator.vector for the faster ones.");
    return new PlainKernels();
  }
}
