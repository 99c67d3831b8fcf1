package dev.jacobi.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes such as 500K, 64M and 2G, by powers of 1024. */
final class ByteSize implements ITypeConverter<Long> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,12})([kKmMgGtT]?)[bB]?");
  private static final String UNITS = "KMGT";

  @Override
  public Long convert(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new TypeConversionException("'" + text + "' is not a size; write one as 64M or 2G");
    }
    int power = UNITS.indexOf(form.group(2).toUpperCase(Locale.ROOT)) + 1;
    long bytes = Long.parseLong(form.group(1));
    if (form.group(2).isEmpty()) {
      power = 0;
    }
    if (bytes == 0 || bytes > Long.MAX_VALUE >> 10 * power) {
      throw new TypeConversionException("'" + text + "' is out of range; write one as 64M or 2G");
    }
    return bytes << 10 * power;
  }

  /** The size as it is written: in the largest unit that divides it. */
  static String text(long bytes) {
    int power = Math.min(UNITS.length(), Long.numberOfTrailingZeros(bytes) / 10);
    return (bytes >> 10 * power) + (power == 0 ? "" : UNITS.substring(power - 1, power));
  }
}
