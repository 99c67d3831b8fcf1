import org.jspecify.annotations.NullMarked;

/** Programs of a page each; not published. */
@NullMarked
module dev.jacobi.examples {
  requires static transitive org.jspecify;
  // For the test that compiles and runs the documentation.
  requires java.compiler;
  requires dev.jacobi.core;
  requires dev.jacobi.nn;
  requires dev.jacobi.testkit;

  // its records are trees
  opens dev.jacobi.examples to
      dev.jacobi.core;
}
