package dev.jacobi.bench.peers;

import java.util.Arrays;
import java.util.List;

/**
 * The networks: autoencoders with tanh between the layers, whose decoder's Jacobian at z is pulled
 * to the norm 1; a classifier for gradients of each sample; and classifiers made of the usual
 * layers, with Adam ({@link Usual}).
 */
public enum Net {
  /** The question's network; its peer is the question's loop over samples and outputs. */
  A(false, new int[] {2, 1}, new int[] {1, 2}, 16, 64, 256),
  /** The same network with the whole batch at once. */
  B(false, new int[] {2, 1}, new int[] {1, 2}, 16, 1024, 65_536, 1_048_576),
  /** Medium. */
  C(true, new int[] {2, 64, 64, 1}, new int[] {1, 64, 64, 2}, 256, 4096, 65_536),
  /** Wide. */
  D(true, new int[] {64, 256, 256, 8}, new int[] {8, 256, 256, 64}, 256, 2048),
  /** A classifier of 10 classes. */
  E(true, new int[] {64, 256, 256, 10}, new int[0], 256),
  /** Layers 784-256-128-10 with relu. */
  F(128),
  /** Two convolutions over images of 8 x 8. */
  G(128),
  /** Two convolutions over images of 28 x 28. */
  H(64),
  /** An LSTM of 128 units over 32 steps. */
  I(32, 64, 128),
  /** A transformer layer over 64 tokens of 128 features, 4 heads. */
  J(16, 32, 64);

  /** The norm that gradients of samples are clipped to. */
  public static final float CLIP = 1;

  private final boolean bias;
  private final int[] encoder;
  private final int[] decoder;
  private final int[] batches;

  Net(boolean bias, int[] encoder, int[] decoder, int... batches) {
    this.bias = bias;
    this.encoder = encoder;
    this.decoder = decoder;
    this.batches = batches;
  }

  Net(int... batches) {
    this(true, new int[0], new int[0], batches);
  }

  static Net parse(String letter) {
    return Arrays.stream(values())
        .filter(net -> net.letter().equals(letter))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("net: '" + letter + "'; there are a to j"));
  }

  String letter() {
    return switch (this) {
      case A -> "a";
      case B -> "b";
      case C -> "c";
      case D -> "d";
      case E -> "e";
      case F -> "f";
      case G -> "g";
      case H -> "h";
      case I -> "i";
      case J -> "j";
    };
  }

  /** Whether layers have a bias. */
  public boolean bias() {
    return bias;
  }

  /** Sizes of the encoder's layers from x to z; for the classifier, of all; none for the usual. */
  public int[] encoder() {
    return encoder.clone();
  }

  /** Sizes of the decoder's layers from z to y; none for the classifier. */
  public int[] decoder() {
    return decoder.clone();
  }

  /** The batch sizes that it is measured with. */
  List<Integer> batches() {
    return Arrays.stream(batches).boxed().toList();
  }

  /** Whether it is the classifier for gradients of each sample. */
  public boolean classifies() {
    return this == E;
  }

  /** Whether it is made of the usual layers. */
  public boolean isUsual() {
    return encoder.length == 0;
  }
}
