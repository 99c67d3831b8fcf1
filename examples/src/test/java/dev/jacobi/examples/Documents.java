package dev.jacobi.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Markdown documents of the project. */
final class Documents {
  private static final List<String> AT_THE_ROOT =
      List.of("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md");

  private Documents() {}

  /** The folder of the whole project. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve("mvnw"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException("no folder above this one holds mvnw");
    }
    return folder;
  }

  /** Every document, those at the root first. */
  static List<Path> all() throws IOException {
    Path root = root();
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

  /** The snippets of one document. */
  static List<Snippet> snippets(Path document) throws IOException {
    return Snippet.in(root().relativize(document).toString(), Files.readString(document));
  }

  /** Without blanks at the ends of lines and of the text. */
  static String trimmed(String text) {
    return text.lines()
        .map(String::stripTrailing)
        .collect(Collectors.joining("\n"))
        .stripTrailing();
  }
}
