package dev.jacobi.io;

import dev.jacobi.graph.ArrayValue;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Bytes of a file turned into arrays of Java.
 *
 * @param data the elements, one after the other
 * @param order of the bytes of an element
 */
record Decoding(MemorySegment data, ByteOrder order) {
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  /** A number that has no place in memory. */
  static final class UnfitException extends Exception {
    private static final long serialVersionUID = 1L;

    UnfitException(long element, String value) {
      super("element " + element + " is " + value);
    }
  }

  /**
   * Reads {@code count} elements from element {@code from} on into an array from {@code at} on.
   *
   * @param into an array of the type's {@link StoredType#dtype}
   */
  void read(StoredType type, long from, Object into, int at, int count) throws UnfitException {
    long start = from * type.bytes();
    switch (type) {
      case FLOAT32 -> MemorySegment.copy(data, FLOAT.withOrder(order), start, into, at, count);
      case FLOAT64 -> MemorySegment.copy(data, DOUBLE.withOrder(order), start, into, at, count);
      case INT32 -> MemorySegment.copy(data, INT.withOrder(order), start, into, at, count);
      case INT64 -> MemorySegment.copy(data, LONG.withOrder(order), start, into, at, count);
      case UINT64 -> unsignedLongs(from, (long[]) into, at, count);
      case UINT32 -> {
        ValueLayout.OfInt layout = INT.withOrder(order);
        long[] longs = (long[]) into;
        for (int i = 0; i < count; i++) {
          longs[at + i] = Integer.toUnsignedLong(data.get(layout, start + 4L * i));
        }
      }
      case INT16, UINT16 -> {
        ValueLayout.OfShort layout = SHORT.withOrder(order);
        int mask = type == StoredType.INT16 ? -1 : 0xffff;
        int[] ints = (int[]) into;
        for (int i = 0; i < count; i++) {
          ints[at + i] = data.get(layout, start + 2L * i) & mask;
        }
      }
      case INT8, UINT8 -> {
        int mask = type == StoredType.INT8 ? -1 : 0xff;
        int[] ints = (int[]) into;
        for (int i = 0; i < count; i++) {
          ints[at + i] = data.get(BYTE, start + i) & mask;
        }
      }
      case BOOL -> booleans(from, (boolean[]) into, at, count);
      case FLOAT16 -> {
        ValueLayout.OfShort layout = SHORT.withOrder(order);
        float[] floats = (float[]) into;
        for (int i = 0; i < count; i++) {
          floats[at + i] = Float.float16ToFloat(data.get(layout, start + 2L * i));
        }
      }
      case BFLOAT16 -> {
        ValueLayout.OfShort layout = SHORT.withOrder(order);
        float[] floats = (float[]) into;
        for (int i = 0; i < count; i++) {
          floats[at + i] = Float.intBitsToFloat(data.get(layout, start + 2L * i) << 16);
        }
      }
      case FLOAT8_E4M3 -> table(SmallFloats.E4M3, start, (float[]) into, at, count);
      case FLOAT8_E4M3FNUZ -> table(SmallFloats.E4M3FNUZ, start, (float[]) into, at, count);
      case FLOAT8_E5M2 -> table(SmallFloats.E5M2, start, (float[]) into, at, count);
      case FLOAT8_E5M2FNUZ -> table(SmallFloats.E5M2FNUZ, start, (float[]) into, at, count);
      case FLOAT8_E8M0 -> table(SmallFloats.E8M0, start, (float[]) into, at, count);
    }
  }

  /** All elements as an array. */
  Object read(StoredType type, int count) throws UnfitException {
    Object array = ArrayValue.allocate(type.dtype(), count);
    read(type, 0, array, 0, count);
    return array;
  }

  private void unsignedLongs(long from, long[] longs, int at, int count) throws UnfitException {
    MemorySegment.copy(data, LONG.withOrder(order), from * Long.BYTES, longs, at, count);
    for (int i = 0; i < count; i++) {
      if (longs[at + i] < 0) {
        throw new UnfitException(
            from + i, Long.toUnsignedString(longs[at + i]) + ", more than 2^63 - 1");
      }
    }
  }

  private void booleans(long from, boolean[] booleans, int at, int count) throws UnfitException {
    for (int i = 0; i < count; i++) {
      byte value = data.get(BYTE, from + i);
      if (value != 0 && value != 1) {
        throw new UnfitException(from + i, "the byte " + (value & 0xff) + ", neither 0 nor 1");
      }
      booleans[at + i] = value == 1;
    }
  }

  private void table(float[] values, long start, float[] floats, int at, int count) {
    for (int i = 0; i < count; i++) {
      floats[at + i] = values[data.get(BYTE, start + i) & 0xff];
    }
  }
}
