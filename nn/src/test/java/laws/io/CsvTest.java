package laws.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.io.Csv;
import dev.jacobi.io.FileException;
import dev.jacobi.io.Table;
import dev.jacobi.type.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables of numbers: what is found out, what is said, what is refused and where. */
class CsvTest {
  @TempDir Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("x.csv"), content);
  }

  private Csv csv(String content) throws IOException {
    return Csv.of(file(content));
  }

  static Stream<Arguments> dialects() {
    double[] two = {1.5, -2, 30, 4e-3};
    double[] whole = {1, 2, 3, 4};
    return Stream.of(
        Arguments.of("a,b\n1.5,-2\n30,4e-3\n", true, two),
        Arguments.of("1.5,-2\n30,4e-3", false, two),
        Arguments.of("a;b\n1.5;-2\n30;4e-3\n", true, two),
        Arguments.of("a;b\n1,5;-2\n30;4e-3\n", true, two),
        Arguments.of("1,5;-2,0\n30,0;4,0e-3\n", false, two),
        Arguments.of("a\tb\r\n1.5\t-2\r\n30\t4E-3\r\n", true, two),
        Arguments.of("a\tb\n1,5\t-2\n30\t4e-3\n", true, two),
        Arguments.of("a|b\n1.5|-2\n30|.004\n", true, two),
        Arguments.of("a|b\n1,5|-2\n+30|,004\n", true, two),
        Arguments.of("\ufeff\"a, c\",b\n\"1.5\",\" -2\"\n\n\n30.,0.4e-2", true, two),
        Arguments.of("a;b\n\"1,5\";-2\n30;4e-3\n", true, two),
        Arguments.of("a,b\n\"1\",2\n3,4\n", true, whole),
        Arguments.of("a;b\n1;2\n3;4\n", true, whole),
        Arguments.of("\"a\nb\",c\n1,2\n3,4\n", true, whole),
        Arguments.of("a\n1\n2\n3\n4\n", true, whole),
        Arguments.of("1\n2\n3\n4\n", false, whole),
        Arguments.of("1,2,3,4", false, whole));
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void separatorsMarksAndHeadersAreFound(String content, boolean named, double[] numbers)
      throws IOException {
    Table table = csv(content).read();
    assertThat(table.doubles().toDoubles()).isEqualTo(numbers);
    assertThat(table.isNamed()).isEqualTo(named);
  }

  @Test
  void utf16WithAMarkIsRead() throws IOException {
    Path path = Files.write(folder.resolve("x.csv"), "\ufeffa,b\n1,2\n".getBytes(UTF_16LE));
    assertThat(Csv.read(path).names()).containsExactly("a", "b");
  }

  @Test
  void whatIsSaidIsNotFoundOut() throws IOException {
    assertThat(csv("1,2\n3,4\n").separator(';').decimal(',').read().doubles().toDoubles())
        .containsExactly(1.2, 3.4);
    assertThat(csv("1 2\n3 4\n").separator(' ').read().doubles().toDoubles())
        .containsExactly(1, 2, 3, 4);
    Table header = csv("1,2\n3,4\n").header(true).read();
    assertThat(header.names()).containsExactly("1", "2");
    assertThat(header.size()).isEqualTo(1);
    assertThatThrownBy(() -> csv("a,b\n3,4\n").header(false).read())
        .hasMessageContaining("line 1, column 1 (column 1): 'a' is not a number");
    assertThatThrownBy(() -> csv("1").decimal('x')).hasMessageContaining("a point or a comma");
  }

  @Test
  void commasThatMaySeparateThousandsAreNotGuessed() throws IOException {
    assertThatThrownBy(() -> csv("a;b\n1,234;5,678\n").read())
        .isInstanceOf(FileException.class)
        .hasMessageContaining("all its commas stand before three digits, as in 1,234");
    assertThat(csv("a;b\n1,234;5,678\n").decimal(',').read().doubles().toDoubles())
        .containsExactly(1.234, 5.678);
    assertThatThrownBy(() -> csv("a;b\n1,234;5,678\n").decimal('.').read())
        .hasMessageContaining("'1,234' is not a number");
    assertThat(csv("a;b\n1,234;0,5\n").read().doubles().toDoubles()).containsExactly(1.234, 0.5);
  }

  @Test
  void columnsAreChosenAndWordsAreNumbered() throws IOException {
    String content = "id,width,species\nx1,0.5,virginica\nx2,0.25,setosa\nx3,1,virginica\n";
    Table table = csv(content).columns("species", "width").labels("species").read();
    assertThat(table.names()).containsExactly("species", "width");
    assertThat(table.labels("species")).containsExactly("setosa", "virginica");
    assertThat(table.integers("species").toLongs()).containsExactly(1, 0, 1);
    assertThat(table.floats("width").toFloats()).containsExactly(0.5f, 0.25f, 1);
    assertThat(table.floats("width").dtype()).isEqualTo(DType.FLOAT32);
    assertThat(table.doubles("width", "species").shape().sizes()).containsExactly(3, 2);
    assertThat(table.rows(2, 0).doubles().toDoubles()).containsExactly(1, 1, 1, 0.5);

    Csv known = csv(content).columns("species").labels("species", List.of("virginica", "setosa"));
    assertThat(known.read().integers("species").toLongs()).containsExactly(0, 1, 0);
    Csv few = csv(content).columns("species").labels("species", List.of("virginica"));
    assertThatThrownBy(few::read)
        .hasMessageContaining(
            "line 3, column 3 (species): 'setosa' is not among the words of this column; they are"
                + " 'virginica'");
    assertThatThrownBy(() -> csv(content).labels("size").read())
        .hasMessageContaining("no column 'size'; there are 'id', 'width', 'species'");
    assertThatThrownBy(() -> csv(content).columns("size").read())
        .hasMessageContaining("no column 'size'; there are 'id', 'width', 'species'");
    assertThatThrownBy(() -> csv(content).labels("species", List.of("a", "a")))
        .hasMessageContaining("a word twice");
    assertThatThrownBy(() -> table.labels("width")).hasMessageContaining("holds numbers");
    assertThatThrownBy(() -> table.doubles("id")).hasMessageContaining("no column 'id'");
  }

  @Test
  void missingNumbersHaveTheValueThatIsSaid() throws IOException {
    Csv csv = csv("a,b\n1,\n NA ,2\nnull,nan\n");
    assertThat(csv.missing(-1).read().doubles().toDoubles()).containsExactly(1, -1, -1, 2, -1, -1);
    assertThat(csv.missing(Double.NaN).read().doubles().isNaN().cast(DType.INT32).toInts())
        .containsExactly(0, 1, 1, 0, 1, 1);
    assertThatThrownBy(csv::read).hasMessageContaining("line 2, column 2 (b): an empty cell");
    assertThatThrownBy(() -> csv("a,b\n1,inf\n").missing(0).read())
        .hasMessageContaining("'inf' is not finite");
  }

  @Test
  void badRowsAreToldAndLeftOut() throws IOException {
    List<String> told = new ArrayList<>();
    Csv csv =
        csv("a,b\n1,2\nx,2\n3\n4,5\n6,7,8\n,9\n10,11\n")
            .skipBadRows(bad -> told.add(bad.getMessage()));
    assertThat(csv.read().doubles().toDoubles()).containsExactly(1, 2, 4, 5, 10, 11);
    assertThat(told)
        .hasSize(4)
        .allMatch(message -> message.startsWith("csv: " + folder.resolve("x.csv") + ", line "));
    assertThat(told.get(0)).contains("line 3, column 1 (a): 'x' is not a number");
    assertThat(told.get(1)).contains("line 4: 1 cell; the first line has 2");
    assertThat(told.get(2)).contains("line 6: 3 cells");
    assertThat(told.get(3)).contains("line 7, column 1 (a): an empty cell");
    Csv none = csv("a,b\nx,1\n").skipBadRows(bad -> {});
    assertThatThrownBy(none::read).hasMessageContaining("no row of it can be read");
  }

  @Test
  void wholeNumbersAreExactOrRefused() throws IOException {
    Table table = csv("a,b,c\n9007199254740991,1.5,9007199254740993\n-3,2,1\n").read();
    assertThat(table.integers("a").toLongs()).containsExactly(9007199254740991L, -3);
    assertThatThrownBy(() -> table.integers("b"))
        .hasMessageContaining("line 2, column 'b': 1.5 is not a whole number below 2^53");
    assertThatThrownBy(() -> table.integers("c")).hasMessageContaining("9.007199254740992E15");
  }

  @Test
  void partsAreTheWhole() throws IOException {
    String lines =
        IntStream.range(0, 25).mapToObj(i -> i + "," + i * i).collect(Collectors.joining("\n"));
    Csv csv = csv("a,b\n" + lines);
    double[] whole = csv.read().doubles().toDoubles();
    for (int rows : new int[] {1, 7, 25, 100}) {
      Iterable<Table> parts = csv.chunks(rows);
      for (int time = 0; time < 2; time++) {
        List<Double> all = new ArrayList<>();
        for (Table part : parts) {
          assertThat(part.size()).isLessThanOrEqualTo(rows);
          for (double value : part.doubles().toDoubles()) {
            all.add(value);
          }
        }
        assertThat(all.stream().mapToDouble(v -> v).toArray()).isEqualTo(whole);
      }
    }
    assertThatThrownBy(() -> csv.chunks(0)).hasMessageContaining("give 1 or more");
    assertThatThrownBy(() -> csv.labels("a").chunks(2)).hasMessageContaining("list them");
    var broken = csv("a,b\n1,2\n3,4\n5,x\n").chunks(2).iterator();
    assertThat(broken.next().size()).isEqualTo(2);
    assertThatThrownBy(broken::next).hasMessageContaining("line 4, column 2 (b)");
    List<String> told = new ArrayList<>();
    Csv skipping = csv("a,b\n1,2\nx,4\nx,5\n").skipBadRows(bad -> told.add(bad.getMessage()));
    assertThat(skipping.chunks(1)).hasSize(1);
    assertThat(told).hasSize(2);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("", "empty; it takes rows of numbers"),
        Arguments.of("\n\n", "empty"),
        Arguments.of("a,b\n", "a header and no rows"),
        Arguments.of("a,a\n1,2\n", "line 1: two columns are named 'a'"),
        Arguments.of("a,2\n1,2\n", "line 1: 1 of 2 cells are numbers; a header has names only"),
        Arguments.of("a,b\n1,2\n3\n", "line 3: 1 cell; the first line has 2"),
        Arguments.of("a,b\n1,2,3\n", "line 2: 3 cells"),
        Arguments.of("a,b\n1,\"x\ny\"\n", "line 2, column 2 (b): 'x y' is not a number"),
        Arguments.of("a,b\n1,0x10\n", "'0x10' is not a number"),
        Arguments.of("a,b\n1,1d\n", "'1d' is not a number"),
        Arguments.of("a,b\n1,1_000\n", "'1_000' is not a number"),
        Arguments.of("a,b\n1,1e\n", "'1e' is not a number"),
        Arguments.of("a,b\n1,.\n", "'.' is not a number"),
        Arguments.of("a,b\n1,--1\n", "'--1' is not a number"),
        Arguments.of("a,b\n1,\u0661\n", "is not a number"),
        Arguments.of("a,b\n1,1e999\n", "'1e999' is not finite"),
        Arguments.of("a,b\n1,-Infinity\n", "'-Infinity' is not finite"),
        Arguments.of("a,b\n1,\"2\n", "not CSV"),
        Arguments.of("a,b\n1," + "2".repeat(100_000) + "\n", "not CSV"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void isRefused(String content, String why) throws IOException {
    Path file = file(content);
    assertThatThrownBy(() -> Csv.read(file))
        .isInstanceOf(FileException.class)
        .hasMessageStartingWith("csv: " + file)
        .hasMessageContaining(why);
  }

  @Test
  void otherBytesAndNoFileAreRefused() throws IOException {
    Path file =
        Files.write(folder.resolve("x.csv"), "\u00e4,\u00f6\n1,\u00fc\n".getBytes(ISO_8859_1));
    assertThatThrownBy(() -> Csv.read(file)).isInstanceOf(FileException.class);
    assertThatThrownBy(() -> Csv.read(folder)).hasMessageContaining("a directory");
    assertThatThrownBy(() -> Csv.read(folder.resolve("none"))).hasMessageContaining("no such");
  }
}
