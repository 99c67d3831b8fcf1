package dev.jacobi.cli.report;

import dev.jacobi.io.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A page for the browser in one file: nothing is fetched. Every chart can be read as a table too,
 * is described for screen readers, and can be walked through with the arrow keys.
 */
public final class Report {
  private final String title;
  private final String summary;
  private final StringBuilder body = new StringBuilder();
  private final List<Object> charts = new ArrayList<>();

  /**
   * A report without sections.
   *
   * @param title at its head
   * @param summary what came out, in a sentence
   */
  public Report(String title, String summary) {
    this.title = title;
    this.summary = summary;
  }

  /** Begins a section. */
  public Report section(String heading) {
    body.append("<h2>").append(escape(heading)).append("</h2>\n");
    return this;
  }

  /** A paragraph. */
  public Report text(String text) {
    body.append("<p>").append(escape(text)).append("</p>\n");
    return this;
  }

  /** Names and what they are. */
  public Report facts(Map<String, String> facts) {
    body.append("<dl>\n");
    facts.forEach((name, value) ->
        body.append("<div><dt>")
            .append(escape(name))
            .append("</dt><dd>")
            .append(escape(value))
            .append("</dd></div>\n"));
    body.append("</dl>\n");
    return this;
  }

  /** A table; cells that are numbers stand to the right. */
  public Report table(String caption, List<String> heads, List<List<String>> rows) {
    appendTable(caption, heads, rows);
    return this;
  }

  private void appendTable(String caption, List<String> heads, List<List<String>> rows) {
    body.append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
        .append(escape(caption))
        .append("\"><table><caption>")
        .append(escape(caption))
        .append("</caption><thead><tr>");
    for (String head : heads) {
      // what names the rows has no head
      body.append(head.isEmpty() ? "<td></td>" : "<th scope=\"col\">" + escape(head) + "</th>");
    }
    body.append("</tr></thead><tbody>\n");
    for (List<String> row : rows) {
      body.append("<tr>");
      for (String cell : row) {
        body.append("<td>").append(escape(cell)).append("</td>");
      }
      body.append("</tr>\n");
    }
    body.append("</tbody></table></div>\n");
  }

  /** A chart, its description, and its numbers as a table. */
  public Report chart(Chart chart) {
    int id = charts.size();
    charts.add(chart.map());
    body.append("<figure id=\"figure").append(id).append("\">\n<h3 id=\"title").append(id);
    body.append("\">").append(escape(chart.title())).append("</h3>\n");
    body.append(chart.isSquare() ? "<div class=\"chart square\">" : "<div class=\"chart\">");
    body.append("<canvas id=\"chart").append(id).append("\" tabindex=\"0\" role=\"img\"");
    body.append(" aria-labelledby=\"title").append(id).append("\" aria-describedby=\"about");
    body.append(id).append("\"></canvas></div>\n<output id=\"say").append(id);
    body.append("\" aria-live=\"polite\"></output>\n<figcaption id=\"about").append(id);
    body.append("\">").append(escape(chart.description())).append("</figcaption>\n");
    body.append("<details><summary>The numbers of this chart</summary>\n");
    for (Chart.Series series : chart.series()) {
      List<List<String>> rows = new ArrayList<>();
      for (int i = 0; i < series.x().length; i++) {
        rows.add(List.of(number(series.x()[i]), number(series.y()[i])));
      }
      appendTable(series.name(), List.of(chart.x().label(), chart.y().label()), rows);
    }
    body.append("</details>\n</figure>\n");
    return this;
  }

  /** With six digits at most. */
  public static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e9) {
      return Long.toString((long) value);
    }
    String text = String.format(Locale.ROOT, "%.6g", value);
    return text.contains("e") ? text : text.replaceFirst("\\.?0+$", "");
  }

  /** Writes the file, whole or not at all. */
  public void write(Path file) {
    ByteBuffer bytes = ByteBuffer.wrap(html().getBytes(StandardCharsets.UTF_8));
    AtomicFile.write(
        "report",
        file,
        channel -> {
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        });
  }

  private String html() {
    // no {@code $} of the parts is looked at: each is put in once, from the end
    String library = resource("chart.umd.min.js").replaceAll("(?m)^//# sourceMappingURL=.*$", "");
    return resource("report.html")
        .replace("@script@", resource("report.js"))
        .replace("@style@", resource("report.css"))
        .replace("@body@", body)
        .replace("@summary@", escape(summary))
        .replace("@title@", escape(title))
        .replace("@data@", new JsonText(charts).toString())
        .replace("@library@", library.replace("</script", "<\\/script"));
  }

  private static String resource(String name) {
    try (InputStream in = Objects.requireNonNull(Report.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
