package dev.jacobi.cpu;

import dev.jacobi.cpu.kernel.Fma;
import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.kernel.PlainKernels;
import dev.jacobi.cpu.simd.VectorKernels;
import dev.jacobi.cpu.simd.VectorKernels.Fusing;
import dev.jacobi.type.DType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

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

  private static final String WANTED =
      System.getProperty("jacobi.kernels", System.getenv("JACOBI_KERNELS"));
  private static final boolean AT_ONCE = "vector".equals(WANTED);

  /** Null where they cannot serve, or shall not. */
  private static final @Nullable Kernels VECTOR =
      !"plain".equals(WANTED) && canServe() ? new VectorKernels() : null;

  private static final Kernels FIRST = VECTOR != null && AT_ONCE ? VECTOR : new PlainKernels();
  private static final Set<DType> ASKED_FOR = ConcurrentHashMap.newKeySet();
  private static volatile Set<DType> compiled = Set.of();

  /**
   * The kernels as of now for a program with these types of floats. The first program with a type
   * has the vector kernels for it warmed.
   */
  public static Kernels current(Set<DType> floats) {
    if (VECTOR == null || AT_ONCE) {
      return FIRST;
    }
    if (compiled.containsAll(floats)) {
      return VECTOR;
    }
    for (DType dtype : floats) {
      if (ASKED_FOR.add(dtype)) {
        WarmUp.start(VECTOR, dtype);
      }
    }
    return FIRST;
  }

  /** The kernels as of now for a program that has floats of one type only. */
  public static Kernels current(DType dtype) {
    return current(Set.of(dtype));
  }

  /** Lets the vector kernels serve programs with these floats from their next run on. */
  static synchronized void serve(DType dtype) {
    EnumSet<DType> all = EnumSet.of(dtype);
    all.addAll(compiled);
    compiled = all;
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

  private static boolean canServe() {
    if (!Fma.FUSED) {
      LOG.log(
          System.Logger.Level.WARNING,
          "This processor has no fused multiply-add: products are rounded before they are added, so"
              + " results differ in the last bits from those of other machines.");
      return false;
    }
    if (!hasVectors()) {
      LOG.log(
          System.Logger.Level.INFO,
          "Plain kernels: the module jdk.incubator.vector is not loaded; start java with"
              + " --add-modules jdk.incubator.vector for the faster ones.");
      return false;
    }
    return true;
  }
}
