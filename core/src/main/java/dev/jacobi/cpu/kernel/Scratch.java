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

  /**
   * Elements of a row. Rows are a little longer, so that they and their headers take whole lines of
   * the cache and all begin alike: where the vectors of one do not cross lines, those of the others
   * do not either.
   */
  static final int ROW = 8 * Kernels.PANEL;

  /** Elements of a strip: few enough for some of them to fit into the nearest cache. */
  static final int STRIP = 512;

  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  private float[] floats = new float[0];
  private double[] doubles = new double[0];
  private float[] floatSums = new float[0];
  private double[] doubleSums = new double[0];
  private final @Nullable Object[] rows = new @Nullable Object[6];
  private MemorySegment aligned = MemorySegment.NULL;
  private float[][] floatRows = new float[0][];
  private double[][] doubleRows = new double[0][];

  private final float[][] floatStrips = new float[4][0];
  private final double[][] doubleStrips = new double[4][0];

  /** No arrays yet. */
  public Scratch() {}

  /** That of the current thread, for kernels that get none. */
  static Scratch ofThread() {
    return OF_THREAD.get();
  }

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

  /** At least {@code count} rows of {@link #ROW}, each an array. */
  float[][] floatRows(int count) {
    if (floatRows.length < count) {
      floatRows = new float[count][ROW + 12];
    }
    return floatRows;
  }

  /** At least {@code count} rows of {@link #ROW}, each an array. */
  double[][] doubleRows(int count) {
    if (doubleRows.length < count) {
      doubleRows = new double[count][ROW + 6];
    }
    return doubleRows;
  }

  /** One of four arrays of {@link #STRIP}. */
  float[] floatStrip(int which) {
    float[] strip = floatStrips[which];
    if (strip.length == 0) {
      strip = new float[STRIP];
      floatStrips[which] = strip;
    }
    return strip;
  }

  /** Elements of x from xo on, at the beginning of an array: x itself or a strip. */
  float[] floatsFrom(float[] x, int xo, int count, int which) {
    if (xo == 0) {
      return x;
    }
    float[] strip = floatStrip(which);
    System.arraycopy(x, xo, strip, 0, count);
    return strip;
  }

  /** Where to put what {@link #bring} then brings to y from yo on: y itself or a strip. */
  float[] floatsTo(float[] y, int yo, int which) {
    return yo == 0 ? y : floatStrip(which);
  }

  /** One of four arrays of {@link #STRIP}. */
  double[] doubleStrip(int which) {
    double[] strip = doubleStrips[which];
    if (strip.length == 0) {
      strip = new double[STRIP];
      doubleStrips[which] = strip;
    }
    return strip;
  }

  /** Elements of x from xo on, at the beginning of an array: x itself or a strip. */
  double[] doublesFrom(double[] x, int xo, int count, int which) {
    if (xo == 0) {
      return x;
    }
    double[] strip = doubleStrip(which);
    System.arraycopy(x, xo, strip, 0, count);
    return strip;
  }

  /** Where to put what {@link #bring} then brings to y from yo on: y itself or a strip. */
  double[] doublesTo(double[] y, int yo, int which) {
    return yo == 0 ? y : doubleStrip(which);
  }

  /** Brings the beginning of an array to its place, if it is not there. */
  static void bring(Object from, Object y, int yo, int count) {
    if (from != y) {
      System.arraycopy(from, 0, y, yo, count);
    }
  }
}
