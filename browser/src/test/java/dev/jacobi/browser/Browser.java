package dev.jacobi.browser;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Headless Chromium with one page open. */
final class Browser implements AutoCloseable {
  private static final List<String> BROWSERS =
      List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
  private static final List<String> DRIVERS =
      List.of("/usr/bin/chromedriver", "/usr/lib/chromium-browser/chromedriver");

  private final ChromeDriver driver;

  Browser() {
    System.setProperty(
        ChromeDriverService.CHROME_DRIVER_EXE_PROPERTY, find("CHROMEDRIVER", DRIVERS));
    ChromeOptions options = new ChromeOptions();
    options.setBinary(find("CHROMIUM", BROWSERS));
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--force-prefers-reduced-motion",
        "--allow-file-access-from-files");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    driver = new ChromeDriver(options);
  }

  /** The program of that name, or a sentence that says how to get it. */
  private static String find(String variable, List<String> places) {
    String asked = System.getenv(variable);
    return Stream.concat(Stream.ofNullable(asked), places.stream())
        .filter(place -> Files.isExecutable(Path.of(place)))
        .findFirst()
        .orElseThrow(() ->
            new IllegalStateException(
                "no browser to look at reports with: "
                    + places
                    + " are not there; on Debian and Ubuntu 'apt-get install chromium"
                    + " chromium-driver' brings it, or name it in the variable "
                    + variable));
  }

  /** Opens a file, in a window of that size. */
  void open(Path page, int width, int height) {
    send(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    driver.get(page.toUri().toString());
  }

  /** How the page is shown: {@code screen} or {@code print}, {@code light} or {@code dark}. */
  void media(String media, String scheme) {
    send(
        "Emulation.setEmulatedMedia",
        Map.of(
            "media",
            media,
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  private void send(String command, Map<String, Object> parameters) {
    driver.executeCdpCommand(command, parameters);
  }

  /** What a script returns. */
  Object ask(String script, Object... arguments) {
    return Objects.requireNonNull(driver.executeScript(script, arguments), script);
  }

  /** What the page wrote to its console, and what could not be loaded. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::toString)
        .toList();
  }

  /** Presses keys where the focus is. */
  void press(CharSequence... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
  }

  /** The rules of accessibility that the page breaks, each with the first element that does. */
  Object violations() {
    try (InputStream in =
        Objects.requireNonNull(Browser.class.getResourceAsStream("/axe.min.js"), "axe.min.js")) {
      driver.executeScript(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      throw new IllegalStateException(unreadable);
    }
    return Objects.requireNonNull(
        driver.executeAsyncScript(
            """
            const done = arguments[arguments.length - 1];
            axe.run().then(
                result => done(result.violations.map(v => v.id + ': ' + v.nodes[0].html)),
                error => done(['axe: ' + error]));
            """));
  }

  /** Draws the page, or an element of it, into a PNG file. */
  void screenshot(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
