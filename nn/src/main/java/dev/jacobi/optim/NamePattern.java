package dev.jacobi.optim;

import dev.jacobi.type.JacobiException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A pattern for the names of parameters: {@code *} stands for any run of characters, dots among
 * them, and {@code ?} for one.
 *
 * @param text the pattern as it was written
 * @param regex the same as a regular expression
 */
public record NamePattern(String text, Pattern regex) {

  /** The pattern of a text. */
  public static NamePattern of(String text) {
    String regex = text.chars().mapToObj(c -> part((char) c)).collect(Collectors.joining());
    return new NamePattern(text, Pattern.compile(regex));
  }

  private static String part(char c) {
    return switch (c) {
      case '*' -> ".*";
      case '?' -> ".";
      default -> Pattern.quote(String.valueOf(c));
    };
  }

  /** Whether a name fits. */
  public boolean matches(String name) {
    return regex.matcher(name).matches();
  }

  /**
   * Requires that one of the names fits.
   *
   * @throws JacobiException if none does, as after a slip of the pen
   */
  public void requireAmong(List<String> names) {
    if (names.stream().noneMatch(this::matches)) {
      throw new JacobiException(
          "pattern \""
              + text
              + "\": no parameter fits; there are "
              + String.join(", ", names)
              + "; * stands for any characters");
    }
  }
}
