package laws.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.jacobi.type.JacobiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bad input gets an exception of the library that says what was done, what came in, what is wrong
 * and, where that does not say it already, the way out; it is raised where the mistake was made.
 */
final class ErrorsTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/jacobi");
  private static final Pattern RAISED =
      Pattern.compile(
          "new (Jacobi|Shape|DType|Index|Tree|NoPath|MixedSamples|Tracing|GraphDepth)Exception\\(");

  private static final Pattern LINE = Pattern.compile("\\w*Mistakes?\\.java:\\d+");

  /** What was done or came in, a colon, what came in or is wrong, on one line. */
  private static final Pattern FORM = Pattern.compile("[a-z][^;\\n]*: [^\\n]+");

  private static final List<String> LIBRARY = List.of("dev.jacobi.", "java.", "jdk.");

  /**
   * Messages that stand in no table: those of reflection that fails (TreeTest), of an interrupt
   * while waiting (BrokenRunTest), and those of a file with a test of its own
   * (PerSampleRefusesTest).
   */
  private static final List<String> ELSEWHERE =
      List.of(
          ": cannot be read",
          ": its package is not",
          "run: interrupted; call again",
          "SampleGradients.java:");

  static Stream<Mistake> mistakes() {
    return Stream.of(
            MakingMistakes.all(),
            ElementMistakes.all(),
            MovementMistakes.all(),
            CompositionMistakes.all(),
            LinearAlgebraMistakes.all(),
            DerivativeMistakes.all(),
            HigherOrderMistakes.all(),
            StructureMistakes.all(),
            CompiledMistakes.all(),
            GraphMistakes.all())
        .flatMap(s -> s);
  }

  private static JacobiException thrownBy(Mistake mistake) {
    try {
      mistake.call().call();
    } catch (JacobiException thrown) {
      return thrown;
    } catch (Throwable thrown) {
      return fail("%s: threw %s", mistake, thrown);
    }
    return fail("%s: not refused", mistake);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void saysWhatIsWrong(Mistake mistake) {
    JacobiException thrown = thrownBy(mistake);
    assertThat(thrown).isExactlyInstanceOf(mistake.type());
    String said = LINE.matcher(thrown.getMessage()).replaceAll("{here}");
    assertThat(said).isEqualTo(mistake.message());
    assertThat(said).matches(FORM);
    StackTraceElement user =
        Arrays.stream(thrown.getStackTrace())
            .filter(frame -> LIBRARY.stream().noneMatch(frame.getClassName()::startsWith))
            .findFirst()
            .orElseThrow();
    assertThat(user.getClassName()).as("raised where").startsWith("laws.errors.");
  }

  /** Each place of the sources that raises an error is reached by a row of the tables. */
  @Test
  void everyMessageHasARow() throws IOException {
    Set<String> reached = new HashSet<>();
    mistakes().forEach(mistake -> reached.add(place(thrownBy(mistake).getStackTrace()[0])));
    Set<String> missing = new TreeSet<>();
    int places = 0;
    for (Path file : sources()) {
      List<String> lines = Files.readAllLines(file);
      for (int from = 0; from < lines.size(); from++) {
        if (!RAISED.matcher(lines.get(from)).find()) {
          continue;
        }
        places++;
        int to = from;
        while (!lines.get(to).endsWith(";")) {
          to++;
        }
        String name = file.getFileName() + ":";
        if (IntStream.rangeClosed(from + 1, to + 1).noneMatch(l -> reached.contains(name + l))) {
          String statement = String.join(" ", lines.subList(from, to + 1));
          missing.add(name + statement.replaceAll("\\s+", " "));
        }
      }
    }
    missing.removeIf(place -> ELSEWHERE.stream().anyMatch(place::contains));
    assertThat(missing).isEmpty();
    assertThat(places).isGreaterThan(80);
  }

  private static String place(StackTraceElement frame) {
    return frame.getFileName() + ":" + frame.getLineNumber();
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(f -> f.toString().endsWith(".java")).sorted().toList();
    }
  }
}
