package dev.jacobi.cpu.kernel;

/** Elementary functions of floats. */
public final class FloatFunctions {
  private FloatFunctions() {}

  public static float exp(float x) {
    return (float) DoubleFunctions.exp(x);
  }

  public static float expm1(float x) {
    return (float) DoubleFunctions.expm1(x);
  }

  public static float log(float x) {
    return (float) DoubleFunctions.log(x);
  }

  public static float log1p(float x) {
    return (float) DoubleFunctions.log1p(x);
  }

  public static float log2(float x) {
    return (float) DoubleFunctions.log2(x);
  }

  public static float sin(float x) {
    return (float) DoubleFunctions.sin(x);
  }

  public static float cos(float x) {
    return (float) DoubleFunctions.cos(x);
  }

  public static float tan(float x) {
    return (float) DoubleFunctions.tan(x);
  }

  public static float asin(float x) {
    return (float) DoubleFunctions.asin(x);
  }

  public static float acos(float x) {
    return (float) DoubleFunctions.acos(x);
  }

  public static float atan(float x) {
    return (float) DoubleFunctions.atan(x);
  }

  public static float sinh(float x) {
    return (float) DoubleFunctions.sinh(x);
  }

  public static float cosh(float x) {
    return (float) DoubleFunctions.cosh(x);
  }

  public static float tanh(float x) {
    return (float) DoubleFunctions.tanh(x);
  }

  public static float sigmoid(float x) {
    return (float) DoubleFunctions.sigmoid(x);
  }

  public static float erf(float x) {
    return (float) DoubleFunctions.erf(x);
  }

  public static float erfc(float x) {
    return (float) DoubleFunctions.erfc(x);
  }

  public static float pow(float a, float b) {
    return (float) DoubleFunctions.pow(a, b);
  }

  public static float atan2(float a, float b) {
    return (float) DoubleFunctions.atan2(a, b);
  }
}
