package dev.jacobi.bench.peers;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One system in a process of its own: reads lines {@code net method batch threads seconds} from
 * standard input and answers each with a line: a {@link Timing}, or {@code error} and why. What it
 * prepared stays until another net, batch or number of threads is asked for. It ends when its input
 * does.
 */
public final class Server {
  private final Workload.Factory factory;
  private final boolean callsWork;
  private final Map<Case, Prepared> prepared = new HashMap<>();

  private record Prepared(Workload workload, double firstLoss) {}

  private Server(Workload.Factory factory, boolean callsWork) {
    this.factory = factory;
    this.callsWork = callsWork;
  }

  /**
   * Serves until the end of standard input.
   *
   * @param name of the system, with its version
   * @param callsWork whether a step on one thread runs on the thread that calls it, whose clock
   *     then says what the step took; else it is the clock of the process
   */
  public static void serve(String name, boolean callsWork, Workload.Factory factory)
      throws IOException {
    // Libraries print to standard output; the answers have it for themselves.
    PrintStream answers = System.out;
    System.setOut(System.err);
    answers.println("ready " + name);
    Server server = new Server(factory, callsWork);
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line;
    while ((line = commands.readLine()) != null) {
      answers.println(server.answer(line));
      answers.flush();
    }
    server.clear();
  }

  private String answer(String line) {
    try {
      String[] words = line.strip().split(" +");
      if (words.length != 5) {
        throw new IllegalArgumentException("it is: net method batch threads seconds");
      }
      Case wanted =
          new Case(Net.parse(words[0]), words[1], Case.number(words[2]), Case.number(words[3]));
      return time(wanted, Double.parseDouble(words[4])).toString();
    } catch (RuntimeException | LinkageError | OutOfMemoryError failed) {
      // The driver says what went wrong and goes on without this case.
      return "error " + String.valueOf(failed).replaceAll("\\s+", " ");
    }
  }

  private Timing time(Case wanted, double seconds) {
    Prepared ready = prepared.get(wanted);
    if (ready == null) {
      ready = prepare(wanted);
    }
    return Timing.of(ready.workload(), ready.firstLoss(), seconds, clock(wanted));
  }

  private Prepared prepare(Case wanted) {
    Case group = wanted.by("any");
    if (prepared.keySet().stream().anyMatch(other -> !other.by("any").equals(group))) {
      clear();
    }
    Workload workload = factory.prepare(wanted);
    Prepared made = new Prepared(workload, workload.step());
    prepared.put(wanted, made);
    return made;
  }

  private void clear() {
    prepared.values().forEach(p -> p.workload().close());
    prepared.clear();
  }

  private Timing.CpuClock clock(Case wanted) {
    if (callsWork && wanted.threads() == 1) {
      return ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime;
    }
    @Nullable OperatingSystemMXBean system =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    if (system == null) {
      throw new IllegalStateException("this Java machine has no clock of its processor time");
    }
    return system::getProcessCpuTime;
  }
}
