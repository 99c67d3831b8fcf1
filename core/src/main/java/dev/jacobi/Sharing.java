package dev.jacobi;

import dev.jacobi.graph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which places of a tree hold the same tensor. A compiled function sees a tensor that stands at two
 * places as one, as the function does where it runs uncompiled, and hands it back as one.
 */
final class Sharing {
  /** Below this many places looking at all pairs beats a hash table. */
  private static final int FEW = 32;

  /** For each place the number of its tensor, counted in the order in which tensors first stand. */
  private final int[] numbers;

  /** For each tensor the first place. */
  private final int[] firsts;

  private Sharing(int[] numbers, int[] firsts) {
    this.numbers = numbers;
    this.firsts = firsts;
  }

  static Sharing of(List<Tensor> places) {
    Map<Node, Integer> known = new HashMap<>();
    int[] numbers = new int[places.size()];
    int[] firsts = new int[places.size()];
    for (int i = 0; i < numbers.length; i++) {
      Integer earlier = known.putIfAbsent(places.get(i).node(), known.size());
      numbers[i] = earlier == null ? known.size() - 1 : earlier;
      if (earlier == null) {
        firsts[numbers[i]] = i;
      }
    }
    return new Sharing(numbers, Arrays.copyOf(firsts, known.size()));
  }

  /** How many tensors there are. */
  int distinct() {
    return firsts.length;
  }

  /** The number of the tensor at a place. */
  int number(int place) {
    return numbers[place];
  }

  /** The first place of a tensor. */
  int first(int number) {
    return firsts[number];
  }

  /** Whether the same places, and no others, hold the same tensor. */
  boolean holds(List<Tensor> places) {
    return places.size() <= FEW ? holdsInPairs(places) : Arrays.equals(numbers, of(places).numbers);
  }

  private boolean holdsInPairs(List<Tensor> places) {
    for (int i = 1; i < numbers.length; i++) {
      for (int j = 0; j < i; j++) {
        boolean same = places.get(i).node() == places.get(j).node();
        if (same != (numbers[i] == numbers[j])) {
          return false;
        }
      }
    }
    return true;
  }

  /** Each tensor once. */
  List<Tensor> gather(List<Tensor> places) {
    if (firsts.length == numbers.length) {
      return places;
    }
    List<Tensor> each = new ArrayList<>(firsts.length);
    for (int first : firsts) {
      each.add(places.get(first));
    }
    return each;
  }

  /** The tensor of each place. */
  List<Tensor> spread(List<Tensor> each) {
    if (firsts.length == numbers.length) {
      return each;
    }
    List<Tensor> places = new ArrayList<>(numbers.length);
    for (int number : numbers) {
      places.add(each.get(number));
    }
    return places;
  }
}
