package dev.jacobi.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A table that grows by rows. */
final class TableBuilder {
  private static final int FIRST_ROWS = 64;

  private final String format;
  private final String source;
  private final boolean named;
  private final List<String> names;
  private final double[][] columns;
  private int[] places = new int[FIRST_ROWS];
  private int size;

  /** For columns of words: the place of each word, or the order of appearance if unknown. */
  private final List<@Nullable Map<String, Integer>> words = new ArrayList<>();

  private final boolean[] found;

  /**
   * An empty table.
   *
   * @param labels the columns of words, with the words in order; an empty list if any word may come
   */
  TableBuilder(
      String format,
      String source,
      boolean named,
      List<String> names,
      Map<String, List<String>> labels) {
    this.format = format;
    this.source = source;
    this.named = named;
    this.names = names;
    this.columns = new double[names.size()][FIRST_ROWS];
    this.found = new boolean[names.size()];
    for (int i = 0; i < names.size(); i++) {
      List<String> known = labels.get(names.get(i));
      words.add(known == null ? null : places(known));
      found[i] = known != null && known.isEmpty();
    }
  }

  private static Map<String, Integer> places(List<String> words) {
    Map<String, Integer> places = new HashMap<>();
    words.forEach(word -> places.putIfAbsent(word, places.size()));
    return places;
  }

  int size() {
    return size;
  }

  String name(int column) {
    return names.get(column);
  }

  boolean isLabel(int column) {
    return words.get(column) != null;
  }

  /** Puts a number into the row that is not ended yet. */
  void number(int column, double number) {
    columns[column][size] = number;
  }

  /** Puts a word there; false if it is none of the words of the column. */
  boolean word(int column, String word) {
    Map<String, Integer> known = Objects.requireNonNull(words.get(column));
    Integer place = known.get(word);
    if (place == null && found[column]) {
      place = known.size();
      known.put(word, place);
    }
    columns[column][size] = place == null ? Double.NaN : place;
    return place != null;
  }

  /** Ends the row. */
  void endRow(int place) {
    places[size++] = place;
    if (size == places.length) {
      int more = Math.toIntExact(Math.min(2L * size, Integer.MAX_VALUE - 8));
      places = Arrays.copyOf(places, more);
      Arrays.setAll(columns, i -> Arrays.copyOf(columns[i], more));
    }
  }

  Table build() {
    Map<String, List<String>> labels = new HashMap<>();
    for (int i = 0; i < columns.length; i++) {
      columns[i] = Arrays.copyOf(columns[i], size);
      Map<String, Integer> known = words.get(i);
      if (known != null) {
        labels.put(names.get(i), found[i] ? sort(columns[i], known) : inOrder(known));
      }
    }
    return new Table(
        format,
        source,
        named,
        names,
        columns,
        Collections.unmodifiableMap(labels),
        Arrays.copyOf(places, size));
  }

  private static List<String> inOrder(Map<String, Integer> places) {
    String[] words = new String[places.size()];
    places.forEach((word, place) -> words[place] = word);
    return List.of(words);
  }

  /** Words in the order of the alphabet, and the column by their places in it. */
  private static List<String> sort(double[] column, Map<String, Integer> found) {
    List<String> sorted = List.copyOf(new TreeSet<>(found.keySet()));
    int[] moved = new int[sorted.size()];
    for (int place = 0; place < moved.length; place++) {
      moved[Objects.requireNonNull(found.get(sorted.get(place)))] = place;
    }
    for (int row = 0; row < column.length; row++) {
      column[row] = moved[(int) column[row]];
    }
    return sorted;
  }
}
