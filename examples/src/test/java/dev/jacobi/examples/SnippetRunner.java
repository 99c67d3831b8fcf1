package dev.jacobi.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Compiles a snippet as a program and runs it here, in a class loader of its own.
 *
 * <p>A snippet that declares a {@code main} is a program as it stands, others become the body of
 * one; the public types of core and nn are imported. The source is laid out and named so that what
 * points to a line of it (javac, stack traces, errors of the library) points into the document.
 *
 * <p>A snippet may use the named classes of those that ran before it in the same folder.
 */
final class SnippetRunner {
  private static final String IMPORTS =
      "import module java.base; import module dev.jacobi.core; import module dev.jacobi.nn; ";
  private static final Pattern MAIN = Pattern.compile("\\bvoid\\s+main\\s*\\(");
  private static final Pattern IMPORT = Pattern.compile("(?m)^\\s*import\\s+[^;]+;");
  private static final Pattern PUBLIC_TYPE =
      Pattern.compile("(?m)^public\\s+(?:\\w+\\s+)*?(?:class|record|enum|interface)\\s+(\\w+)");

  private SnippetRunner() {}

  /**
   * What the program wrote to standard output. Throws what the program throws.
   *
   * @param document a folder for the classes of the document's programs
   */
  static String run(Snippet snippet, Path document) throws Throwable {
    List<Path> earlier = folders(document);
    Path folder = Files.createTempDirectory(document, "snippet");
    Matcher publicType = PUBLIC_TYPE.matcher(snippet.code());
    String name = publicType.find() ? publicType.group(1) : "Snippet";
    compile(snippet, fileName(snippet, name), folder, earlier);
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    PrintStream standard = System.out;
    try (URLClassLoader loader = new URLClassLoader(urls(folder, earlier))) {
      Method main = main(loader, name, folder);
      System.setOut(new PrintStream(output, true, UTF_8));
      call(main);
    } finally {
      System.out.flush();
      System.setOut(standard);
    }
    return output.toString(UTF_8);
  }

  private static List<Path> folders(Path document) throws IOException {
    try (Stream<Path> files = Files.list(document)) {
      return files.filter(Files::isDirectory).toList();
    }
  }

  private static URL[] urls(Path folder, List<Path> others) throws IOException {
    List<URL> urls = new ArrayList<>(List.of(folder.toUri().toURL()));
    for (Path other : others) {
      urls.add(other.toUri().toURL());
    }
    return urls.toArray(URL[]::new);
  }

  /** That of the document, unless javac takes the name of a class from it. */
  private static String fileName(Snippet snippet, String name) {
    return MAIN.matcher(snippet.code()).find()
        ? name + ".java"
        : Path.of(snippet.document()).getFileName().toString();
  }

  private static void compile(Snippet snippet, String fileName, Path folder, List<Path> earlier) {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    List<String> options =
        List.of(
            "--release",
            "25",
            "-proc:none",
            "-nowarn",
            "-d",
            folder.toString(),
            "--class-path",
            earlier.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
            "--module-path",
            System.getProperty("jdk.module.path", ""),
            "--add-modules",
            "dev.jacobi.core,dev.jacobi.nn,dev.jacobi.testkit");
    boolean compiled =
        javac
            .getTask(
                null,
                null,
                diagnostics,
                options,
                null,
                List.of(new Source(fileName, layOut(snippet))))
            .call();
    if (!compiled) {
      throw new AssertionError(
          diagnostics.getDiagnostics().stream()
              .filter(found -> found.getKind() == Diagnostic.Kind.ERROR)
              .map(found ->
                  snippet.document()
                      + ":"
                      + found.getLineNumber()
                      + ": "
                      + found.getMessage(Locale.ROOT))
              .collect(Collectors.joining("\n", "the snippet does not compile\n", "")));
    }
  }

  /** Everything that is added stands on the first line; the snippet keeps its lines. */
  private static String layOut(Snippet snippet) {
    String above = "\n".repeat(snippet.line());
    if (MAIN.matcher(snippet.code()).find()) {
      return IMPORTS + above + snippet.code();
    }
    String hoisted =
        IMPORT
            .matcher(snippet.code())
            .results()
            .map(found -> found.group().strip())
            .collect(Collectors.joining(" "));
    String body =
        IMPORT.matcher(snippet.code()).replaceAll(found -> found.group().replaceAll("[^\\n]", ""));
    return IMPORTS
        + hoisted
        + " final class Snippet { void main() throws Throwable {"
        + above
        + body
        + "}}";
  }

  private static Method main(ClassLoader loader, String name, Path folder)
      throws IOException, ReflectiveOperationException {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(file -> file.endsWith(".class"))
              .map(file -> file.substring(0, file.length() - ".class".length()))
              .sorted()
              .toList();
      // The class of the file first, then any other that has a main.
      for (String type : Stream.concat(Stream.of(name), names.stream()).toList()) {
        if (!names.contains(type)) {
          continue;
        }
        for (Method method : loader.loadClass(type).getDeclaredMethods()) {
          if (method.getName().equals("main")) {
            return method;
          }
        }
      }
    }
    throw new AssertionError("the snippet has no main");
  }

  private static void call(Method main) throws Throwable {
    main.setAccessible(true);
    Object[] arguments =
        main.getParameterCount() == 0 ? new Object[0] : new Object[] {new String[0]};
    try {
      if (Modifier.isStatic(main.getModifiers())) {
        main.invoke(null, arguments);
      } else {
        Constructor<?> constructor = main.getDeclaringClass().getDeclaredConstructor();
        constructor.setAccessible(true);
        main.invoke(constructor.newInstance(), arguments);
      }
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      throw cause == null ? e : cause;
    }
  }

  /** A source file in memory. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String fileName, String text) {
      super(URI.create("string:///" + fileName), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
