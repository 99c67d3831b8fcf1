package dev.jacobi.conformance.nist;

import dev.jacobi.Tensor;
import dev.jacobi.conformance.CaseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One problem of the Statistical Reference Datasets.
 *
 * @param left what is modelled, y or a function of it
 * @param right the model
 * @param starts two lists of parameters
 * @param parameters the certified ones
 * @param deviations their certified standard deviations
 * @param sumOfSquares the certified sum of squares
 * @param data the columns by name: y, x or x1, x2
 */
record Regression(
    String left,
    String right,
    List<double[]> starts,
    double[] parameters,
    double[] deviations,
    double sumOfSquares,
    Map<String, Tensor> data) {
  private static final String NUMBER = "([-+]?[0-9.]+(?:[Ee][-+]?[0-9]+)?)";
  private static final Pattern PARAMETER =
      Pattern.compile("\\s*b\\d+\\s*=" + ("\\s+" + NUMBER).repeat(4) + "\\s*");
  private static final Pattern SQUARES =
      Pattern.compile("Residual Sum of Squares:\\s*" + NUMBER + "\\s*");
  private static final Pattern DATA =
      Pattern.compile("\\s*Data\\s+\\(lines\\s+(\\d+)\\s+to\\s+(\\d+)\\).*");
  private static final Pattern MODEL =
      Pattern.compile("(?s)\\s*(\\S.*?)\\s*=\\s*(.*?)\\s*\\+\\s*e\\s*");
  private static final Pattern BEGINS = Pattern.compile("\\s*(y|log\\[y\\])\\s*=.*");

  static Regression read(Path file) {
    try {
      return of(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
    } catch (IOException unreadable) {
      throw new CaseException("cannot be read: " + unreadable, unreadable);
    } catch (NumberFormatException malformed) {
      throw new CaseException("not a number: " + malformed.getMessage(), malformed);
    }
  }

  private static Regression of(List<String> lines) {
    List<double[]> rows = new ArrayList<>();
    double squares = Double.NaN;
    Matcher range = null;
    for (String line : lines) {
      Matcher parameter = PARAMETER.matcher(line);
      Matcher sum = SQUARES.matcher(line);
      Matcher data = DATA.matcher(line);
      if (parameter.matches()) {
        double[] row = new double[4];
        for (int i = 0; i < 4; i++) {
          row[i] = Double.parseDouble(parameter.group(i + 1));
        }
        rows.add(row);
      } else if (sum.matches()) {
        squares = Double.parseDouble(sum.group(1));
      } else if (data.matches()) {
        range = data;
      }
    }
    if (rows.isEmpty() || range == null || Double.isNaN(squares)) {
      throw new CaseException("no parameters, no sum of squares or no lines of data");
    }
    Matcher model = model(lines);
    int from = Integer.parseInt(range.group(1)) - 1;
    int to = Integer.parseInt(range.group(2));
    if (from < 1 || to > lines.size() || to <= from) {
      throw new CaseException("no lines " + (from + 1) + " to " + to + " of data");
    }
    return new Regression(
        model.group(1),
        model.group(2),
        List.of(column(rows, 0), column(rows, 1)),
        column(rows, 2),
        column(rows, 3),
        squares,
        data(lines.get(from - 1), lines.subList(from, to)));
  }

  /** The lines from the one that begins it to the one that ends with the error e. */
  private static Matcher model(List<String> lines) {
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      if (text.isEmpty() && !BEGINS.matcher(line).matches()) {
        continue;
      }
      text.append(line).append(' ');
      Matcher whole = MODEL.matcher(text);
      if (whole.matches()) {
        return whole;
      }
    }
    throw new CaseException("no model: no line y = ... + e");
  }

  private static double[] column(List<double[]> rows, int column) {
    return rows.stream().mapToDouble(row -> row[column]).toArray();
  }

  private static Map<String, Tensor> data(String header, List<String> lines) {
    String[] names = header.replaceFirst("\\s*Data:", "").strip().split("\\s+");
    double[][] columns = new double[names.length][lines.size()];
    for (int i = 0; i < lines.size(); i++) {
      String[] words = lines.get(i).strip().split("\\s+");
      if (words.length != names.length) {
        throw new CaseException(
            words.length
                + " numbers in the line \""
                + lines.get(i).strip()
                + "\", expected "
                + names.length);
      }
      for (int c = 0; c < words.length; c++) {
        columns[c][i] = Double.parseDouble(words[c]);
      }
    }
    Map<String, Tensor> data = new HashMap<>();
    for (int c = 0; c < names.length; c++) {
      data.put(names[c], Tensor.of(columns[c]));
    }
    return data;
  }

  /** What is left of the observations by a model of these parameters, {@code [n]}. */
  Tensor residuals(List<Tensor> parameters) {
    Map<String, Tensor> names = new HashMap<>(data);
    for (int i = 0; i < parameters.size(); i++) {
      names.put("b" + (i + 1), parameters.get(i));
    }
    return Formula.evaluate(left, names).minus(Formula.evaluate(right, names));
  }
}
