package dev.jacobi.bench.peers.libtorch;

import dev.jacobi.bench.peers.Case;
import dev.jacobi.bench.peers.Problem;
import dev.jacobi.bench.peers.Server;
import dev.jacobi.bench.peers.Workload;
import java.io.IOException;
import org.bytedeco.pytorch.global.torch;

/** libtorch as one of the systems. */
public final class LibtorchPeer {
  private LibtorchPeer() {}

  /** Serves until the end of standard input. */
  public static void main(String[] args) throws IOException {
    String name = "libtorch, CPU capability " + torch.get_cpu_capability().getString();
    Server.serve(name, true, LibtorchPeer::prepare);
  }

  private static Workload prepare(Case given) {
    torch.set_num_threads(given.threads());
    if (given.net().isUsual()) {
      return new UsualSteps(given);
    }
    Problem problem = Problem.of(given);
    return given.net().classifies()
        ? new ClassifierSteps(problem).by(given.method())
        : new AutoencoderSteps(problem).by(given.method());
  }
}
