import org.jspecify.annotations.NullMarked;

/** Tensors, their derivatives to any order, and the engine that runs them on the CPU. */
@NullMarked
module dev.jacobi.core {
  requires static transitive org.jspecify;
  requires jdk.jfr;
  requires jdk.management;
  requires static jdk.incubator.vector;

  exports dev.jacobi;
  exports dev.jacobi.cpu;
  exports dev.jacobi.cpu.kernel;
  exports dev.jacobi.graph;
  exports dev.jacobi.optimize;
  exports dev.jacobi.reference;
  exports dev.jacobi.schedule;
  exports dev.jacobi.transform;
  exports dev.jacobi.type;
}
