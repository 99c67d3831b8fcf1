package dev.jacobi;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.Locale;

/** Tensors as text: type, shape, and the numbers, shortened in the middle where there are many. */
final class TensorFormat {
  private static final int EDGE = 3;
  private static final int WHOLE = 1000;

  private final ArrayValue value;
  private final boolean whole;
  private final String[] cells;
  private final int width;

  private TensorFormat(ArrayValue value) {
    this.value = value;
    this.whole = value.shape().elements() <= WHOLE;
    this.cells = new String[value.shape().elements()];
    int widest = 0;
    for (int i = 0; i < cells.length; i++) {
      if (whole || shown(i)) {
        String cell = cell(i);
        cells[i] = cell;
        widest = Math.max(widest, cell.length());
      }
    }
    this.width = widest;
  }

  static String of(ArrayValue value) {
    TensorFormat format = new TensorFormat(value);
    StringBuilder text = new StringBuilder(value.dtype() + value.shape().toString());
    text.append(value.shape().rank() > 1 ? "\n" : " ");
    format.append(text, 0, 0);
    return text.toString();
  }

  private boolean shown(int index) {
    Shape shape = value.shape();
    int rest = index;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      int size = shape.size(axis);
      int place = rest % size;
      rest /= size;
      if (size > 2 * EDGE && place >= EDGE && place < size - EDGE) {
        return false;
      }
    }
    return true;
  }

  private String cell(int index) {
    return switch (value.dtype()) {
      case BOOL -> value.getLong(index) != 0 ? "true" : "false";
      case INT32, INT64 -> Long.toString(value.getLong(index));
      case FLOAT32, FLOAT64 -> number(value.getDouble(index), value.dtype());
    };
  }

  private static String number(double x, DType dtype) {
    double size = Math.abs(x);
    if (Double.isFinite(x) && (size == 0 || size >= 1e-4 && size < 1e6)) {
      String text = String.format(Locale.ROOT, dtype == DType.FLOAT32 ? "%.6f" : "%.8f", x);
      return text.replaceFirst("0+$", "");
    }
    return Double.isFinite(x)
        ? String.format(Locale.ROOT, dtype == DType.FLOAT32 ? "%.6e" : "%.8e", x)
        : Double.toString(x);
  }

  private int append(StringBuilder text, int axis, int index) {
    Shape shape = value.shape();
    if (axis == shape.rank()) {
      text.append(
          shape.rank() == 0 ? cells[index] : String.format("%" + width + "s", cells[index]));
      return index + 1;
    }
    int size = shape.size(axis);
    int stride = shape.elements(axis + 1, shape.rank());
    boolean last = axis == shape.rank() - 1;
    String between = last ? ", " : ",\n" + " ".repeat(axis + 1);
    text.append('[');
    for (int i = 0; i < size; i++) {
      if (i > 0) {
        text.append(between);
      }
      if (!whole && size > 2 * EDGE && i == EDGE) {
        text.append("...").append(between);
        i = size - EDGE;
      }
      append(text, axis + 1, index + i * stride);
    }
    text.append(']');
    return index + size * stride;
  }
}
