package dev.jacobi.conformance.nist;

import dev.jacobi.Tensor;
import dev.jacobi.conformance.CaseException;
import dev.jacobi.type.DType;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A formula as the files of NIST write it: sums, products, quotients and powers ({@code **}) of
 * numbers, names and functions, in round or square brackets, as in {@code b1*(1-exp[-b2*x])}.
 *
 * <pre>
 *   sum     = [-] product { (+|-) product }
 *   product = power { (*|/) power }
 *   power   = [-] item [** power]
 *   item    = number | name | function bracket | bracket
 * </pre>
 */
final class Formula {
  private static final Pattern TOKEN =
      Pattern.compile("\\s*(\\*\\*|[-+*/()\\[\\]]|[0-9.]+(?:[EeDd][-+]?[0-9]+)?|[A-Za-z]\\w*)");

  private static final Map<String, Function<Tensor, Tensor>> FUNCTIONS =
      Map.of(
          "exp", Tensor::exp,
          "log", Tensor::log,
          "sqrt", Tensor::sqrt,
          "sin", Tensor::sin,
          "cos", Tensor::cos,
          "arctan", Tensor::atan);

  private final String text;
  private final Matcher matcher;
  private final Map<String, Tensor> names;
  private String token = "";

  private Formula(String text, Map<String, Tensor> names) {
    this.text = text;
    this.matcher = TOKEN.matcher(text.strip());
    this.names = names;
  }

  /** The value of a formula of these names and of pi. */
  static Tensor evaluate(String text, Map<String, Tensor> names) {
    Formula formula = new Formula(text, names);
    formula.advance();
    Tensor value = formula.sum();
    if (!formula.token.isEmpty()) {
      throw formula.refused("unexpected " + formula.token);
    }
    return value;
  }

  private CaseException refused(String why) {
    return new CaseException("model " + text.strip() + ": " + why);
  }

  private void advance() {
    if (matcher.lookingAt()) {
      token = matcher.group(1);
      matcher.region(matcher.end(), matcher.regionEnd());
    } else if (matcher.regionStart() == matcher.regionEnd()) {
      token = "";
    } else {
      throw refused("unreadable from character " + matcher.regionStart());
    }
  }

  /** Whether the token is that one, which is then passed. */
  private boolean passes(String wanted) {
    boolean is = token.equals(wanted);
    if (is) {
      advance();
    }
    return is;
  }

  private Tensor sum() {
    Tensor sum = product();
    while (true) {
      if (passes("+")) {
        sum = sum.plus(product());
      } else if (passes("-")) {
        sum = sum.minus(product());
      } else {
        return sum;
      }
    }
  }

  private Tensor product() {
    Tensor product = power();
    while (true) {
      if (passes("*")) {
        product = product.times(power());
      } else if (passes("/")) {
        product = product.div(power());
      } else {
        return product;
      }
    }
  }

  // -x**2 = -(x**2)
  private Tensor power() {
    if (passes("-")) {
      return power().unaryMinus();
    }
    Tensor base = item();
    return passes("**") ? base.pow(power()) : base;
  }

  private Tensor item() {
    String item = token;
    advance();
    if (item.equals("(") || item.equals("[")) {
      Tensor inner = sum();
      if (!passes(item.equals("(") ? ")" : "]")) {
        throw refused("no end of the bracket at " + token);
      }
      return inner;
    }
    Function<Tensor, Tensor> function = FUNCTIONS.get(item);
    if (function != null) {
      return function.apply(item());
    }
    Tensor named = names.get(item);
    if (named != null) {
      return named;
    }
    if (item.equals("pi")) {
      return Tensor.scalar(Math.PI);
    }
    if (item.isEmpty()
        || !Character.isDigit(item.charAt(item.length() - 1)) && !item.endsWith(".")) {
      throw refused(item.isEmpty() ? "it ends early" : "unknown name " + item);
    }
    return number(item);
  }

  private Tensor number(String item) {
    try {
      return Tensor.scalar(Double.parseDouble(item.replaceAll("[Dd]", "E"))).cast(DType.FLOAT64);
    } catch (NumberFormatException malformed) {
      throw new CaseException("model " + text.strip() + ": unknown name " + item, malformed);
    }
  }
}
