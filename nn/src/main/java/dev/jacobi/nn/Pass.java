package dev.jacobi.nn;

import dev.jacobi.Tensor;

/**
 * What a pass through a layer or model gives while it learns. The statistics that it took go into
 * the layer after the pass, as values: no tensor changes, and derivatives do not see them.
 *
 * <pre>{@code
 * Pass<Net> pass = net.train(batch.x(), key);
 * Net gradient = Loss.mse(pass.output(), batch.t()).gradient(net);
 * var moved = adam.update(pass.layer(), gradient, state);      // new weights, new statistics
 * }</pre>
 *
 * @param output the result
 * @param layer the layer with its new statistics and the weights that it had
 */
public record Pass<L>(Tensor output, L layer) {}
