import org.jspecify.annotations.NullMarked;

/** Layers, losses, optimisers, data loaders and file formats. */
@NullMarked
module dev.jacobi.nn {
  requires static transitive org.jspecify;
  requires transitive dev.jacobi.core;
  requires hipparchus.core;
  requires hipparchus.optim;
  requires com.fasterxml.jackson.core;
  requires de.siegmar.fastcsv;
  requires static dev.hardwood.core;
  requires static java.desktop;
  requires static me.tongfei.progressbar;

  exports dev.jacobi.data;
  exports dev.jacobi.io;
  exports dev.jacobi.nn;
  exports dev.jacobi.optim;
  exports dev.jacobi.train;

  // its records are trees
  opens dev.jacobi.train to
      dev.jacobi.core;
}
