package dev.jacobi.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every Java block of every document compiles and runs, and prints the {@code text} block below it.
 * No block is exempt: a block that cannot run is not marked, it is written so that it can.
 */
final class DocumentationTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^):#]+)\\)");

  @TestFactory
  Stream<DynamicTest> snippets(@TempDir Path temporary) throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path document : Documents.all()) {
      Path classes = Files.createTempDirectory(temporary, "document");
      for (Snippet snippet : Documents.snippets(document)) {
        tests.add(DynamicTest.dynamicTest(snippet.name(), () -> check(snippet, classes)));
      }
    }
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> links() throws IOException {
    Path root = Documents.root();
    return Documents.all().stream()
        .map(document ->
            DynamicTest.dynamicTest(
                root.relativize(document).toString(), () -> checkLinks(document)));
  }

  /** Links to files lead somewhere. */
  private static void checkLinks(Path document) throws IOException {
    for (MatchResult link : LINK.matcher(Files.readString(document)).results().toList()) {
      assertThat(document.resolveSibling(link.group(1))).as(link.group()).exists();
    }
  }

  static void check(Snippet snippet, Path classes) throws Throwable {
    assertThat(snippet.info())
        .as("what opens the block: every block runs, so nothing may follow the language")
        .isEqualTo("java");
    String output = SnippetRunner.run(snippet, classes);
    if (snippet.expected().isPresent()) {
      assertThat(Documents.trimmed(output))
          .as("what " + snippet.name() + " prints")
          .isEqualTo(Documents.trimmed(snippet.expected().get().text()));
    }
  }
}
