package dev.jacobi.io;

import java.util.ArrayList;
import java.util.List;

/** A reader of the few Python literals that stand in the header of an NPY file. */
final class PythonLiteral {
  private final MappedFile file;
  private final String text;
  private int next;

  PythonLiteral(MappedFile file, String text) {
    this.file = file;
    this.text = text;
  }

  FileException refused(String what) {
    return file.refused(
        "the header has " + what + " at character " + next, "it is damaged; write it again");
  }

  /** Whether the next character, blanks aside, is that one. */
  boolean at(char c) {
    while (next < text.length() && (text.charAt(next) == ' ' || text.charAt(next) == '\n')) {
      next++;
    }
    return next < text.length() && text.charAt(next) == c;
  }

  /** Passes over a character if it is next. */
  boolean skip(char c) {
    boolean there = at(c);
    next += there ? 1 : 0;
    return there;
  }

  void expect(char c) {
    if (!skip(c)) {
      throw refused("no " + c);
    }
  }

  void end() {
    if (at(' ') || next < text.length()) {
      throw refused("more than a dictionary");
    }
  }

  /** A string without escapes. */
  String string() {
    char quote = at('"') ? '"' : '\'';
    expect(quote);
    int end = text.indexOf(quote, next);
    if (end < 0 || text.substring(next, end).contains("\\")) {
      throw refused("no string");
    }
    String string = text.substring(next, end);
    next = end + 1;
    return string;
  }

  boolean bool() {
    at(' ');
    for (boolean value : new boolean[] {true, false}) {
      String word = value ? "True" : "False";
      if (text.startsWith(word, next)) {
        next += word.length();
        return value;
      }
    }
    throw refused("no True or False");
  }

  /** A tuple of whole numbers from 0 on; Python 2 wrote an L behind them. */
  long[] tuple() {
    List<Long> numbers = new ArrayList<>();
    expect('(');
    boolean comma = true;
    while (!skip(')')) {
      if (!comma) {
        throw refused("no comma between two sizes");
      }
      numbers.add(number());
      comma = skip(',');
    }
    if (numbers.size() == 1 && !comma) {
      throw refused("a number in place of a tuple");
    }
    return numbers.stream().mapToLong(n -> n).toArray();
  }

  private long number() {
    at(' ');
    int start = next;
    while (next < text.length() && text.charAt(next) >= '0' && text.charAt(next) <= '9') {
      next++;
    }
    String digits = text.substring(start, next);
    skip('L');
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException none) {
      throw refused("no size");
    }
  }
}
