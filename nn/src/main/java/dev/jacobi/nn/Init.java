package dev.jacobi.nn;

import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.QRDecomposition;
import org.hipparchus.linear.RealMatrix;

/**
 * Numbers that weights begin with. For a weight {@code [out, in, window...]} the fan in is {@code
 * in} and the fan out is {@code out}, each times the size of the window.
 */
@FunctionalInterface
public interface Init {
  /** Weights of this type and shape. */
  Tensor of(Key key, DType dtype, Shape shape);

  /** float32 weights. */
  default Tensor of(Key key, int... sizes) {
    return of(key, DType.FLOAT32, Shape.of(sizes)).value();
  }

  /** What a scale is taken by. */
  enum Fan {
    /** Keeps the variance of what flows forward. */
    IN,
    /** Keeps the variance of what flows back. */
    OUT
  }

  /** The same number everywhere. */
  static Init constant(double value) {
    return (key, dtype, shape) -> Tensor.full(dtype, shape, value);
  }

  /** Uniform on [low, high). */
  static Init uniform(double low, double high) {
    return (key, dtype, shape) -> key.uniform(dtype, shape, low, high);
  }

  /** Normal. */
  static Init normal(double mean, double deviation) {
    return (key, dtype, shape) -> key.normal(dtype, shape).times(deviation).plus(mean);
  }

  /** What layers begin with if nothing else is said: uniform in {@code +-1/sqrt(fan in)}. */
  static Init standard() {
    return (key, dtype, shape) -> symmetric(key, dtype, shape, 1 / Math.sqrt(fan(shape, Fan.IN)));
  }

  /** {@link #xavierUniform(double)} with gain 1. */
  static Init xavierUniform() {
    return xavierUniform(1);
  }

  /** Uniform in {@code +-gain sqrt(6 / (fan in + fan out))} (Glorot and Bengio, 2010). */
  static Init xavierUniform(double gain) {
    return (key, dtype, shape) -> symmetric(key, dtype, shape, gain * Math.sqrt(6 / fans(shape)));
  }

  /** {@link #xavierNormal(double)} with gain 1. */
  static Init xavierNormal() {
    return xavierNormal(1);
  }

  /** Normal with deviation {@code gain sqrt(2 / (fan in + fan out))}. */
  static Init xavierNormal(double gain) {
    return (key, dtype, shape) -> key.normal(dtype, shape).times(gain * Math.sqrt(2 / fans(shape)));
  }

  /** {@link #kaimingUniform(double, Fan)} for relu, by the fan in. */
  static Init kaimingUniform() {
    return kaimingUniform(0, Fan.IN);
  }

  /**
   * Uniform in {@code +-sqrt(6 / ((1 + slope^2) fan))} (He et al., 2015).
   *
   * @param slope that of the leaky relu that follows; 0 for relu
   */
  static Init kaimingUniform(double slope, Fan fan) {
    return (key, dtype, shape) ->
        symmetric(key, dtype, shape, Math.sqrt(6 / ((1 + slope * slope) * fan(shape, fan))));
  }

  /** {@link #kaimingNormal(double, Fan)} for relu, by the fan in. */
  static Init kaimingNormal() {
    return kaimingNormal(0, Fan.IN);
  }

  /** Normal with deviation {@code sqrt(2 / ((1 + slope^2) fan))}. */
  static Init kaimingNormal(double slope, Fan fan) {
    return (key, dtype, shape) ->
        key.normal(dtype, shape).times(Math.sqrt(2 / ((1 + slope * slope) * fan(shape, fan))));
  }

  /** {@link #orthogonal(double)} with gain 1. */
  static Init orthogonal() {
    return orthogonal(1);
  }

  /**
   * Rows, or where there are more of them columns, that are orthogonal and have the length {@code
   * gain} (Saxe, McClelland, Ganguli, 2014): the Q of a normal matrix {@code [out, rest]}, with the
   * signs that make it uniform over all such matrices (Mezzadri, 2007).
   */
  static Init orthogonal(double gain) {
    return (key, dtype, shape) -> {
      requireMatrix("orthogonal", shape);
      int rows = shape.size(0);
      int columns = shape.elements(1, shape.rank());
      int tall = Math.max(rows, columns);
      int wide = Math.min(rows, columns);
      double[][] numbers = (double[][]) key.normal(DType.FLOAT64, Shape.of(tall, wide)).toArray();
      QRDecomposition qr = new QRDecomposition(MatrixUtils.createRealMatrix(numbers));
      RealMatrix q = qr.getQ().getSubMatrix(0, tall - 1, 0, wide - 1);
      for (int j = 0; j < wide; j++) {
        double sign = Math.copySign(gain, qr.getR().getEntry(j, j));
        q.setColumnVector(j, q.getColumnVector(j).mapMultiply(sign));
      }
      Tensor matrix = Tensor.of((rows < columns ? q.transpose() : q).getData());
      return matrix.reshape(shape).cast(dtype);
    };
  }

  private static Tensor symmetric(Key key, DType dtype, Shape shape, double bound) {
    return key.uniform(dtype, shape, -bound, bound);
  }

  private static double fans(Shape shape) {
    return fan(shape, Fan.IN) + fan(shape, Fan.OUT);
  }

  private static double fan(Shape shape, Fan fan) {
    requireMatrix("init", shape);
    double window = shape.elements(2, shape.rank());
    return switch (fan) {
      case IN -> shape.size(1) * window;
      case OUT -> shape.size(0) * window;
    };
  }

  private static void requireMatrix(String name, Shape shape) {
    if (shape.rank() < 2 || shape.elements() == 0) {
      throw new ShapeException(
          name
              + ": weight "
              + shape
              + "; it takes [out, in] or [out, in, window...]; name the weights, not the biases");
    }
  }
}
