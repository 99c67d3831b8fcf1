package dev.jacobi.cli.model;

import dev.jacobi.Tensor;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What is computed for each row from a node y {@code [B, m]} and a node z {@code [B, n]}. */
public enum Quantity {
  /** {@code dy_k/dz_i}. */
  JACOBIAN {
    @Override
    public Tensor graph(Tensor y, Tensor z) {
      return y.jacobian(z);
    }

    @Override
    List<String> columns(String y, String z, int m, int n) {
      List<String> names = new ArrayList<>();
      for (int k = 0; k < m; k++) {
        for (int i = 0; i < n; i++) {
          names.add("d" + y + "[" + k + "]/d" + z + "[" + i + "]");
        }
      }
      return names;
    }
  },
  /** The root of the sum of the squares of all {@code dy_k/dz_i}. */
  NORM {
    @Override
    public Tensor graph(Tensor y, Tensor z) {
      return y.jacobian(z).frobenius(1, 2).unsqueeze(1);
    }

    @Override
    List<String> columns(String y, String z, int m, int n) {
      return List.of("norm(d" + y + "/d" + z + ")");
    }
  },
  /** Those of the Jacobian, the largest first: how much it stretches, direction by direction. */
  SINGULAR_VALUES {
    @Override
    public Tensor graph(Tensor y, Tensor z) {
      return y.jacobian(z);
    }

    @Override
    Tensor values(Tensor jacobian) {
      int count = jacobian.size(0);
      int m = jacobian.size(1);
      int n = jacobian.size(2);
      double[] found = SingularValues.of(jacobian.toDoubles(), count, m, n);
      return Tensor.of(Shape.of(count, Math.min(m, n)), found);
    }

    @Override
    List<String> columns(String y, String z, int m, int n) {
      return IntStream.range(0, Math.min(m, n))
          .mapToObj(i -> "sigma[" + i + "] of d" + y + "/d" + z)
          .toList();
    }
  },
  /**
   * The logarithm of the product of the singular values: {@code log |det J|} where J is square, and
   * else that of the volume that a unit of volume becomes.
   */
  LOG_DETERMINANT {
    @Override
    public Tensor graph(Tensor y, Tensor z) {
      return y.jacobian(z);
    }

    @Override
    Tensor values(Tensor jacobian) {
      Tensor values = SINGULAR_VALUES.values(jacobian);
      double[] sigma = values.toDoubles();
      int count = values.size(0);
      int few = values.size(1);
      double[] logs = new double[count];
      for (int i = 0; i < sigma.length; i++) {
        logs[i / few] += Math.log(sigma[i]);
      }
      return Tensor.of(Shape.of(count, 1), logs);
    }

    @Override
    List<String> columns(String y, String z, int m, int n) {
      return List.of("logdet(d" + y + "/d" + z + ")");
    }
  },
  /** {@code d^2 y_k / dz_i dz_j}. */
  HESSIAN {
    @Override
    public Tensor graph(Tensor y, Tensor z) {
      return y.jacobian(z).jacobian(z);
    }

    @Override
    List<String> columns(String y, String z, int m, int n) {
      List<String> names = new ArrayList<>();
      for (int k = 0; k < m; k++) {
        for (int i = 0; i < n; i++) {
          for (int j = 0; j < n; j++) {
            names.add("d2" + y + "[" + k + "]/d" + z + "[" + i + "]d" + z + "[" + j + "]");
          }
        }
      }
      return names;
    }
  },
  /** {@code sum_i d^2 y_k / dz_i^2}. */
  LAPLACIAN {
    @Override
    public Tensor graph(Tensor y, Tensor z) {
      return y.laplacian(z);
    }

    @Override
    List<String> columns(String y, String z, int m, int n) {
      return IntStream.range(0, m).mapToObj(k -> "laplacian " + y + "[" + k + "] by " + z).toList();
    }
  };

  /** The tensor that is computed for all rows. */
  public abstract Tensor graph(Tensor y, Tensor z);

  /** What is written, from what was computed. */
  Tensor values(Tensor computed) {
    return computed;
  }

  /** The name of each number of a row. */
  abstract List<String> columns(String y, String z, int m, int n);

  /** The numbers of some rows, {@code [B, columns]}. */
  public Tensor rows(Tensor computed) {
    Tensor values = values(computed);
    return values.reshape(values.size(0), -1).value();
  }

  /** The names of the columns for these nodes. */
  public List<String> columns(Nodes nodes, String of, String by) {
    return columns(of, by, nodes.get(of).size(1), nodes.get(by).size(1));
  }

  /** As it is asked for: {@code singular-values}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The one that is asked for.
   *
   * @throws JacobiException if there is none; it suggests the nearest
   */
  public static Quantity of(String word) {
    List<String> words = java.util.Arrays.stream(values()).map(Quantity::word).toList();
    int index = words.indexOf(word.toLowerCase(Locale.ROOT));
    if (index < 0) {
      throw new JacobiException(
          "--as: no '"
              + word
              + "'"
              + Nearest.hint(word, words)
              + "; there are "
              + String.join(", ", words));
    }
    return values()[index];
  }
}
