package dev.jacobi;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Origin;
import dev.jacobi.type.DType;
import dev.jacobi.type.DTypeException;
import dev.jacobi.type.IndexException;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.Arrays;

/**
 * A sparse matrix in compressed rows: the whole Jacobian of residuals of which each depends on few
 * entries of large tables of parameters, as in bundle adjustment, made of the small Jacobians of
 * each sample.
 *
 * <p><b>Rows.</b> Residual i of sample b is row {@code b m + i}. <b>Columns.</b> A block whose
 * sample b uses entry k of a table puts the derivative by element j of that entry into column
 * {@code firstColumn + k n + j}. In each row the columns ascend, and each stands there once: where
 * two blocks of a sample meet in one column, as the two ends of an edge that is a loop, they are
 * added. Zeros of a block are kept, so the pattern depends on the indices alone.
 *
 * <p>The pattern is made at once, from indices in hand. The values are a tensor like any other:
 * differentiable, and lazy or part of a traced function.
 *
 * @param rows how many rows
 * @param columns how many columns
 * @param rowStarts {@code rows + 1} places in the values: row r has those from {@code rowStarts[r]}
 *     up to {@code rowStarts[r + 1]}
 * @param columnIndices the column of each value
 * @param values the numbers, one for each column index
 */
public record Csr(int rows, int columns, int[] rowStarts, int[] columnIndices, Tensor values) {

  /**
   * Jacobians of all samples by the entries of a table.
   *
   * @param jacobian {@code [B, m, n]}, such as {@code residual.jacobian(table.gather(index, 0))}
   * @param index {@code [B]}, int32 or int64, with a value: the entry that each sample uses
   * @param firstColumn the column of element 0 of entry 0
   */
  public record Block(Tensor jacobian, Tensor index, int firstColumn) {
    /** A block whose shapes fit. */
    public Block {
      if (jacobian.rank() != 3 || !index.shape().equals(Shape.of(jacobian.size(0)))) {
        throw new ShapeException(
            "csr: a block "
                + jacobian.shape()
                + " with indices "
                + index.shape()
                + "; it takes [B, m, n] and [B]: m residuals of each sample by the n elements of an"
                + " entry");
      }
      if (!jacobian.dtype().isFloat() || !index.dtype().isInteger()) {
        throw new DTypeException(
            "csr: a block of "
                + jacobian.dtype()
                + " with indices of "
                + index.dtype()
                + "; it takes floats, and int32 or int64");
      }
      if (index.node().traced()) {
        throw new dev.jacobi.type.TracingException(
            "csr: indices without a value; the pattern is made at once; capture them instead of"
                + " passing them to the traced function");
      }
    }

    int size() {
      return jacobian.size(2);
    }
  }

  /** A matrix whose parts fit. */
  public Csr {
    if (rowStarts.length != rows + 1
        || rowStarts[rows] != columnIndices.length
        || !values.shape().equals(Shape.of(columnIndices.length))) {
      throw new ShapeException(
          "csr: "
              + rows
              + " rows with "
              + rowStarts.length
              + " starts, "
              + columnIndices.length
              + " column indices and values "
              + values.shape()
              + "; there is one more start than rows, and a value for each column index");
    }
  }

  /**
   * The Jacobian that blocks are parts of.
   *
   * @param columns how many there are in all
   * @param blocks one or more with the same samples and residuals, of one type
   * @throws IndexException if a block leaves the columns
   */
  public static Csr of(int columns, Block... blocks) {
    requireAlike(blocks);
    int samples = blocks[0].jacobian().size(0);
    int residuals = blocks[0].jacobian().size(1);
    int width = Arrays.stream(blocks).mapToInt(Block::size).sum();
    long most = (long) samples * residuals * width;
    if (most > Integer.MAX_VALUE) {
      throw new JacobiException(
          "csr: "
              + samples
              + " samples of "
              + residuals
              + " residuals by "
              + width
              + " elements; that is more than 2^31 - 1 values; assemble fewer samples at once");
    }
    int[][] firsts = new int[blocks.length][];
    for (int k = 0; k < blocks.length; k++) {
      firsts[k] = firstColumns(blocks[k], columns);
    }
    return assembled(columns, blocks, firsts, samples, residuals, width);
  }

  private static void requireAlike(Block... blocks) {
    if (blocks.length == 0) {
      throw new JacobiException("csr: no blocks; give one for each table of parameters");
    }
    Shape first = blocks[0].jacobian().shape();
    for (Block block : blocks) {
      Shape own = block.jacobian().shape();
      if (!own.slice(0, 2).equals(first.slice(0, 2))
          || block.jacobian().dtype() != blocks[0].jacobian().dtype()) {
        throw new ShapeException(
            "csr: blocks "
                + blocks[0].jacobian().dtype()
                + first
                + " and "
                + block.jacobian().dtype()
                + own
                + "; all have the same samples, residuals and type");
      }
    }
  }

  private static int[] firstColumns(Block block, int columns) {
    long[] entries = block.index().cast(DType.INT64).toLongs();
    int[] firsts = new int[entries.length];
    for (int b = 0; b < entries.length; b++) {
      long first = block.firstColumn() + entries[b] * block.size();
      boolean within = entries[b] >= 0 && entries[b] <= Integer.MAX_VALUE;
      if (!within || block.firstColumn() < 0 || first + block.size() > columns) {
        throw new IndexException(
            "csr: entry "
                + entries[b]
                + " of sample "
                + b
                + " with "
                + block.size()
                + " elements from column "
                + block.firstColumn()
                + " on; there are "
                + columns
                + " columns");
      }
      firsts[b] = (int) first;
    }
    return firsts;
  }

  private static Csr assembled(
      int columns, Block[] blocks, int[][] firsts, int samples, int residuals, int width) {
    int[] starts = new int[samples * residuals + 1];
    int[] found = new int[samples * residuals * width];
    // where element (b, i, q) of the blocks side by side goes
    int[] places = new int[found.length];
    long[] order = new long[width];
    int next = 0;
    for (int b = 0; b < samples; b++) {
      int q = 0;
      for (int k = 0; k < blocks.length; k++) {
        for (int j = 0; j < blocks[k].size(); j++, q++) {
          order[q] = (long) (firsts[k][b] + j) << 32 | q;
        }
      }
      Arrays.sort(order);
      for (int i = 0; i < residuals; i++) {
        int row = b * residuals + i;
        int first = next;
        for (long entry : order) {
          int column = (int) (entry >>> 32);
          if (next == first || found[next - 1] != column) {
            found[next++] = column;
          }
          places[row * width + (int) entry] = next - 1;
        }
        starts[row + 1] = next;
      }
    }
    int[] indices = Arrays.copyOf(found, next);
    Tensor values = values(blocks, places, next);
    return new Csr(samples * residuals, columns, starts, indices, values);
  }

  private static Tensor values(Block[] blocks, int[] places, int count) {
    return Origin.within(
        "csr",
        () -> {
          Tensor sideBySide =
              Tensor.concat(2, Arrays.stream(blocks).map(Block::jacobian).toList())
                  .reshape(places.length);
          return new Tensor(scattered(sideBySide.node(), places, count));
        });
  }

  private static Node scattered(Node updates, int[] places, int count) {
    return Node.of(new Op.Indexing.ScatterAdd(0, 0, count), updates, indices(places));
  }

  private static Node indices(int[] places) {
    return Nodes.constant(ArrayValue.of(Shape.of(places.length), places));
  }

  private int[] rowIndices() {
    int[] own = new int[columnIndices.length];
    for (int r = 0; r < rows; r++) {
      Arrays.fill(own, rowStarts[r], rowStarts[r + 1], r);
    }
    return own;
  }

  private Tensor product(String role, Tensor x, int size, int[] from, int[] to, int count) {
    if (!x.shape().equals(Shape.of(size))) {
      throw new ShapeException(
          "csr: "
              + role
              + " of ["
              + rows
              + ", "
              + columns
              + "] by "
              + x.shape()
              + "; it takes ["
              + size
              + "]");
    }
    return Origin.within(
        "csr",
        () -> {
          Node chosen = Node.of(new Op.Indexing.Gather(0, 0), x.node(), indices(from));
          Tensor terms = values.times(new Tensor(chosen));
          return new Tensor(scattered(terms.node(), to, count));
        });
  }

  /** This matrix times a vector {@code [columns]}: {@code [rows]}. */
  public Tensor times(Tensor x) {
    return product("the product", x, columns, columnIndices, rowIndices(), rows);
  }

  /** Its transpose times a vector {@code [rows]}: {@code [columns]}, such as a gradient J^T r. */
  public Tensor transposeTimes(Tensor x) {
    return product("the transposed product", x, rows, rowIndices(), columnIndices, columns);
  }

  /** All elements, {@code [rows, columns]}. */
  public Tensor dense() {
    long elements = (long) rows * columns;
    if (elements > Integer.MAX_VALUE) {
      throw new JacobiException(
          "csr: [" + rows + ", " + columns + "] has more than 2^31 - 1 elements; use times");
    }
    int[] own = rowIndices();
    int[] places = new int[own.length];
    for (int i = 0; i < own.length; i++) {
      places[i] = own[i] * columns + columnIndices[i];
    }
    return new Tensor(scattered(values.node(), places, (int) elements)).reshape(rows, columns);
  }
}
