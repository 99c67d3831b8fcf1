package dev.jacobi.bench.peers;

import dev.jacobi.bench.peers.Selection.Entry;
import dev.jacobi.bench.peers.Selection.Group;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Measures in rounds: in each, every system makes steps of the same case for a while, one after the
 * other, so that a change of the machine's speed meets all of them. Before the first round every
 * system makes steps that are not counted.
 *
 * <p>A machine that others use too gives a process less than a whole processor. Where a timing on
 * one thread got less than {@link #BUSY} of one, it is taken again, some times at most; the timing
 * with the largest share counts.
 */
final class Comparison {
  private static final double BUSY = 0.9;
  private static final double SAME_LOSS = 2e-3;

  private final Contestants contestants;
  private final Plan plan;
  private final Consumer<String> out;

  /**
   * How long everything takes.
   *
   * @param rounds how many rounds
   * @param seconds of steps in a timing
   * @param warm seconds of steps before the first round
   * @param again how often a timing of a busy machine is taken again at most
   */
  record Plan(int rounds, double seconds, double warm, int again) {}

  Comparison(Contestants contestants, Plan plan, Consumer<String> out) {
    this.contestants = contestants;
    this.plan = plan;
    this.out = out;
  }

  /** Measures a group and writes its lines. */
  void run(Group group, List<Entry> entries, Selection wanted) {
    Map<String, Rounds> own = new LinkedHashMap<>();
    Map<Entry, Rounds> peers = new LinkedHashMap<>();
    for (Entry entry : entries) {
      peers.put(entry, new Rounds());
      own.put(Peer.counterpart(group.net(), entry.method()), new Rounds());
    }
    own.keySet()
        .forEach(method -> contestants.jacobi(group.threads()).time(group.by(method), plan.warm()));
    peers.keySet().removeIf(entry -> !warm(group, entry));
    for (int round = 0; round < plan.rounds(); round++) {
      own.forEach((method, rounds) ->
          rounds.add(time(contestants.jacobi(group.threads()), group.by(method))));
      peers.forEach((entry, rounds) ->
          rounds.add(
              time(contestants.peer(entry.peer(), group.threads()), group.by(entry.method()))));
    }
    own.forEach((method, rounds) -> out.accept("# " + group.by(method) + " Jacobi: " + rounds));
    List<Line> lines = new ArrayList<>();
    peers.forEach((entry, rounds) -> {
      out.accept("# " + group.by(entry.name()) + " peer: " + rounds);
      Rounds jacobi = own.get(Peer.counterpart(group.net(), entry.method()));
      if (jacobi != null) {
        lines.add(new Line(entry, jacobi, rounds));
      }
    });
    report(group, lines, wanted);
  }

  private boolean warm(Group group, Entry entry) {
    if (!contestants.has(entry.peer(), group.threads())) {
      return false;
    }
    try {
      contestants.peer(entry.peer(), group.threads()).time(group.by(entry.method()), plan.warm());
      return true;
    } catch (Contestant.FailedException failed) {
      out.accept("# " + group.by(entry.name()) + " left out: " + failed.getMessage());
      return false;
    }
  }

  private Timing time(Contestant contestant, Case wanted) {
    Timing best = contestant.time(wanted, plan.seconds());
    for (int i = 0; i < plan.again() && wanted.threads() == 1 && best.busy() < BUSY; i++) {
      Timing next = contestant.time(wanted, plan.seconds());
      best = next.busy() > best.busy() ? next : best;
    }
    return best;
  }

  private record Line(Entry entry, Rounds jacobi, Rounds peer) {
    String text(Case given) {
      return String.format(
          Locale.ROOT,
          "%s %.4g %.4g %.3g",
          given,
          jacobi.median(),
          peer.median(),
          peer.median() / jacobi.median());
    }

    String detail(Case given) {
      return String.format(
          Locale.ROOT,
          "# %s by the fastest steps %.3g, by processor time %.3g",
          given,
          peer.least() / jacobi.least(),
          peer.cpu() / jacobi.cpu());
    }
  }

  private void report(Group group, List<Line> lines, Selection wanted) {
    for (Line line : lines) {
      requireSameLoss(group, line);
      write(line, group.by(line.entry().name()), wanted);
    }
    for (String summary : List.of("best", "best-none")) {
      lines.stream()
          .filter(line -> line.entry().summary(group.net()).equals(summary))
          .min(Comparator.comparingDouble(line -> line.peer().median()))
          .ifPresent(line -> write(line, group.by(summary), wanted));
    }
  }

  private void write(Line line, Case given, Selection wanted) {
    if (wanted.matches(given)) {
      Stream.of(line.detail(given), line.text(given)).forEach(out);
    }
  }

  /** Two systems that do not compute the same are not compared. */
  private void requireSameLoss(Group group, Line line) {
    double own = line.jacobi().loss();
    double other = line.peer().loss();
    if (!(Math.abs(own - other) <= SAME_LOSS * Math.max(Math.abs(own), Math.abs(other)))) {
      throw new Contestant.FailedException(
          group.by(line.entry().name())
              + ": the first loss is "
              + own
              + " in Jacobi and "
              + other
              + " in the peer: they do not compute the same");
    }
  }
}
