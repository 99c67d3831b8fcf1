package dev.jacobi;

import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * An Einstein sum as it was written, read: a number for each letter, a = 0 to z, A to Z = 51, and
 * 52 and up for the axes of an ellipsis, counted from the right.
 *
 * @param operands the letters of each operand's axes
 * @param out the letters of the result's axes
 * @param sizes the size of each letter
 */
record EinsumNotation(List<Ints> operands, Ints out, Map<Integer, Integer> sizes) {
  private static final int LETTERS = 26;
  private static final int ELLIPSIS = 52;
  private static final String DOTS = "...";

  /** Reads {@code notation} for operands of the given shapes. */
  static EinsumNotation read(String notation, List<Shape> shapes) {
    String text = notation.replace(" ", "");
    int arrow = text.indexOf("->");
    String left = arrow < 0 ? text : text.substring(0, arrow);
    String[] terms = left.split(",", -1);
    if (terms.length != shapes.size()) {
      throw wrong(
          notation,
          shapes,
          terms.length + " terms for " + shapes.size() + " operands; write one term for each");
    }
    List<Ints> operands = new ArrayList<>();
    for (int i = 0; i < terms.length; i++) {
      operands.add(letters(notation, shapes, terms[i], i));
    }
    int dots =
        operands.stream().flatMapToInt(Ints::stream).map(l -> l - ELLIPSIS + 1).max().orElse(0);
    Ints ellipsis = descending(Math.max(0, dots));
    Ints out =
        arrow < 0
            ? implied(left, ellipsis)
            : named(notation, shapes, text.substring(arrow + 2), ellipsis);
    checkOutput(notation, shapes, operands, out);
    return new EinsumNotation(operands, out, sizes(notation, shapes, operands));
  }

  private static Ints letters(String notation, List<Shape> shapes, String term, int operand) {
    int rank = shapes.get(operand).rank();
    int named = term.replace(DOTS, "").length();
    boolean dotted = term.contains(DOTS);
    if (dotted ? named > rank : named != rank) {
      throw wrong(
          notation,
          shapes,
          "term \""
              + term
              + "\" names "
              + named
              + " axes and operand "
              + operand
              + " has "
              + rank
              + "; write a letter for each axis, or ... for the others");
    }
    return named(notation, shapes, term, descending(rank - named));
  }

  /** The letters of a term, {@code ellipsis} in place of the dots. */
  private static Ints named(String notation, List<Shape> shapes, String term, Ints ellipsis) {
    Ints letters = Ints.of();
    int dots = term.indexOf(DOTS);
    for (int i = 0; i < term.length(); i++) {
      if (i == dots) {
        letters = Ints.of(IntStream.concat(letters.stream(), ellipsis.stream()).toArray());
        i += DOTS.length() - 1;
      } else {
        letters = letters.append(number(notation, shapes, term.charAt(i)));
      }
    }
    return letters;
  }

  private static int number(String notation, List<Shape> shapes, char c) {
    if (c >= 'a' && c <= 'z') {
      return c - 'a';
    }
    if (c >= 'A' && c <= 'Z') {
      return LETTERS + c - 'A';
    }
    throw wrong(notation, shapes, "'" + c + "' is no axis; axes are letters, and one ... a term");
  }

  private static String letter(int number) {
    if (number >= ELLIPSIS) {
      return DOTS;
    }
    return String.valueOf((char) (number < LETTERS ? 'a' + number : 'A' + number - LETTERS));
  }

  private static Ints descending(int count) {
    return Ints.of(IntStream.range(0, count).map(i -> ELLIPSIS + count - 1 - i).toArray());
  }

  /** Without an arrow: the ellipsis, then the letters that stand once, capitals first. */
  private static Ints implied(String left, Ints ellipsis) {
    IntStream once =
        left.chars()
            .filter(c -> c != ',' && c != '.' && left.indexOf(c) == left.lastIndexOf(c))
            .sorted()
            .map(c -> c <= 'Z' ? LETTERS + c - 'A' : c - 'a');
    return Ints.of(IntStream.concat(ellipsis.stream(), once).toArray());
  }

  private static void checkOutput(
      String notation, List<Shape> shapes, List<Ints> operands, Ints out) {
    for (int letter : out.toArray()) {
      if (operands.stream().noneMatch(o -> o.contains(letter))) {
        throw wrong(
            notation,
            shapes,
            "the result's axis " + letter(letter) + " stands in no term; use expand to repeat");
      }
      if (out.stream().filter(l -> l == letter).count() > 1) {
        throw wrong(
            notation, shapes, "the result names axis " + letter(letter) + " twice; name it once");
      }
    }
  }

  /** Axes of an ellipsis may have size 1 beside another size; letters may not. */
  private static Map<Integer, Integer> sizes(
      String notation, List<Shape> shapes, List<Ints> operands) {
    Map<Integer, Integer> sizes = new HashMap<>();
    for (int i = 0; i < shapes.size(); i++) {
      for (int axis = 0; axis < shapes.get(i).rank(); axis++) {
        int letter = operands.get(i).get(axis);
        int size = shapes.get(i).size(axis);
        int before = sizes.getOrDefault(letter, size);
        boolean meets = before == size || letter >= ELLIPSIS && (before == 1 || size == 1);
        if (!meets) {
          throw wrong(
              notation,
              shapes,
              "axis "
                  + letter(letter)
                  + " has size "
                  + size
                  + " in operand "
                  + i
                  + " and "
                  + before
                  + " before; transpose or slice one of them");
        }
        sizes.put(letter, before == 1 ? size : before);
      }
    }
    return sizes;
  }

  private static ShapeException wrong(String notation, List<Shape> shapes, String what) {
    return new ShapeException(
        "einsum \"" + notation + "\": " + Arrays.toString(shapes.toArray()) + "; " + what);
  }
}
