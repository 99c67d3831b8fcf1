package dev.jacobi.io;

import java.util.Locale;
import java.util.Set;

/**
 * Numbers as text: an optional sign, digits with at most one decimal mark, an optional exponent.
 *
 * @param mark the decimal mark, a point or a comma
 */
record Numerals(char mark) {
  private static final Set<String> NOT_FINITE =
      Set.of("nan", "inf", "infinity", "+inf", "+infinity", "-inf", "-infinity");

  private static final Set<String> MISSING = Set.of("", "na", "n/a", "nan", "null", "none", "?");

  /** Whether it says that a number is missing, by the conventions of R, pandas and databases. */
  static boolean isMissing(String text) {
    return MISSING.contains(text.toLowerCase(Locale.ROOT));
  }

  /** Whether it is a number, finite or not. */
  boolean isNumber(String text) {
    return isFinite(text) || NOT_FINITE.contains(text.toLowerCase(Locale.ROOT));
  }

  /** Whether it is a number written in digits. */
  boolean isFinite(String text) {
    int at = sign(text, 0);
    int digits = at;
    at = digits(text, at);
    int count = at - digits;
    if (at < text.length() && text.charAt(at) == mark) {
      int fraction = at + 1;
      at = digits(text, fraction);
      count += at - fraction;
    }
    if (count == 0) {
      return false;
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      int exponent = sign(text, at + 1);
      at = digits(text, exponent);
      return at > exponent && at == text.length();
    }
    return at == text.length();
  }

  /** The number of a text that {@link #isFinite} accepts; infinite if it is too large. */
  double parse(String text) {
    return Double.parseDouble(mark == '.' ? text : text.replace(mark, '.'));
  }

  /** Whether the mark could as well separate thousands, as in {@code 1,234}. */
  boolean isAmbiguous(String text) {
    int at = text.indexOf(mark);
    int digits = sign(text, 0);
    return at > digits
        && at - digits <= 3
        && text.charAt(digits) != '0'
        && text.length() == at + 4
        && digits(text, at + 1) == text.length();
  }

  private static int sign(String text, int at) {
    return at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-') ? at + 1 : at;
  }

  private static int digits(String text, int at) {
    int end = at;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }
}
