package dev.jacobi.io;

import dev.jacobi.type.DType;

/**
 * The type of numbers as they lie in a file. In memory they have the narrowest type of ours that
 * holds every value exactly.
 */
public enum StoredType {
  /** Bytes 0 and 1. */
  BOOL(1, DType.BOOL),
  /** 8-bit integers. */
  INT8(1, DType.INT32),
  /** 8-bit integers from 0. */
  UINT8(1, DType.INT32),
  /** 16-bit integers. */
  INT16(2, DType.INT32),
  /** 16-bit integers from 0. */
  UINT16(2, DType.INT32),
  /** 32-bit integers. */
  INT32(4, DType.INT32),
  /** 32-bit integers from 0. */
  UINT32(4, DType.INT64),
  /** 64-bit integers. */
  INT64(8, DType.INT64),
  /** 64-bit integers from 0, of which those up to 2^63 - 1 can be read. */
  UINT64(8, DType.INT64),
  /** 8-bit floats of 4 bits exponent and 3 bits mantissa, without infinities (OCP OFP8 E4M3). */
  FLOAT8_E4M3(1, DType.FLOAT32),
  /** The same with a bias of 8, one zero and one NaN. */
  FLOAT8_E4M3FNUZ(1, DType.FLOAT32),
  /** 8-bit floats of 5 bits exponent and 2 bits mantissa (OCP OFP8 E5M2). */
  FLOAT8_E5M2(1, DType.FLOAT32),
  /** The same with a bias of 16, no infinities, one zero and one NaN. */
  FLOAT8_E5M2FNUZ(1, DType.FLOAT32),
  /** Powers of two, {@code 2^(byte - 127)} (OCP MX E8M0). */
  FLOAT8_E8M0(1, DType.FLOAT32),
  /** IEEE binary16. */
  FLOAT16(2, DType.FLOAT32),
  /** The upper half of binary32. */
  BFLOAT16(2, DType.FLOAT32),
  /** IEEE binary32. */
  FLOAT32(4, DType.FLOAT32),
  /** IEEE binary64. */
  FLOAT64(8, DType.FLOAT64);

  private final int bytes;
  private final DType dtype;

  StoredType(int bytes, DType dtype) {
    this.bytes = bytes;
    this.dtype = dtype;
  }

  /** The size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** The type of the numbers once they are read. */
  public DType dtype() {
    return dtype;
  }

  /** The type in which a tensor is written. */
  public static StoredType of(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> FLOAT32;
      case FLOAT64 -> FLOAT64;
      case INT32 -> INT32;
      case INT64 -> INT64;
      case BOOL -> BOOL;
    };
  }
}
