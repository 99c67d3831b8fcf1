package dev.jacobi.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** The reports of the demo and of every kind of training, as a reader sees them. */
class ReportTest {
  private static final Path SCREENSHOTS = Path.of(System.getProperty("screenshots"));

  @TempDir static Path folder;

  private static Browser browser;

  @BeforeAll
  static void makeReports() throws IOException, InterruptedException {
    browser = new Browser();
    run("demo", "--epochs", "60", "--report", at("demo.html"));
    Path faithful = folder.resolve("faithful.csv");
    try (var in = dev.jacobi.cli.Main.class.getResourceAsStream("faithful.csv")) {
      Files.copy(java.util.Objects.requireNonNull(in), faithful);
    }
    train("curve", faithful, "--epochs", "100", "--learning-rate", "0.005");
    Path wide = folder.resolve("wide.csv");
    Files.writeString(
        wide,
        IntStream.range(0, 60)
            .mapToObj(i -> i % 7 + "," + i % 5 + "," + i % 7 * (i % 5) + "," + i % 3)
            .collect(
                Collectors.joining(
                    "\n", "first,second,product of both,<b>\"d\"</b> & more\n", "\n")));
    train("map", wide, "--epochs", "5", "--latent", "2");
    train("regressor", wide, "--epochs", "5", "--target", "product of both");
  }

  @AfterAll
  static void close() {
    browser.close();
  }

  private static String at(String file) {
    return folder.resolve(file).toString();
  }

  private static void train(String name, Path file, String... more)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("train", file.toString(), "--out", at(name)));
    arguments.addAll(List.of(more));
    run(arguments.toArray(String[]::new));
    Files.copy(folder.resolve(name).resolve("report.html"), folder.resolve(name + ".html"));
  }

  /** The command in a process of its own, as users run it. */
  private static void run(String... arguments) throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.jacobi.cli.Main"));
    line.addAll(List.of(arguments));
    Path log = folder.resolve("log.txt");
    Process process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log, StandardCharsets.UTF_8)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "curve", "map", "regressor"})
  void nothingIsWrong(String name) throws IOException {
    Path page = folder.resolve(name + ".html");
    for (String scheme : List.of("light", "dark")) {
      browser.media("screen", scheme);
      browser.open(page, 1000, 1400);
      assertThat(browser.complaints()).as("console").isEmpty();
      assertThat(browser.ask("return performance.getEntriesByType('resource').map(e => e.name)"))
          .as("fetched")
          .isEqualTo(List.of());
      assertChartsAreDrawn();
      assertThat(browser.violations()).as("accessibility").isEqualTo(List.of());
      browser.screenshot(SCREENSHOTS.resolve(name + "-" + scheme + ".png"));
    }
    assertKeysWalkThroughCharts();

    browser.media("print", "dark");
    assertThat(background()).as("paper is white").isEqualTo("rgb(255, 255, 255)");
    browser.media("screen", "light");
    browser.open(page, 390, 844);
    assertThat(browser.ask("return document.documentElement.scrollWidth"))
        .as("width of the page on a phone")
        .isEqualTo(390L);
    assertChartsAreDrawn();
    browser.screenshot(SCREENSHOTS.resolve(name + "-phone.png"));
  }

  private static Object background() {
    return browser.ask("return getComputedStyle(document.body).backgroundColor");
  }

  /** Each canvas has many pixels of a series' colour, a name, a description and a table. */
  private static void assertChartsAreDrawn() {
    Object charts =
        browser.ask(
            """
            return [...document.querySelectorAll('canvas')].map(canvas => {
              const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
              let coloured = 0;
              for (let i = 0; i < data.length; i += 4) {
                const [r, g, b, a] = data.slice(i, i + 4);
                coloured += a > 100 && Math.max(r, g, b) - Math.min(r, g, b) > 60 ? 1 : 0;
              }
              const text = name => document.getElementById(canvas.getAttribute(name)).textContent;
              return {
                coloured,
                role: canvas.getAttribute('role'),
                name: text('aria-labelledby'),
                description: text('aria-describedby'),
                rows: canvas.closest('figure').querySelectorAll('tbody tr').length,
              };
            })
            """);
    List<?> all = (List<?>) charts;
    assertThat(all).hasSizeGreaterThanOrEqualTo(4);
    for (Object each : all) {
      Map<?, ?> chart = (Map<?, ?>) each;
      assertThat((Long) chart.get("coloured")).as("%s", chart).isGreaterThan(150);
      assertThat(chart.get("role")).isEqualTo("img");
      assertThat((String) chart.get("name")).isNotBlank();
      assertThat((String) chart.get("description")).isNotBlank();
      assertThat((Long) chart.get("rows")).isGreaterThan(1);
    }
  }

  private static void assertKeysWalkThroughCharts() {
    browser.ask("document.querySelector('canvas').focus(); return true");
    browser.press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_DOWN);
    assertThat((String) browser.ask("return document.querySelector('output').textContent"))
        .matches(".+, 2 of \\d+: epoch 1, loss [0-9.e-]+");
    assertThat(browser.complaints()).isEmpty();
  }
}
