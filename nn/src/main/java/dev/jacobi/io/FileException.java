package dev.jacobi.io;

import dev.jacobi.type.JacobiException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * A file that cannot be read or written, or that is not what it claims to be. Messages read
 * <i>format: file: what is wrong; way out</i>.
 */
public final class FileException extends JacobiException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_QUOTE = 60;
  private static final int MOST_NAMES = 10;

  /** An exception about a place in a file, such as {@code data.csv, line 3}. */
  public FileException(String format, Object place, String wrong, String wayOut) {
    super(format + ": " + place + ": " + wrong + "; " + wayOut);
  }

  /** The same, raised because of another. */
  public FileException(String format, Object place, String wrong, String wayOut, Throwable cause) {
    super(format + ": " + place + ": " + wrong + "; " + wayOut, cause);
  }

  /** The file could not be read to its end. */
  static FileException unreadable(String format, Path file, Throwable cause) {
    return new FileException(
        format,
        file,
        "it cannot be read (" + cause + ")",
        "check the file and its permissions",
        cause);
  }

  /** A text of a file as it stands in messages: on one line, not long, in quotes. */
  static String quote(String text) {
    return "'" + shorten(text) + "'";
  }

  /** The same without the quotes. */
  static String shorten(String text) {
    String start = text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...";
    return start.replaceAll("[\\p{Cntrl}\\p{Cs}]", " ");
  }

  /** The first of some names. */
  static String some(Collection<String> names) {
    String first =
        names.stream()
            .limit(MOST_NAMES)
            .map(FileException::quote)
            .collect(Collectors.joining(", "));
    return names.isEmpty()
        ? "none"
        : first + (names.size() > MOST_NAMES ? ", ... (" + names.size() + ")" : "");
  }
}
