import org.jspecify.annotations.NullMarked;

/** Runs case sets that others computed and says which numbers agree; not published. */
@NullMarked
module dev.jacobi.conformance {
  requires static transitive org.jspecify;
  requires com.fasterxml.jackson.databind;
  requires dev.jacobi.core;
  requires dev.jacobi.nn;
  requires dev.jacobi.testkit;
  // Outright, not static: the cases then run on the vector kernels without a flag.
  requires jdk.incubator.vector;

  opens dev.jacobi.conformance.adbench to
      dev.jacobi.core;
  opens dev.jacobi.conformance to
      dev.jacobi.core;
  opens dev.jacobi.conformance.torch to
      dev.jacobi.core;
  opens dev.jacobi.conformance.reports to
      dev.jacobi.core;
  opens dev.jacobi.conformance.torchlayers to
      dev.jacobi.core;
}
