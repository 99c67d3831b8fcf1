package dev.jacobi.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files that {@code docs/adding-an-operation.md} lists are those that the sources name. */
final class AddingAnOperationTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+\\.java)` \\|");

  @Test
  void aNewFunctionVisitsTheListedFiles() throws IOException {
    Predicate<String> names = Pattern.compile("\\b(ERFC|ATAN2)\\b").asPredicate();
    assertThat(listed("## A new function")).isEqualTo(filesThat(names));
  }

  @Test
  void aNewRecordVisitsTheListedFiles() throws IOException {
    Predicate<String> switches = Pattern.compile("\\bcase Op\\.").asPredicate();
    assertThat(listed("## A new record")).isEqualTo(filesThat(switches));
  }

  /** The first cells of the table in the section with this heading. */
  private static Set<String> listed(String heading) throws IOException {
    String document =
        Files.readString(Documents.root().resolve("docs").resolve("adding-an-operation.md"));
    String section =
        Arrays.stream(document.split("(?m)^(?=## )"))
            .filter(part -> part.startsWith(heading))
            .findFirst()
            .orElseThrow();
    return ROW.matcher(section)
        .results()
        .map(row -> row.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> filesThat(Predicate<String> wanted) throws IOException {
    Path sources = Documents.root().resolve("core/src/main/java/dev/jacobi");
    Set<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (wanted.test(Files.readString(file))) {
          found.add(sources.relativize(file).toString().replace('\\', '/'));
        }
      }
    }
    return found;
  }
}
