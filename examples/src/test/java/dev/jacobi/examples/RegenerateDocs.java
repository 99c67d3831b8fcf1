package dev.jacobi.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writes into the documents what their programs print now. Its name keeps it out of the build; see
 * CONTRIBUTING.md for the command. Read the difference before you commit it.
 */
final class RegenerateDocs {
  @Test
  void everyTextBlock(@TempDir Path temporary) throws Throwable {
    String only = System.getProperty("document", "");
    for (Path document : Documents.all()) {
      if (document.toString().endsWith(only)) {
        regenerate(document, Files.createTempDirectory(temporary, "document"));
      }
    }
  }

  /** From the top down: a block that grows moves the lines that programs below it may print. */
  private static void regenerate(Path document, Path classes) throws Throwable {
    int count = Documents.snippets(document).size();
    for (int i = 0; i < count; i++) {
      Snippet snippet = Documents.snippets(document).get(i);
      String printed = SnippetRunner.run(snippet, classes);
      if (snippet.expected().isPresent()) {
        replace(document, snippet.expected().get(), printed);
      }
    }
  }

  private static void replace(Path document, Snippet.Output output, String printed)
      throws IOException {
    List<String> lines = Files.readAllLines(document);
    List<String> changed = new ArrayList<>(lines.subList(0, output.line()));
    String indent = " ".repeat(output.indent());
    Documents.trimmed(printed)
        .lines()
        .forEach(line -> changed.add(line.isEmpty() ? "" : indent + line));
    changed.addAll(lines.subList(output.lastLine() - 1, lines.size()));
    if (!changed.equals(lines)) {
      Files.write(document, changed);
    }
  }
}
