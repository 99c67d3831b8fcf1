package dev.jacobi.bench.peers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The processes of all systems, started when they are first asked. */
final class Contestants implements AutoCloseable {
  private final Path home;
  private final List<String> jacobiOptions;
  private final Consumer<String> out;
  private final Map<String, Contestant> running = new HashMap<>();
  private final List<String> missing = new ArrayList<>();

  /**
   * The systems below a folder.
   *
   * @param home the checkout
   * @param jacobiOptions of the Java machine that runs Jacobi
   * @param out told which system answers and which is left out
   */
  Contestants(Path home, List<String> jacobiOptions, Consumer<String> out) {
    this.home = home;
    this.jacobiOptions = jacobiOptions;
    this.out = out;
  }

  Contestant jacobi(int threads) {
    List<String> arguments = new ArrayList<>(jacobiOptions);
    arguments.addAll(
        List.of("-cp", System.getProperty("java.class.path"), JacobiServer.class.getName()));
    return started("Jacobi", threads, arguments, Map.of());
  }

  /** Whether a peer is installed and starts; said once if not. */
  boolean has(Peer peer, int threads) {
    if (missing.contains(peer.name())) {
      return false;
    }
    try {
      peer(peer, threads);
      return true;
    } catch (Contestant.FailedException failed) {
      missing.add(peer.name());
      out.accept("# " + peer + " left out: " + failed.getMessage());
      return false;
    }
  }

  Contestant peer(Peer peer, int threads) {
    Path folder = home.resolve("bench/peers").resolve(peer.folder()).resolve("target-fast");
    Path libraries = folder.resolve("lib");
    if (!Files.isDirectory(libraries)) {
      throw new Contestant.FailedException("not installed; bench/run install-peers fetches it");
    }
    String classes =
        String.join(
            java.io.File.pathSeparator,
            home.resolve("bench/target-fast/classes").toString(),
            folder.resolve("classes").toString(),
            libraries.resolve("*").toString());
    boolean xla = peer == Peer.XLA;
    List<String> arguments =
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-Djacobi.bench.xla=" + xla,
            "-cp",
            classes,
            peer.mainClass());
    return started(peer.toString(), threads, arguments, environment(threads, xla));
  }

  /**
   * Each at its best: OpenBLAS chooses its kernels for this processor, and threads that wait do not
   * take the processor from those that work.
   */
  private static Map<String, String> environment(int threads, boolean xla) {
    return Map.of(
        "OPENBLAS_CORETYPE", "",
        "OPENBLAS_L2_SIZE", "",
        "OPENBLAS_NUM_THREADS", String.valueOf(threads),
        "OMP_NUM_THREADS", String.valueOf(threads),
        "OMP_WAIT_POLICY", "PASSIVE",
        "GOMP_SPINCOUNT", "0",
        "TF_CPP_MIN_LOG_LEVEL", "1",
        "TF_XLA_FLAGS", xla ? "--tf_xla_auto_jit=2 --tf_xla_cpu_global_jit" : "");
  }

  private Contestant started(
      String name, int threads, List<String> arguments, Map<String, String> environment) {
    return running.computeIfAbsent(
        name + " " + threads,
        key -> {
          Contestant contestant = Contestant.start(arguments, environment);
          out.accept("# " + name + ", " + threads + " threads: " + contestant.name());
          return contestant;
        });
  }

  @Override
  public void close() {
    running.values().forEach(Contestant::close);
  }
}
