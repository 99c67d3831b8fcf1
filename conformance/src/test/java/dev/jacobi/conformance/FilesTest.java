package dev.jacobi.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases of files/ pass, and would not if anything in them were different. */
class FilesTest {
  private static final Path FILES = Run.CASES.resolve("files");
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?|true|false");

  @TempDir Path root;
  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectories(root.resolve("files"));
  }

  private void assertFails(String why) {
    Run run = Run.of(root);
    assertThat(run.lines().getFirst()).contains("FAIL").contains(why);
    assertThat(run.exit()).isEqualTo(1);
  }

  static Stream<String> good() throws IOException {
    try (Stream<Path> files = Files.list(FILES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("ok_") && !name.endsWith(".json"))
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("good")
  void everyNumberAndNameCounts(String name) throws IOException {
    Files.copy(FILES.resolve(name), folder.resolve(name));
    Path expectation = folder.resolve(name + ".expected.json");
    assertFails("cannot be read");
    String right = Files.readString(FILES.resolve(name + ".expected.json"));
    Files.writeString(expectation, right);
    assertThat(Run.of(root).exit()).isZero();
    Matcher number = NUMBER.matcher(right);
    for (int from = 0; number.find(from); from = number.end()) {
      String other =
          switch (number.group()) {
            case "true" -> "false";
            case "false" -> "true";
            default -> "7" + number.group().replace("-", "");
          };
      Files.writeString(
          expectation, right.substring(0, number.start()) + other + right.substring(number.end()));
      assertFails("");
    }
    Files.writeString(expectation, right.replaceFirst("\\{", "{\"more\": [1], "));
    assertFails("more");
  }

  @Test
  void aGoodFileIsNoBadOne() throws IOException {
    for (String name : good().toList()) {
      Path copy = Files.copy(FILES.resolve(name), folder.resolve("bad_" + name));
      assertFails("read, though it is bad");
      Files.delete(copy);
    }
  }

  @Test
  void otherFilesFail() throws IOException {
    for (String name : List.of("ok_x.txt", "x.npy", "ok_x.npy.expected.json")) {
      Path file = Files.writeString(folder.resolve(name), "{}");
      assertFails("");
      Files.delete(file);
    }
  }
}
