package dev.jacobi.cpu;

/** One instruction bound to buffers and kernels. */
interface Step {
  /** Runs on the arrays of a worker, for a range of samples if the phase is per sample. */
  void run(Frame frame);
}
