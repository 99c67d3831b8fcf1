import org.jspecify.annotations.NullMarked;

/** The jacobi command. */
@NullMarked
module dev.jacobi.cli {
  requires static transitive org.jspecify;
  requires dev.jacobi.core;
  requires dev.jacobi.nn;
  requires info.picocli;
  // What dev.jacobi.nn draws a bar with, if it is there.
  requires me.tongfei.progressbar;
  // Outright, not static: the command then has the vector kernels without a flag.
  requires jdk.incubator.vector;

  opens dev.jacobi.cli to
      dev.jacobi.core,
      info.picocli;
}
