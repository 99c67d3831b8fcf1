package dev.jacobi.conformance.reports;

import dev.jacobi.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The derivative of an elementwise function, and so of a scalar one, in either direction. */
enum Sweep {
  /** One cotangent of ones. */
  REVERSE,
  /** One tangent of ones. */
  FORWARD;

  /** Every way to a second derivative; repeated, to higher ones. */
  static final List<List<Sweep>> ROUTES =
      List.of(
          List.of(REVERSE, REVERSE),
          List.of(FORWARD, REVERSE),
          List.of(REVERSE, FORWARD),
          List.of(FORWARD, FORWARD));

  /** The derivative of y by x, of x's shape. */
  Tensor of(Tensor y, Tensor x) {
    return switch (this) {
      case REVERSE -> y.vjp(x, y.onesLike());
      case FORWARD -> y.jvp(x, x.onesLike());
    };
  }

  /** The derivative of the given order, the directions of the route taken in turn. */
  static Tensor derivative(List<Sweep> route, Tensor y, Tensor x, int order) {
    Tensor derivative = y;
    for (int i = 0; i < order; i++) {
      derivative = route.get(i % route.size()).of(derivative, x);
    }
    return derivative;
  }

  /** The value and the derivatives {@code order1}, {@code order2}, ... that are asked for. */
  static Map<String, Tensor> orders(List<Sweep> route, Tensor y, Tensor x, List<String> names) {
    Map<String, Tensor> orders = new LinkedHashMap<>();
    orders.put("value", y);
    for (int order = 1; names.contains("order" + order); order++) {
      orders.put("order" + order, Sweep.derivative(route, y, x, order));
    }
    return orders;
  }
}
