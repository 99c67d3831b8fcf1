package dev.jacobi.bench.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which cases are wanted: those that begin like one of some patterns {@code
 * net/method/batch/threads}, in which {@code *} is any and what is left out at the end is any.
 */
record Selection(List<String> patterns, List<Integer> threads) {
  private static final List<String> SUMMARIES = List.of("best", "best-none");

  /** What is measured for one net, batch and number of threads. */
  record Group(Net net, int batch, int threads) {
    Case by(String method) {
      return new Case(net, method, batch, threads);
    }
  }

  /** A method of a peer. */
  record Entry(Peer peer, String method) {
    /** Its name in the results. */
    String name() {
      return peer.prefix() + method;
    }

    /** The summary that it takes part in, or an empty text. */
    String summary(Net net) {
      if (net.classifies() || net.isUsual()) {
        return "";
      }
      return Peer.isGeneric(method) ? "best" : method.equals("none") ? "best-none" : "";
    }
  }

  /** The entries of each group. */
  Map<Group, List<Entry>> entries() {
    for (String pattern : patterns) {
      require(pattern);
    }
    Map<Group, List<Entry>> wanted = new LinkedHashMap<>();
    for (int count : threads) {
      for (Net net : Net.values()) {
        for (int batch : net.batches()) {
          Group group = new Group(net, batch, count);
          List<Entry> entries = entries(group);
          if (!entries.isEmpty()) {
            wanted.put(group, entries);
          }
        }
      }
    }
    if (wanted.isEmpty()) {
      throw new IllegalArgumentException(
          "cases: no case is like " + String.join(" ", patterns) + "; see docs/performance.md");
    }
    return wanted;
  }

  private List<Entry> entries(Group group) {
    List<Entry> entries = new ArrayList<>();
    for (Peer peer : Peer.values()) {
      for (String method : peer.methods(group.net())) {
        Entry entry = new Entry(peer, method);
        String summary = entry.summary(group.net());
        if (matches(group.by(entry.name())) || !summary.isEmpty() && matches(group.by(summary))) {
          entries.add(entry);
        }
      }
    }
    return entries;
  }

  /** Whether a case is wanted. */
  boolean matches(Case given) {
    return patterns.isEmpty() || patterns.stream().anyMatch(p -> matches(p, given));
  }

  private static boolean matches(String pattern, Case given) {
    String[] wanted = pattern.split("/");
    String[] parts = given.toString().split("/");
    for (int i = 0; i < wanted.length; i++) {
      if (!wanted[i].equals("*") && !wanted[i].equals(parts[i])) {
        return false;
      }
    }
    return true;
  }

  private static void require(String pattern) {
    String[] parts = pattern.split("/", -1);
    boolean known =
        parts.length <= 4
            && (parts[0].equals("*") || Net.parse(parts[0]) != null)
            && (parts.length < 2 || parts[1].equals("*") || isMethod(parts[1]));
    if (!known) {
      throw new IllegalArgumentException(
          "cases: '"
              + pattern
              + "'; it is net/method/batch/threads, such as c/dbl/4096/1t, c/best"
              + " or d");
    }
  }

  private static boolean isMethod(String name) {
    if (SUMMARIES.contains(name)) {
      return true;
    }
    for (Peer peer : Peer.values()) {
      for (Net net : Net.values()) {
        if (peer.methods(net).stream().anyMatch(m -> (peer.prefix() + m).equals(name))) {
          return true;
        }
      }
    }
    return false;
  }
}
