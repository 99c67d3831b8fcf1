package dev.jacobi.bench;

import dev.jacobi.cpu.KernelSets;
import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.kernel.PlainKernels;
import dev.jacobi.cpu.simd.VectorKernels;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.UnaryKind;
import dev.jacobi.reference.ReferenceEvaluator;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench/run accuracy}. */
@Command(
    name = "accuracy",
    description = {
      "The largest error of each elementary function in units in the last place.",
      "",
      "Prints 'function type kernels ulps argument'. The truth is the reference evaluator in"
          + " float64 (itself within an ulp for most functions, see docs/numerics.md), so that float64 errors are"
          + " good to that, float32 errors to a billionth.",
      ""
    },
    mixinStandardHelpOptions = true)
final class AccuracyCommand implements Runnable {
  private static final int CHUNK = 4096;
  private static final Set<UnaryKind> EXCLUDED = EnumSet.of(UnaryKind.NOT, UnaryKind.IS_FINITE);

  @Option(
      names = "--points",
      defaultValue = "1000000",
      description = "How many for each function and type. Default: ${DEFAULT-VALUE}.")
  private int points;

  @Spec private CommandSpec spec = CommandSpec.create();

  private record Worst(double ulps, double argument) {}

  @Override
  public void run() {
    for (UnaryKind kind : EnumSet.complementOf(EnumSet.copyOf(EXCLUDED))) {
      for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
        Map<Kernels, Worst> worst = sweep(kind, dtype);
        worst.forEach((kernels, found) ->
            spec.commandLine()
                .getOut()
                .printf(
                    Locale.ROOT,
                    "%s %s %s %.3f %s%n",
                    kind.name().toLowerCase(Locale.ROOT),
                    dtype,
                    kernels.name(),
                    found.ulps(),
                    found.argument()));
      }
      spec.commandLine().getOut().flush();
    }
  }

  private static List<Kernels> kernels() {
    List<Kernels> sets = new ArrayList<>(List.of(new PlainKernels()));
    if (KernelSets.hasVectors()) {
      sets.add(new VectorKernels());
    }
    return sets;
  }

  private Map<Kernels, Worst> sweep(UnaryKind kind, DType dtype) {
    Map<Kernels, Worst> worst = new LinkedHashMap<>();
    kernels().forEach(set -> worst.put(set, new Worst(0, 0)));
    SplittableRandom random = new SplittableRandom(3);
    for (int done = 0; done < points; done += CHUNK) {
      ArrayValue x = arguments(random, dtype);
      double[] exactly = new double[CHUNK];
      for (int i = 0; i < CHUNK; i++) {
        exactly[i] = x.getDouble(i);
      }
      ArrayValue wide = ArrayValue.of(Shape.of(CHUNK), exactly);
      Node node = Node.of(new Op.Elementwise.Unary(kind), Node.of(new Op.Source.Constant(wide)));
      ArrayValue truth = new ReferenceEvaluator().evaluate(List.of(node), Map.of()).get(0);
      worst.replaceAll((set, before) -> {
        Object y = ArrayValue.allocate(dtype, CHUNK);
        set.unary(kind, dtype, x.array(), 0, CHUNK, 1, y, 0, CHUNK, 1, CHUNK);
        return worse(before, x, truth, y);
      });
    }
    return worst;
  }

  /** A third of any bits, a third of everyday size, a third near 0. */
  private static ArrayValue arguments(SplittableRandom random, DType dtype) {
    double[] x = new double[CHUNK];
    for (int i = 0; i < CHUNK; i++) {
      x[i] =
          switch (i % 3) {
            case 0 ->
                dtype == DType.FLOAT32
                    ? Float.intBitsToFloat(random.nextInt())
                    : Double.longBitsToDouble(random.nextLong());
            case 1 -> random.nextDouble(-20, 20);
            default -> random.nextGaussian();
          };
    }
    if (dtype == DType.FLOAT64) {
      return ArrayValue.of(Shape.of(CHUNK), x);
    }
    float[] narrow = new float[CHUNK];
    for (int i = 0; i < CHUNK; i++) {
      narrow[i] = (float) x[i];
    }
    return ArrayValue.of(Shape.of(CHUNK), narrow);
  }

  private static Worst worse(Worst before, ArrayValue x, ArrayValue truth, Object y) {
    Worst worst = before;
    for (int i = 0; i < CHUNK; i++) {
      double ulps =
          y instanceof float[] narrow
              ? ulps(narrow[i], truth.getDouble(i))
              : ulps(((double[]) y)[i], truth.getDouble(i));
      if (ulps > worst.ulps()) {
        worst = new Worst(ulps, x.getDouble(i));
      }
    }
    return worst;
  }

  /** How far a float32 is from the truth in ulps of the float32 that is nearest to it. */
  static double ulps(float found, double truth) {
    float nearest = (float) truth;
    boolean same = Float.compare(found, nearest) == 0;
    if (same && !Float.isFinite(found)) {
      return 0;
    }
    return numbers(Math.abs(found - truth) / Math.ulp(nearest));
  }

  /** How far a float64 is from the truth in ulps of the truth. */
  static double ulps(double found, double truth) {
    boolean same = Double.compare(found, truth) == 0;
    return same ? 0 : numbers(Math.abs(found - truth) / Math.ulp(truth));
  }

  /** A NaN or an infinity where the other is a number is infinitely wrong. */
  private static double numbers(double ulps) {
    return Double.isNaN(ulps) ? Double.POSITIVE_INFINITY : ulps;
  }
}
