package dev.jacobi.io;

import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.Validity;
import dev.hardwood.schema.ColumnSchema;

/** The values of a column in the present batch. */
final class ParquetColumn {
  private static final long LARGEST_EXACT = 1L << 53;

  private final PhysicalType type;
  private final boolean unsigned;
  private final boolean words;
  private Object values = new double[0];
  private Validity validity = Validity.NO_NULLS;

  private ParquetColumn(PhysicalType type, boolean unsigned, boolean words) {
    this.type = type;
    this.unsigned = unsigned;
    this.words = words;
  }

  /**
   * The column of a schema.
   *
   * @param words whether it is to be read as words
   * @throws FileException if its type cannot be read
   */
  static ParquetColumn of(Parquet parquet, ColumnSchema schema, boolean words) {
    LogicalType logical = schema.logicalType();
    boolean flat = schema.maxRepetitionLevel() == 0 && schema.maxDefinitionLevel() <= 1;
    boolean fits =
        switch (schema.type()) {
          case INT32, INT64 ->
              !words && (logical == null || logical instanceof LogicalType.IntType);
          case FLOAT, DOUBLE, BOOLEAN -> !words && logical == null;
          case BYTE_ARRAY ->
              words
                  && (logical instanceof LogicalType.StringType
                      || logical instanceof LogicalType.EnumType);
          case INT96, FIXED_LEN_BYTE_ARRAY -> false;
        };
    if (!flat || !fits) {
      throw parquet.refused(
          "column "
              + FileException.quote(schema.fieldPath().toString())
              + " of type "
              + (logical == null ? schema.type() : logical)
              + (flat ? "" : ", nested")
              + (words ? ", as words" : ", as numbers"),
          "name the columns to read with columns(...), and those of words with labels(...)");
    }
    boolean unsigned = logical instanceof LogicalType.IntType ints && !ints.isSigned();
    return new ParquetColumn(schema.type(), unsigned, words);
  }

  boolean isWords() {
    return words;
  }

  /** Takes over the batch that the reader stands at. */
  boolean load(ColumnReader reader) {
    values =
        switch (type) {
          case INT32 -> reader.getInts();
          case INT64 -> reader.getLongs();
          case FLOAT -> reader.getFloats();
          case DOUBLE -> reader.getDoubles();
          case BOOLEAN -> reader.getBooleans();
          case BYTE_ARRAY, INT96, FIXED_LEN_BYTE_ARRAY -> reader.getStrings();
        };
    validity = reader.getLeafValidity();
    return true;
  }

  boolean isNull(int row) {
    return validity.isNull(row);
  }

  String word(int row) {
    return ((String[]) values)[row];
  }

  double number(int row) {
    return switch (values) {
      case int[] a -> unsigned ? Integer.toUnsignedLong(a[row]) : a[row];
      case long[] a -> a[row];
      case float[] a -> a[row];
      case double[] a -> a[row];
      case boolean[] a -> a[row] ? 1 : 0;
      default -> throw new IllegalStateException();
    };
  }

  /** Whether the number is what stands in the file. */
  boolean isExact(int row) {
    return !(values instanceof long[] a)
        || Math.abs(a[row]) <= LARGEST_EXACT && !(unsigned && a[row] < 0);
  }
}
