package org.hilum.model.torch;

/** IEEE 754 half precision, which Java 17 lacks. */
final class Float16 {

  private Float16() {}

  /** Rounds to the nearest half, ties to even; what is too large becomes infinite. */
  static short fromFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    int magnitude = bits & 0x7fff_ffff;
    if (magnitude >= 0x4780_0000) {
      boolean nan = magnitude > 0x7f80_0000;
      return (short) (sign | (nan ? 0x7e00 : 0x7c00));
    }
    if (magnitude < 0x3880_0000) {
      // Subnormal: adding 0.5 moves the bits that remain to the end of the mantissa, rounded.
      float shifted = Float.intBitsToFloat(magnitude) + 0.5f;
      return (short) (sign | (Float.floatToRawIntBits(shifted) - 0x3f00_0000));
    }
    int odd = (magnitude >>> 13) & 1;
    return (short) (sign | ((magnitude - 0x3800_0000 + 0xfff + odd) >>> 13));
  }

  static float toFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >>> 10) & 0x1f;
    int mantissa = half & 0x3ff;
    if (exponent == 0x1f) {
      return Float.intBitsToFloat(sign | 0x7f80_0000 | (mantissa << 13));
    }
    if (exponent == 0) {
      float magnitude = mantissa * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    return Float.intBitsToFloat(sign | ((exponent + 112) << 23) | (mantissa << 13));
  }
}
