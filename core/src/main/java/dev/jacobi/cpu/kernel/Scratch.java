package dev.jacobi.cpu.kernel;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.type.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/**
 * Arrays in which kernels work, kept from call to call; each thread has its own. What they hold is
 * worthless between calls. An array of one name may be the one that an earlier call got.
 */
public final class Scratch {
  private static final long CACHE_LINE = 64;

  private float[] floats = new float[0];
  private double[] doubles = new double[0];
  private float[] floatSums = new float[0];
  private double[] doubleSums = new double[0];
  private final @Nullable Object[] rows = new @Nullable Object[6];
  private MemorySegment aligned = MemorySegment.NULL;
  private float[][] floatRows = new float[0][];
  private double[][] doubleRows = new double[0][];

  /** No arrays yet. */
  public Scratch() {}

  /** At least {@code elements} of an array. */
  public float[] floats(int elements) {
    floats = floats.length < elements ? new float[elements] : floats;
    return floats;
  }

  /** At least {@code elements} of an array. */
  public double[] doubles(int elements) {
    doubles = doubles.length < elements ? new double[elements] : doubles;
    return doubles;
  }

  /** At least {@code elements} of another array. */
  public float[] floatSums(int elements) {
    floatSums = floatSums.length < elements ? new float[elements] : floatSums;
    return floatSums;
  }

  /** At least {@code elements} of another array. */
  public double[] doubleSums(int elements) {
    doubleSums = doubleSums.length < elements ? new double[elements] : doubleSums;
    return doubleSums;
  }

  /** At least {@code elements} of one of three further arrays of a float type. */
  public Object rows(DType dtype, int which, int elements) {
    int index = 2 * which + (dtype == DType.FLOAT64 ? 1 : 0);
    Object known = rows[index];
    if (known == null || Array.getLength(known) < elements) {
      known = ArrayValue.allocate(dtype, elements);
      rows[index] = known;
    }
    return known;
  }

  /** At least so many bytes that begin at a line of the cache. */
  public MemorySegment aligned(long bytes) {
    aligned = aligned.byteSize() < bytes ? Arena.ofAuto().allocate(bytes, CACHE_LINE) : aligned;
    return aligned;
  }

  /** At least {@code count} rows of at least {@code length}, each an array. */
  float[][] floatRows(int count, int length) {
    if (floatRows.length < count || count > 0 && floatRows[0].length < length) {
      int wider = floatRows.length == 0 ? length : Math.max(length, floatRows[0].length);
      floatRows = new float[Math.max(count, floatRows.length)][wider];
    }
    return floatRows;
  }

  /** At least {@code count} rows of at least {@code length}, each an array. */
  double[][] doubleRows(int count, int length) {
    if (doubleRows.length < count || count > 0 && doubleRows[0].length < length) {
      int wider = doubleRows.length == 0 ? length : Math.max(length, doubleRows[0].length);
      doubleRows = new double[Math.max(count, doubleRows.length)][wider];
    }
    return doubleRows;
  }
}
