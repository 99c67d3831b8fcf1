import org.jspecify.annotations.NullMarked;

/** The jacobi command. */
@NullMarked
module dev.jacobi.cli {
  requires static transitive org.jspecify;
  requires dev.jacobi.core;
  requires dev.jacobi.nn;
  requires dev.jacobi.testkit;
  requires com.fasterxml.jackson.core;
  requires de.siegmar.fastcsv;
  requires hipparchus.core;
  requires info.picocli;
  requires java.logging;
  requires org.snakeyaml.engine.v2;
  // What dev.jacobi.nn draws a bar with, if it is there.
  requires me.tongfei.progressbar;
  // What it reads Parquet with.
  requires dev.hardwood.core;
  // Outright, not static: the command then has the vector kernels without a flag.
  requires jdk.incubator.vector;

  opens dev.jacobi.cli to
      dev.jacobi.core,
      info.picocli;
  opens dev.jacobi.cli.model to
      dev.jacobi.core;
}
