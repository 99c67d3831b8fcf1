package dev.jacobi.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every Java block of every document compiles and runs, and prints the {@code text} block below it.
 * No block is exempt: a block that cannot run is not marked, it is written so that it can.
 */
final class DocumentationTest {
  private static final List<String> AT_THE_ROOT =
      List.of("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md");

  @TestFactory
  Stream<DynamicTest> snippets(@TempDir Path temporary) throws IOException {
    Path root = root();
    List<Snippet> snippets = new ArrayList<>();
    for (Path file : documents(root)) {
      String name = root.relativize(file).toString();
      snippets.addAll(Snippet.in(name, Files.readString(file)));
    }
    return snippets.stream()
        .map(snippet -> DynamicTest.dynamicTest(snippet.name(), () -> check(snippet, temporary)));
  }

  static void check(Snippet snippet, Path temporary) throws Throwable {
    assertThat(snippet.info())
        .as("what opens the block: every block runs, so nothing may follow the language")
        .isEqualTo("java");
    String output = SnippetRunner.run(snippet, Files.createTempDirectory(temporary, "snippet"));
    if (snippet.expected().isPresent()) {
      assertThat(trimmed(output))
          .as("what " + snippet.name() + " prints")
          .isEqualTo(trimmed(snippet.expected().get()));
    }
  }

  private static String trimmed(String text) {
    return text.lines()
        .map(String::stripTrailing)
        .collect(Collectors.joining("\n"))
        .stripTrailing();
  }

  private static List<Path> documents(Path root) throws IOException {
    List<Path> documents = new ArrayList<>();
    for (String name : AT_THE_ROOT) {
      Path file = root.resolve(name);
      if (Files.exists(file)) {
        documents.add(file);
      }
    }
    Path docs = root.resolve("docs");
    if (Files.isDirectory(docs)) {
      try (Stream<Path> files = Files.walk(docs)) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
      }
    }
    return documents;
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve("mvnw"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException("no folder above this one holds mvnw");
    }
    return folder;
  }
}
