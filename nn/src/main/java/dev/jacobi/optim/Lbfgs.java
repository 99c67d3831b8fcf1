package dev.jacobi.optim;

import dev.jacobi.Compiled;
import dev.jacobi.Jacobi;
import dev.jacobi.Jacobi.ValueAndGrad;
import dev.jacobi.Tensor;
import dev.jacobi.Unused;
import dev.jacobi.type.JacobiException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Minimises a smooth function of a model by the method of Broyden, Fletcher, Goldfarb and Shanno
 * with limited memory (Liu and Nocedal, 1989): the last moves and the changes of the gradient that
 * came with them stand for the inverse Hessian, and each move goes to a point that satisfies the
 * strong Wolfe conditions. For functions of all data at once.
 *
 * <pre>{@code
 * Lbfgs.Result<Net> best = Lbfgs.of().minimize(net -> Loss.mse(net.apply(x), t), start);
 * }</pre>
 *
 * @param history how many moves are remembered
 * @param maxIterations how many moves are made at most
 * @param gradientTolerance it ends where no element of the gradient is larger
 * @param changeTolerance it ends where the loss falls by no larger part, or no parameter moves
 *     further
 */
public record Lbfgs(
    int history, int maxIterations, double gradientTolerance, double changeTolerance) {

  /** Requires counts of 1 or more and tolerances that are not negative. */
  public Lbfgs {
    Numbers.requireCount("history", history);
    Numbers.requireCount("iterations", maxIterations);
    Numbers.requireRate("gradient tolerance", gradientTolerance);
    Numbers.requireRate("change tolerance", changeTolerance);
  }

  /** 10 moves remembered, at most 1000 made, tolerances 1e-7 and 1e-9. */
  public static Lbfgs of() {
    return new Lbfgs(10, 1000, 1e-7, 1e-9);
  }

  /** The same with another memory. */
  public Lbfgs withHistory(int history) {
    return new Lbfgs(history, maxIterations, gradientTolerance, changeTolerance);
  }

  /** The same with another number of moves at most. */
  public Lbfgs withMaxIterations(int maxIterations) {
    return new Lbfgs(history, maxIterations, gradientTolerance, changeTolerance);
  }

  /** The same with other tolerances. */
  public Lbfgs withTolerances(double gradient, double change) {
    return new Lbfgs(history, maxIterations, gradient, change);
  }

  /** Why it ended. */
  public enum End {
    /** The gradient is as small as it was to be. */
    GRADIENT,
    /** The loss falls no further, or no parameter moves. */
    CHANGE,
    /** All moves that were allowed are made. */
    ITERATIONS
  }

  /**
   * Where it ended.
   *
   * @param model the model, of leaves
   * @param loss the function there
   * @param iterations how many moves were made
   * @param end why it ended
   */
  public record Result<T>(T model, double loss, int iterations, End end) {}

  /**
   * Where it is, and what it remembers.
   *
   * @param model the model
   * @param loss the function there, a scalar
   * @param gradient its gradient there
   * @param moves the last moves, the oldest first
   * @param changes of the gradient, for each move
   */
  public record State<T>(T model, Tensor loss, T gradient, List<T> moves, List<T> changes) {
    /** Keeps the lists. */
    public State {
      moves = List.copyOf(moves);
      changes = List.copyOf(changes);
    }
  }

  /** A function with its gradient, compiled. */
  public static final class Objective<T> {
    private final Compiled.Of1<T, ValueAndGrad<T>> compiled;

    private Objective(Function<T, Tensor> loss) {
      this.compiled =
          Jacobi.compile(model -> {
            Tensor y = loss.apply(model);
            return new ValueAndGrad<>(y, y.gradient(model, Unused.ZEROS));
          });
    }
  }

  /** The function to minimise, to be compiled once for all steps. */
  public static <T> Objective<T> objective(Function<T, Tensor> loss) {
    return new Objective<>(loss);
  }

  /** The state before the first move. */
  public <T> State<T> init(Objective<T> objective, T model) {
    ValueAndGrad<T> value = objective.compiled.apply(model);
    if (!Double.isFinite(value.value().item())) {
      throw new JacobiException(
          "lbfgs: the loss is "
              + value.value().item()
              + " where it begins; begin where the function is finite");
    }
    return new State<>(Jacobi.leaves(model), value.value(), value.gradient(), List.of(), List.of());
  }

  /**
   * One move. Where there is none that goes down any further, the state comes back as it is.
   *
   * @throws JacobiException if the gradient is not finite
   */
  public <T> State<T> step(Objective<T> objective, State<T> state) {
    FlatModel<T> flat = new FlatModel<>("lbfgs", state.model());
    double[] x = flat.vector(state.model());
    double[] gradient = flat.vector(state.gradient());
    double[] direction = direction(flat, state, gradient);
    double slope = Vectors.dot(direction, gradient);
    if (!Double.isFinite(slope)) {
      throw new JacobiException("lbfgs: the gradient is not finite; the function has a kink there");
    }
    List<T> moves = state.moves();
    List<T> changes = state.changes();
    if (slope >= 0) {
      // what it remembers does not fit any longer: steepest descent
      direction = Vectors.times(-1, gradient);
      slope = -Vectors.dot(gradient, gradient);
      moves = List.of();
      changes = List.of();
    }
    if (slope == 0) {
      return state;
    }
    double first = moves.isEmpty() ? Math.min(1, 1 / Vectors.sumOfAbsolutes(gradient)) : 1;
    double[] along = direction;
    WolfeSearch.Point end =
        WolfeSearch.along(
            step -> at(objective, flat, Vectors.plus(x, step, along), step, along),
            new WolfeSearch.Point(0, state.loss().item(), slope, gradient),
            first);
    if (end.step() == 0) {
      State<T> forgetful =
          new State<>(state.model(), state.loss(), state.gradient(), List.of(), List.of());
      return moves.isEmpty() ? state : step(objective, forgetful);
    }
    double[] move = Vectors.times(end.step(), direction);
    double[] change = Vectors.plus(end.gradient(), -1, gradient);
    boolean curved = Vectors.dot(move, change) > 1e-10 * Vectors.dot(change, change);
    return new State<>(
        flat.model(Vectors.plus(x, 1, move)),
        Tensor.scalar(end.value()).cast(state.loss().dtype()).value(),
        flat.model(end.gradient()),
        curved ? remembered(moves, flat.model(move)) : moves,
        curved ? remembered(changes, flat.model(change)) : changes);
  }

  private static <T> WolfeSearch.Point at(
      Objective<T> objective, FlatModel<T> flat, double[] x, double step, double[] direction) {
    ValueAndGrad<T> value = objective.compiled.apply(flat.model(x));
    double[] gradient = flat.vector(value.gradient());
    return new WolfeSearch.Point(
        step, value.value().item(), Vectors.dot(gradient, direction), gradient);
  }

  private <T> List<T> remembered(List<T> kept, T more) {
    List<T> all = new ArrayList<>(kept);
    all.add(more);
    return all.subList(Math.max(0, all.size() - history), all.size());
  }

  /** {@code -H g} by the two loops of Nocedal (1980), for the inverse Hessian H. */
  private static <T> double[] direction(FlatModel<T> flat, State<T> state, double[] gradient) {
    List<double[]> s = state.moves().stream().map(flat::vector).toList();
    List<double[]> y = state.changes().stream().map(flat::vector).toList();
    double[] q = Vectors.times(-1, gradient);
    double[] a = new double[s.size()];
    for (int i = s.size() - 1; i >= 0; i--) {
      a[i] = Vectors.dot(s.get(i), q) / Vectors.dot(s.get(i), y.get(i));
      q = Vectors.plus(q, -a[i], y.get(i));
    }
    if (!s.isEmpty()) {
      double[] last = y.getLast();
      q = Vectors.times(Vectors.dot(s.getLast(), last) / Vectors.dot(last, last), q);
    }
    for (int i = 0; i < s.size(); i++) {
      double b = Vectors.dot(y.get(i), q) / Vectors.dot(s.get(i), y.get(i));
      q = Vectors.plus(q, a[i] - b, s.get(i));
    }
    return q;
  }

  /** Moves until it ends by itself. */
  public <T> Result<T> minimize(Function<T, Tensor> loss, T start) {
    Objective<T> objective = objective(loss);
    State<T> state = init(objective, start);
    FlatModel<T> flat = new FlatModel<>("lbfgs", start);
    for (int i = 0; i < maxIterations; i++) {
      if (Vectors.largest(flat.vector(state.gradient())) <= gradientTolerance) {
        return new Result<>(state.model(), state.loss().item(), i, End.GRADIENT);
      }
      State<T> next = step(objective, state);
      double[] before = flat.vector(state.model());
      double[] move = Vectors.plus(flat.vector(next.model()), -1, before);
      double fell = state.loss().item() - next.loss().item();
      state = next;
      if (Vectors.largest(move) <= changeTolerance * Math.max(1, Vectors.largest(before))
          || fell <= changeTolerance * Math.abs(state.loss().item())) {
        return new Result<>(state.model(), state.loss().item(), i + 1, End.CHANGE);
      }
    }
    return new Result<>(state.model(), state.loss().item(), maxIterations, End.ITERATIONS);
  }
}
