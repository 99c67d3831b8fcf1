package dev.jacobi.cli.model;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The word that somebody most likely meant. */
public final class Nearest {
  private Nearest() {}

  /** {@code ", did you mean 'word'?"} if one of the words is near, else nothing. */
  public static String hint(String given, Collection<String> words) {
    return of(given, words).map(word -> ", did you mean '" + word + "'?").orElse("");
  }

  /** The nearest word that at most half of the given one's letters away, at least two. */
  static Optional<String> of(String given, Collection<String> words) {
    int most = Math.max(2, given.length() / 2);
    String lower = given.toLowerCase(Locale.ROOT);
    return words.stream()
        .filter(word -> distance(lower, word.toLowerCase(Locale.ROOT)) <= most)
        .min(Comparator.comparingInt(word -> distance(lower, word.toLowerCase(Locale.ROOT))));
  }

  /** How many letters to insert, delete or replace (Levenshtein, by rows of the table). */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
