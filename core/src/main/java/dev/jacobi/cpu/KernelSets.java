package dev.jacobi.cpu;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.kernel.PlainKernels;

/** Which kernels this process uses: chosen once. */
public final class KernelSets {
  private static final Kernels CURRENT = new PlainKernels();

  private KernelSets() {}

  /** The kernels of this process. */
  public static Kernels current() {
    return CURRENT;
  }
}
