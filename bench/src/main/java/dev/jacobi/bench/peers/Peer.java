package dev.jacobi.bench.peers;

import java.util.List;

/** The systems that Jacobi is compared with, and what each of them is asked to do. */
enum Peer {
  /** PyTorch's native library from Java. */
  LIBTORCH("libtorch", "", "dev.jacobi.bench.peers.libtorch.LibtorchPeer") {
    @Override
    List<String> methods(Net net) {
      return switch (net) {
        case A -> List.of("loop");
        case B -> List.of("vjp");
        case C, D -> List.of("vjp", "dbl", "man", "none");
        case E -> List.of("plain", "loop", "persample", "clip");
        case F, G, H, I, J -> List.of("adam");
      };
    }
  },
  /** TensorFlow from Java with its own executor. */
  TENSORFLOW("tensorflow", "tf-", "dev.jacobi.bench.peers.tensorflow.TensorflowPeer") {
    @Override
    List<String> methods(Net net) {
      return graphMethods(net);
    }
  },
  /** TensorFlow from Java, compiled by XLA. */
  XLA("tensorflow", "xla-", "dev.jacobi.bench.peers.tensorflow.TensorflowPeer") {
    @Override
    List<String> methods(Net net) {
      return graphMethods(net);
    }
  };

  private final String folder;
  private final String prefix;
  private final String mainClass;

  Peer(String folder, String prefix, String mainClass) {
    this.folder = folder;
    this.prefix = prefix;
    this.mainClass = mainClass;
  }

  /** The methods for a net, by the peer's own names. */
  abstract List<String> methods(Net net);

  private static List<String> graphMethods(Net net) {
    return switch (net) {
      case A, E, F, G, H, I, J -> List.of();
      case B -> List.of("vjp");
      case C, D -> List.of("vjp", "dbl", "none");
    };
  }

  /** Where its program is, below bench/peers. */
  String folder() {
    return folder;
  }

  /** What its methods begin with in the results. */
  String prefix() {
    return prefix;
  }

  String mainClass() {
    return mainClass;
  }

  /** What Jacobi is asked to do beside a method. */
  static String counterpart(Net net, String method) {
    if (net.isUsual()) {
      return method;
    }
    if (net == Net.E) {
      return method.equals("loop") ? "persample" : method;
    }
    return method.equals("none") ? "none" : "penalty";
  }

  /** Whether a method asks for nothing but the loss: it knows no layer of the network. */
  static boolean isGeneric(String method) {
    return method.equals("vjp") || method.equals("dbl");
  }
}
