package laws.errors;

import static laws.errors.Mistake.INTS;
import static laws.errors.Mistake.V;
import static laws.errors.Mistake.X;
import static laws.errors.Mistake.general;
import static laws.errors.Mistake.index;
import static laws.errors.Mistake.shape;
import static laws.errors.Mistake.traced;

import dev.jacobi.Compiled;
import dev.jacobi.Jacobi;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.type.GraphDepthException;
import java.util.stream.Stream;

/** Compiled functions: their options, their arguments, their runs. */
final class CompiledMistakes {
  @Samples
  record Batch(Tensor x, Tensor t) {}

  record Two(Tensor a, Tensor b) {}

  private CompiledMistakes() {}

  static Stream<Mistake> all() {
    return Stream.of(options(), arguments(), runs()).flatMap(s -> s);
  }

  private static Compiled.Of1<Tensor, Tensor> plusOne() {
    return Jacobi.compile((Tensor x) -> x.plus(1));
  }

  private static Stream<Mistake> options() {
    return Stream.of(
        general("threads: 0; give 1 or more", () -> plusOne().threads(0)),
        general("memory: -1 bytes; give a positive number", () -> plusOne().memory(-1)),
        general(
            "memory: the program needs 56 bytes (56 for inputs, outputs and values that are kept"
                + " whole, 0 for one tile) and the budget is 10; allow more, or give a smaller batch",
            () -> plusOne().memory(10).apply(V)),
        general(
            "donating: argument 1; the function has 1 argument, counted from 0",
            () -> plusOne().donating(1)),
        general(
            "donating: argument -1; the function has 2 arguments, counted from 0",
            () -> Jacobi.compile((Tensor x, Tensor y) -> x.minus(y)).donating(0, -1)),
        general(
            "explain: the function was not traced yet; call it once, then ask",
            () -> plusOne().explain()),
        general(
            "explain: no stage tape; there are graph, rewrites, labels, modes, program",
            () -> {
              Compiled.Of1<Tensor, Tensor> f = plusOne();
              f.apply(V);
              f.explain("tape");
            }),
        general("profile: 2 arguments; the function has 1", () -> plusOne().profile(0.01, V, V)),
        general(
            "firstNonFinite: 0 arguments; the function has 1", () -> plusOne().firstNonFinite()),
        general("profile: NaN seconds; give 0 or more", () -> plusOne().profile(Double.NaN, V)));
  }

  private static Stream<Mistake> arguments() {
    return Stream.of(
        general(
            "compiled function: argument 1 is null; give a tensor, record, list or map of tensors",
            () -> Jacobi.compile((Tensor x, Tensor y) -> x).apply(X, null)),
        general(
            "compiled function: it returned null; return a tensor, record, list or map",
            () -> Jacobi.compile((Tensor x) -> (Tensor) null).apply(X)),
        shape(
            "samples: input x [2, 3] (made at {here}) and input t [3] (made at {here}); they differ"
                + " in the number of samples; slice one, or leave @Samples out of one",
            () -> Jacobi.compile((Batch b) -> b.x()).apply(new Batch(X, V))));
  }

  private static Stream<Mistake> runs() {
    return Stream.of(
        index(
            "gather: index 1; axis 0 has indices 0 to 0; check the indices (made at {here})",
            () ->
                Jacobi.compile((Two t) -> t.a().slice(0, 0, 1).gather(0, t.b()))
                    .apply(new Two(X, INTS))),
        traced(
            "toArray: exp [2, 3] (made at {here}); it has no value while a function is traced"
                + " (compile, vmap); return it from the function and look at the result",
            () -> Jacobi.compile((Tensor x) -> x.exp().toArray()).apply(X)),
        general(
            "value: the tensor was donated to a compiled function, which wrote over it; use the"
                + " function's result, or call it without donating(...)",
            () -> {
              Tensor given = Tensor.of(1.0, 2.0);
              plusOne().donating(0).apply(given);
              given.toDoubles();
            }),
        new Mistake(
            GraphDepthException.class,
            "sin: the graph below it is 20001 operations deep and was never computed, more than"
                + " 20000; cut it with value(), let an optimiser update the weights, or compile the"
                + " step",
            () -> {
              Tensor x = V;
              while (true) {
                x = x.sin();
              }
            }),
        general(
            "run: interrupted at sample 0 of 3; call again",
            () -> {
              Compiled.Of1<Batch, Tensor> f = Jacobi.compile((Batch b) -> b.x().exp());
              Thread.currentThread().interrupt();
              try {
                f.apply(new Batch(V, V));
              } finally {
                Thread.interrupted();
              }
            }));
  }
}
