package dev.jacobi.io;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The header of an NPY file, versions 1 to 3: a Python dictionary of three entries, of which only
 * the form that the format prescribes is read; nothing is evaluated.
 *
 * <p>Source: NumPy Enhancement Proposal 1 and {@code numpy.lib.format}.
 *
 * @param type of the elements
 * @param order of their bytes
 * @param columnMajor whether the first index runs fastest
 * @param sizes of the axes
 * @param data where the elements begin
 */
record NpyHeader(StoredType type, ByteOrder order, boolean columnMajor, long[] sizes, long data) {
  static final String FORMAT = "npy";
  static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** NumPy's own bound. */
  static final int MOST_CHARACTERS = 10_000;

  private static final int VERSION = MAGIC.length;
  private static final int SHORT_PREFIX = VERSION + 4;
  private static final int LONG_PREFIX = VERSION + 6;

  private static final Map<String, StoredType> TYPES =
      Map.ofEntries(
          Map.entry("b1", StoredType.BOOL),
          Map.entry("i1", StoredType.INT8),
          Map.entry("u1", StoredType.UINT8),
          Map.entry("i2", StoredType.INT16),
          Map.entry("u2", StoredType.UINT16),
          Map.entry("i4", StoredType.INT32),
          Map.entry("u4", StoredType.UINT32),
          Map.entry("i8", StoredType.INT64),
          Map.entry("u8", StoredType.UINT64),
          Map.entry("f2", StoredType.FLOAT16),
          Map.entry("f4", StoredType.FLOAT32),
          Map.entry("f8", StoredType.FLOAT64));

  /** Reads and checks the header; the elements must fill the rest of the file. */
  static NpyHeader read(MappedFile file) {
    MemorySegment bytes = file.bytes();
    int prefix = prefix(file);
    ValueLayout.OfShort shortLayout =
        ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    ValueLayout.OfInt intLayout = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    long length =
        prefix == SHORT_PREFIX
            ? Short.toUnsignedLong(bytes.get(shortLayout, VERSION + 2))
            : Integer.toUnsignedLong(bytes.get(intLayout, VERSION + 2));
    long data = prefix + length;
    if (length > MOST_CHARACTERS || data > file.size()) {
      throw file.refused(
          "the header claims "
              + length
              + " bytes, the file has "
              + file.size()
              + " and NumPy allows 10000",
          "it is cut off, or no NPY file");
    }
    Charset charset =
        bytes.get(ValueLayout.JAVA_BYTE, VERSION) < 3
            ? StandardCharsets.ISO_8859_1
            : StandardCharsets.UTF_8;
    String text = new String(bytes.asSlice(prefix, length).toArray(ValueLayout.JAVA_BYTE), charset);
    NpyHeader header = parse(file, text, data);
    long expected = Sizes.bytes(header.sizes, header.type);
    if (expected != file.size() - data) {
      throw file.refused(
          header.type
              + Arrays.toString(header.sizes)
              + (expected < 0 ? " has too many bytes to count" : " takes " + expected + " bytes")
              + ", but "
              + (file.size() - data)
              + " follow the header",
          "it is damaged; write it again");
    }
    return header;
  }

  /** The tensor that follows the header. */
  StoredTensor tensor(MappedFile file) {
    return new StoredTensor(file, "", sizes, type, file.bytes().asSlice(data), order, columnMajor);
  }

  /** The length of magic string, version and length of the header. */
  private static int prefix(MappedFile file) {
    MemorySegment bytes = file.bytes();
    if (file.size() < SHORT_PREFIX
        || !Arrays.equals(bytes.asSlice(0, MAGIC.length).toArray(ValueLayout.JAVA_BYTE), MAGIC)) {
      throw file.refused(
          "it does not start as NPY files do", "give a file that NumPy's save wrote");
    }
    int major = Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, VERSION));
    int minor = Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, VERSION + 1));
    if (major < 1 || major > 3 || minor != 0) {
      throw file.refused("version " + major + "." + minor, "versions 1.0, 2.0 and 3.0 can be read");
    }
    int prefix = major == 1 ? SHORT_PREFIX : LONG_PREFIX;
    if (file.size() < prefix) {
      throw file.refused("it ends within its header", "it is cut off");
    }
    return prefix;
  }

  private static NpyHeader parse(MappedFile file, String text, long data) {
    PythonLiteral literal = new PythonLiteral(file, text);
    @Nullable String descr = null;
    @Nullable Boolean columnMajor = null;
    long @Nullable [] sizes = null;
    literal.expect('{');
    while (!literal.skip('}')) {
      String key = literal.string();
      literal.expect(':');
      switch (key) {
        case "descr" -> descr = once(literal, descr, descr(file, literal));
        case "fortran_order" -> columnMajor = once(literal, columnMajor, literal.bool());
        case "shape" -> sizes = once(literal, sizes, literal.tuple());
        default -> throw literal.refused("an entry " + FileException.quote(key));
      }
      if (!literal.skip(',') && !literal.at('}')) {
        throw literal.refused("no comma between two entries");
      }
    }
    literal.end();
    if (descr == null || columnMajor == null || sizes == null) {
      throw literal.refused("descr, fortran_order or shape is missing");
    }
    ByteOrder order = descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    return new NpyHeader(type(file, descr), order, columnMajor, sizes, data);
  }

  private static <T> T once(PythonLiteral literal, @Nullable T before, T value) {
    if (before != null) {
      throw literal.refused("an entry that stands there twice");
    }
    return value;
  }

  private static String descr(MappedFile file, PythonLiteral literal) {
    if (literal.at('[') || literal.at('(')) {
      throw notOurs(file, "a structure of several fields");
    }
    return literal.string();
  }

  private static StoredType type(MappedFile file, String descr) {
    StoredType type = descr.matches("[<>|].*") ? TYPES.get(descr.substring(1)) : null;
    if (type != null && (type.bytes() == 1 || !descr.startsWith("|"))) {
      return type;
    }
    String what =
        switch (descr.length() > 1 ? descr.charAt(1) : '?') {
          case 'O' -> " (Python objects: a pickle, which is never run)";
          case 'c' -> " (complex numbers)";
          case 'S', 'U' -> " (text)";
          case 'M', 'm' -> " (times)";
          case 'V' -> " (raw bytes)";
          default -> "";
        };
    throw notOurs(file, FileException.quote(descr) + what);
  }

  private static FileException notOurs(MappedFile file, String dtype) {
    return file.refused(
        "dtype " + dtype,
        "bool, integers of 8 to 64 bits and floats of 16 to 64 bits can be read; convert it with"
            + " astype");
  }
}
