package dev.jacobi.conformance.torchlayers;

import dev.jacobi.conformance.CaseException;
import dev.jacobi.conformance.CaseFile;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A layer as the sentence {@code about} of a file describes it, as in {@code Conv2d(2, 3, (3,2),
 * stride (1,2), padding (1,0))}.
 *
 * @param name the class
 * @param text what follows
 */
record Described(String name, String text) {
  private static final Pattern CLASS = Pattern.compile("([A-Z][A-Za-z]+(?:[123]d)?)\\((.*)$");

  static Described of(CaseFile file) {
    Matcher call = CLASS.matcher(file.text("about"));
    if (!call.find()) {
      throw new CaseException("about: names no layer");
    }
    return new Described(call.group(1), call.group(2));
  }

  /** Whether these words stand there. */
  boolean says(String words) {
    return text.contains(words);
  }

  /** The number of spatial axes that the class is for, as 2 in {@code Conv2d}. */
  int axes() {
    char digit = name.charAt(name.length() - 2);
    if (digit < '1' || digit > '3') {
      throw new CaseException("about: " + name + " says not how many axes it is for");
    }
    return digit - '0';
  }

  /** Argument {@code index} of those without a name: a number, or numbers in brackets. */
  int[] argument(int index) {
    Matcher argument = Pattern.compile("\\G\\s*(\\d+|\\([\\d, ]+\\))[^,)(]*,?").matcher(text);
    for (int i = 0; argument.find(); i++) {
      if (i == index) {
        return numbers(argument.group(1));
      }
    }
    throw new CaseException("about: " + name + " has no argument " + index);
  }

  /** The same if it is one number. */
  int size(int index) {
    int[] numbers = argument(index);
    if (numbers.length != 1) {
      throw new CaseException("about: argument " + index + " of " + name + " is not one number");
    }
    return numbers[0];
  }

  /** One number, or numbers in brackets, behind a word such as {@code stride}. */
  int[] after(String word, int otherwise) {
    Matcher setting = Pattern.compile("\\b" + word + " (\\d+|\\([\\d, ]+\\))").matcher(text);
    return setting.find() ? numbers(setting.group(1)) : new int[] {otherwise};
  }

  /** One number for each spatial axis. */
  int[] window(int index) {
    int[] numbers = argument(index);
    if (numbers.length == axes()) {
      return numbers;
    }
    int[] all = new int[axes()];
    java.util.Arrays.fill(all, numbers[0]);
    return all;
  }

  /** The number before a word such as {@code heads}. */
  int before(String word) {
    Matcher setting = Pattern.compile("(\\d+) " + word).matcher(text);
    if (!setting.find()) {
      throw new CaseException("about: says nothing of " + word);
    }
    return Integer.parseInt(setting.group(1));
  }

  private static int[] numbers(String text) {
    List<Integer> numbers = new ArrayList<>();
    Matcher number = Pattern.compile("\\d+").matcher(text);
    while (number.find()) {
      numbers.add(Integer.parseInt(number.group()));
    }
    return numbers.stream().mapToInt(n -> n).toArray();
  }
}
