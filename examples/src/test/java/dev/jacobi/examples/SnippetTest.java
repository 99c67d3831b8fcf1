package dev.jacobi.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documentation test itself: what it takes for a program, and that it notices a lie. */
final class SnippetTest {
  @TempDir Path temporary;

  @Test
  void statementsRun() {
    assertPrints(
        """
        import java.time.Duration;
        record Pair(int left, int right) {}
        IO.println(new Pair(1, 2) + " " + Duration.ZERO + " " + List.of(3));
        """,
        "Pair[left=1, right=2] PT0S [3]\n");
  }

  @Test
  void programsRun() {
    assertPrints(
        "int twice(int x) { return 2 * x; }\nvoid main() { IO.println(twice(4)); }\n", "8");
    assertPrints("class A { static void main(String[] args) { IO.println(5); } }\n", "5");
    assertPrints(
        "public final class B { public static void main(String[] a) { IO.print(6); } }", "6");
  }

  @Test
  void laterProgramsUseTheClassesOfEarlierOnes() {
    assertPrints(
        "final class Pair { static int sum(int a, int b) { return a + b; } void main() {} }", "");
    assertPrints("IO.println(Pair.sum(1, 2));", "3");
  }

  @Test
  void anotherOutputFails() {
    assertThatThrownBy(() -> check("IO.println(1);\n", "2"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("sample.md:3");
  }

  @Test
  void messagesCountTheLinesOfTheDocument() {
    assertThatThrownBy(() -> check("import java.util.List;\nint x = nothing;\n", ""))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("sample.md:5: cannot find symbol");
    assertThatThrownBy(() -> check("\nthrow new IllegalStateException();\n", ""))
        .isInstanceOf(IllegalStateException.class)
        .satisfies(
            thrown -> assertThat(thrown.getStackTrace()[0].toString()).endsWith("(sample.md:5)"));
  }

  @Test
  void onlyTheNextTextBlockIsTheOutput() {
    String far = "```java\nIO.println(1);\n```\none\n\ntwo\n```text\n2\n```\n";
    assertThat(Snippet.in("sample.md", far).getFirst().expected()).isEmpty();
    String other = "```java\nIO.println(1);\n```\n```sh\nls\n```\n```text\n2\n```\n";
    assertThat(Snippet.in("sample.md", other).getFirst().expected()).isEmpty();
  }

  @Test
  void noBlockIsExempt() {
    for (String info : List.of("java no-run", "java,ignore", "java {.x}")) {
      Snippet snippet = Snippet.in("sample.md", "```" + info + "\n```\n").getFirst();
      assertThatThrownBy(() -> DocumentationTest.check(snippet, temporary))
          .as(info)
          .isInstanceOf(AssertionError.class);
    }
    assertThat(Snippet.in("sample.md", "```javascript\n```\n```sh\n```\n")).isEmpty();
  }

  @Test
  void aListIndentsItsBlocks() {
    Snippet snippet = Snippet.in("sample.md", "- a\n  ```java\n  int x = 1;\n  ```\n").getFirst();
    assertThat(snippet.code()).isEqualTo("int x = 1;\n");
    assertThat(snippet.line()).isEqualTo(2);
  }

  @Test
  void anOpenBlockFails() {
    assertThatThrownBy(() -> Snippet.in("sample.md", "```java\nint x;\n"))
        .hasMessageContaining("sample.md:1");
  }

  private void assertPrints(String code, String expected) {
    assertThatCode(() -> check(code, expected)).doesNotThrowAnyException();
  }

  private void check(String code, String expected) throws Throwable {
    String document =
        "# Title\n\n```java\n" + code + "\n```\nprints\n\n```text\n" + expected + "\n```\n";
    List<Snippet> snippets = Snippet.in("sample.md", document);
    assertThat(snippets).hasSize(1);
    DocumentationTest.check(snippets.getFirst(), temporary);
  }
}
