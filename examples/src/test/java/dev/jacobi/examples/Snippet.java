package dev.jacobi.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Java block of a Markdown document and what the document says it prints.
 *
 * @param line the line of the opening fence, from 1
 * @param info what stands behind the opening fence: {@code java}, and nothing else is allowed
 * @param expected the {@code text} block that follows with at most one line in between
 */
record Snippet(String document, int line, String info, String code, Optional<Output> expected) {
  private static final Pattern OPENING = Pattern.compile("( *)(```+|~~~+) *([^`]*)");

  /**
   * A {@code text} block.
   *
   * @param line the line of its opening fence, from 1
   * @param lastLine the line of its closing fence
   * @param indent the blanks before each of its lines
   */
  record Output(int line, int lastLine, int indent, String text) {}

  /** A fenced block of any language. */
  private record Block(int line, int lastLine, int indent, String info, String text) {}

  static List<Snippet> in(String document, String markdown) {
    List<String> lines = markdown.lines().toList();
    List<Block> blocks = blocks(document, lines);
    List<Snippet> snippets = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      if (block.info.equals("java") || block.info.matches("java\\W.*")) {
        Optional<Output> expected = Optional.empty();
        if (i + 1 < blocks.size() && follows(lines, block, blocks.get(i + 1))) {
          Block text = blocks.get(i + 1);
          expected = Optional.of(new Output(text.line, text.lastLine, text.indent, text.text));
        }
        snippets.add(new Snippet(document, block.line, block.info, block.text, expected));
      }
    }
    return snippets;
  }

  String name() {
    return document + ":" + line;
  }

  private static List<Block> blocks(String document, List<String> lines) {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher opening = OPENING.matcher(lines.get(i));
      if (!opening.matches()) {
        continue;
      }
      int indent = opening.group(1).length();
      String fence = opening.group(2);
      StringBuilder text = new StringBuilder();
      int end = i + 1;
      while (end < lines.size() && !closes(fence, lines.get(end))) {
        text.append(unindent(lines.get(end), indent)).append('\n');
        end++;
      }
      if (end == lines.size()) {
        throw new IllegalArgumentException(
            document + ":" + (i + 1) + ": a fenced block that nothing closes");
      }
      blocks.add(new Block(i + 1, end + 1, indent, opening.group(3).strip(), text.toString()));
      i = end;
    }
    return blocks;
  }

  private static boolean closes(String fence, String line) {
    String mark = line.strip();
    return mark.startsWith(fence) && mark.chars().allMatch(c -> c == fence.charAt(0));
  }

  private static String unindent(String line, int indent) {
    int blanks = 0;
    while (blanks < Math.min(indent, line.length()) && line.charAt(blanks) == ' ') {
      blanks++;
    }
    return line.substring(blanks);
  }

  private static boolean follows(List<String> lines, Block code, Block next) {
    return next.info.equals("text")
        && lines.subList(code.lastLine, next.line - 1).stream()
                .filter(line -> !line.isBlank())
                .count()
            <= 1;
  }
}
