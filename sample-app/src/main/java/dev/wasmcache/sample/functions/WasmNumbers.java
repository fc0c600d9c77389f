package dev.wasmcache.sample.functions;

import dev.wasmcache.sample.problem.Problem;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import run.endive.wasm.types.ValType;
import tools.jackson.databind.JsonNode;

/**
 * Converts JSON numbers to Wasm numbers, and back. No number is rounded to fit a whole-number type
 * or truncated to its size. A value that JSON cannot express is a text: {@code "NaN"}, {@code
 * "Infinity"}, {@code "-Infinity"}.
 */
final class WasmNumbers {

  private static final Map<String, Double> NOT_IN_JSON =
      Map.of(
          "NaN", Double.NaN,
          "Infinity", Double.POSITIVE_INFINITY,
          "-Infinity", Double.NEGATIVE_INFINITY);

  private WasmNumbers() {}

  /**
   * Returns the bits of an argument.
   *
   * @param position of the argument, from 1, for the message
   * @throws Problem if it is not a number of this type
   */
  static long fromJson(int position, JsonNode argument, ValType type) {
    if (type.equals(ValType.I32)) {
      return whole(position, argument, Integer.MIN_VALUE, Integer.MAX_VALUE, "an i32");
    }
    if (type.equals(ValType.I64)) {
      return whole(position, argument, Long.MIN_VALUE, Long.MAX_VALUE, "an i64");
    }
    if (type.equals(ValType.F32)) {
      float value = (float) real(position, argument, Float.MAX_VALUE, "an f32");
      return Integer.toUnsignedLong(Float.floatToRawIntBits(value));
    }
    if (type.equals(ValType.F64)) {
      return Double.doubleToRawLongBits(real(position, argument, Double.MAX_VALUE, "an f64"));
    }
    throw Problem.badArgument(
        position, argument, "a value of type " + nameOf(type) + ", which cannot be given as JSON");
  }

  private static long whole(
      int position, JsonNode argument, long minimum, long maximum, String type) {
    if (argument.isNumber() && argument.canConvertToExactIntegral()) {
      BigInteger value = argument.decimalValue().toBigInteger();
      if (value.compareTo(BigInteger.valueOf(minimum)) >= 0
          && value.compareTo(BigInteger.valueOf(maximum)) <= 0) {
        return value.longValue();
      }
    }
    throw Problem.badArgument(
        position, argument, type + ": a whole number from " + minimum + " to " + maximum);
  }

  private static double real(int position, JsonNode argument, double maximum, String type) {
    if (argument.isNumber()) {
      double value = argument.doubleValue();
      if (Math.abs(value) <= maximum) {
        return value;
      }
    } else if (argument.isString()) {
      Double special = NOT_IN_JSON.get(argument.stringValue());
      if (special != null) {
        return special;
      }
    }
    throw Problem.badArgument(position, argument, type + ": a number up to " + maximum);
  }

  /** Returns the value of a result; null for a reference, which has no meaning outside. */
  static @Nullable Object toJson(ValType type, long bits) {
    if (type.equals(ValType.I32)) {
      return (int) bits;
    }
    if (type.equals(ValType.I64)) {
      return bits;
    }
    if (type.equals(ValType.F32)) {
      return Float.intBitsToFloat((int) bits);
    }
    return type.equals(ValType.F64) ? Double.longBitsToDouble(bits) : null;
  }

  static String nameOf(ValType type) {
    return type.isReference() ? "reference" : type.name().toLowerCase(Locale.ROOT);
  }
}
