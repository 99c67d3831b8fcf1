import org.jspecify.annotations.NullMarked;

/** Checks of derivatives, samples of every operation, comparison in ulps. */
@NullMarked
module dev.jacobi.testkit {
  requires static transitive org.jspecify;
  requires transitive dev.jacobi.core;

  exports dev.jacobi.testkit;
}
