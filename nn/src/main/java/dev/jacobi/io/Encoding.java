package dev.jacobi.io;

import dev.jacobi.graph.ArrayValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;

/** Arrays of Java turned into bytes, little-endian, through one buffer. */
final class Encoding {
  private static final int BUFFER = 1 << 16;

  private final WritableByteChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);

  Encoding(WritableByteChannel channel) {
    this.channel = channel;
  }

  /** Writes bytes as they are. */
  void write(byte[] bytes) throws IOException {
    for (int from = 0; from < bytes.length; ) {
      int count = room(1, bytes.length - from);
      buffer.put(bytes, from, count);
      from += count;
    }
  }

  /** Writes all elements in row-major order. */
  void write(ArrayValue value, StoredType type) throws IOException {
    int elements = value.shape().elements();
    for (int from = 0; from < elements; ) {
      int count = room(type.bytes(), elements - from);
      put(value.array(), type, from, count, buffer);
      from += count;
    }
  }

  /** How many of the elements fit; at least one. */
  private int room(int bytes, int elements) throws IOException {
    if (buffer.remaining() < bytes) {
      flush();
    }
    return Math.min(elements, buffer.remaining() / bytes);
  }

  /** Hands over what is left in the buffer. */
  void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  private static void put(Object array, StoredType type, int from, int count, ByteBuffer buffer) {
    for (int i = from; i < from + count; i++) {
      switch (array) {
        case float[] a when type == StoredType.FLOAT16 ->
            buffer.putShort(Float.floatToFloat16(a[i]));
        case float[] a when type == StoredType.BFLOAT16 -> buffer.putShort(bfloat16(a[i]));
        case float[] a -> buffer.putFloat(a[i]);
        case double[] a -> buffer.putDouble(a[i]);
        case int[] a -> buffer.putInt(a[i]);
        case long[] a -> buffer.putLong(a[i]);
        case boolean[] a -> buffer.put((byte) (a[i] ? 1 : 0));
        default -> throw new IllegalStateException();
      }
    }
  }

  /** The upper 16 bits, rounded to nearest, halves to even; NaN stays NaN. */
  private static short bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >>> 16 | 0x40);
    }
    return (short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
  }
}
