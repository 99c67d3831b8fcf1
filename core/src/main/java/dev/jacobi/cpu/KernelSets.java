package dev.jacobi.cpu;

import dev.jacobi.cpu.kernel.Fma;
import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.kernel.PlainKernels;
import dev.jacobi.cpu.simd.VectorKernels;
import dev.jacobi.cpu.simd.VectorKernels.Fusing;
import java.util.List;

/**
 * Which kernels this process uses: those with the Vector API where the module {@code
 * jdk.incubator.vector} is there, else plain loops, and a line in the log that says how to get the
 * others. Vector kernels are slow until the virtual machine has compiled them; plain ones serve
 * until then, with the same results to the bit (see {@link WarmUp}).
 *
 * <p>The system property {@code jacobi.kernels} (or the environment variable {@code
 * JACOBI_KERNELS}) chooses {@code plain}, or {@code vector} from the first step on.
 */
public final class KernelSets {
  private static final System.Logger LOG = System.getLogger(KernelSets.class.getName());

  private KernelSets() {}

  private static volatile Kernels current = choose();

  /** The kernels of this process as of now. */
  public static Kernels current() {
    return current;
  }

  /** Lets other kernels serve from the next run on. */
  static void use(Kernels kernels) {
    current = kernels;
  }

  /** The sets that this process can use, and the one whose loops serve at once, for comparing. */
  public static List<Kernels> all() {
    return Fma.FUSED && hasVectors()
        ? List.of(new PlainKernels(), new VectorKernels(), new VectorKernels(Fusing.AT_ONCE))
        : List.of(new PlainKernels());
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
    if (!hasVectors()) {
      LOG.log(
          System.Logger.Level.INFO,
          "Plain kernels: the module jdk.incubator.vector is not loaded; start java with"
              + " --add-modules jdk.incubator.vector for the faster ones.");
      return new PlainKernels();
    }
    if ("vector".equals(wanted)) {
      return new VectorKernels();
    }
    Kernels plain = new PlainKernels();
    WarmUp.start(plain);
    return plain;
  }
}
