package dev.jacobi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A switch over operations, or over an enum of theirs, has no {@code default} arm, so that javac
 * names each one that a new operation must visit. A switch over what is open (numbers, strings,
 * arrays) may have one.
 */
final class RuleFilesTest {
  private static final Path SOURCES = Path.of("src", "main", "java", "dev", "jacobi");
  private static final Pattern NOT_CODE =
      Pattern.compile(
          "(?s)\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'|/\\*.*?\\*/|//[^\\n]*");
  private static final Pattern DEFAULT_ARM = Pattern.compile("\\bdefault\\s*(->|:)");
  private static final Pattern LABEL = Pattern.compile("\\bcase\\s+([^\\s,]+)");
  private static final Pattern OPEN = Pattern.compile("-?\\d.*|\".*|\\w+\\[\\]");

  @ParameterizedTest
  @ValueSource(strings = {"graph", "reference", "transform", "optimize", "schedule"})
  void hasNoDefaultArmOverOperations(String name) throws IOException {
    List<String> arms = new ArrayList<>();
    for (Path file : javaFiles(SOURCES.resolve(name))) {
      for (int line : defaultArms(Files.readString(file))) {
        arms.add(file + ":" + line);
      }
    }
    assertThat(arms).as("default arms in switches over operations").isEmpty();
  }

  @Test
  void tellsOpenFromSealed() {
    assertThat(defaultArms("switch (op) {\n case Op.Add _ -> { f(); }\n default -> 1;\n}"))
        .containsExactly(3);
    assertThat(defaultArms("switch (kind) { case ADD, SUB -> 1; default -> 1; }"))
        .containsExactly(1);
    assertThat(defaultArms("switch (kind) { default -> 1; }")).containsExactly(1);
    assertThat(defaultArms("switch (s) { case 1, 2: f(); default: g(); }")).isEmpty();
    assertThat(defaultArms("switch (s) { case \"}\" -> 1; default -> 1; }")).isEmpty();
    assertThat(defaultArms("switch (a) { case int[] x -> 1; default -> 1; } // default ->"))
        .isEmpty();
  }

  /** The lines of the default arms that hide a case from javac. */
  private static List<Integer> defaultArms(String text) {
    String source = codeOnly(text);
    List<Integer> lines = new ArrayList<>();
    Matcher arm = DEFAULT_ARM.matcher(source);
    while (arm.find()) {
      List<String> labels =
          LABEL.matcher(armsBefore(source, arm.start())).results().map(m -> m.group(1)).toList();
      if (labels.isEmpty() || !labels.stream().allMatch(label -> OPEN.matcher(label).matches())) {
        lines.add(
            1 + (int) source.substring(0, arm.start()).chars().filter(c -> c == '\n').count());
      }
    }
    return lines;
  }

  /**
   * What stands between the opening brace of the switch and its default arm, inner braces left out.
   */
  private static String armsBefore(String source, int end) {
    StringBuilder arms = new StringBuilder();
    int depth = 0;
    for (int i = end - 1; i >= 0 && depth >= 0; i--) {
      char c = source.charAt(i);
      depth += c == '}' ? 1 : c == '{' ? -1 : 0;
      if (depth == 0) {
        arms.append(c);
      }
    }
    return arms.reverse().toString();
  }

  private static List<Path> javaFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  /** Without comments and with empty strings; the lines stay, so that positions do. */
  private static String codeOnly(String source) {
    return NOT_CODE
        .matcher(source)
        .replaceAll(found ->
            (found.group().startsWith("/") ? "" : "\"\"") + found.group().replaceAll("[^\\n]", ""));
  }
}
