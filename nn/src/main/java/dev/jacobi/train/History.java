package dev.jacobi.train;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import de.siegmar.fastcsv.writer.CsvWriter;
import dev.jacobi.io.AtomicFile;
import dev.jacobi.type.JacobiException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The epochs of a training, as a table. */
public record History(List<Epoch> epochs) {
  private static final String FORMAT = "history";

  /** Copies the list. */
  public History {
    epochs = List.copyOf(epochs);
  }

  /** The names of all measures, in the order in which they came. */
  public List<String> measures() {
    Set<String> names = new LinkedHashSet<>();
    epochs.forEach(epoch -> names.addAll(epoch.measures().keySet()));
    return List.copyOf(names);
  }

  /**
   * One measure of every epoch.
   *
   * @throws JacobiException if an epoch does not have it
   */
  public double[] of(String measure) {
    return epochs.stream()
        .mapToDouble(epoch -> {
          Double value = epoch.measures().get(measure);
          if (value == null) {
            throw new JacobiException(
                "history: no measure '" + measure + "'; there are " + measures());
          }
          return value;
        })
        .toArray();
  }

  /** Writes a CSV file with a row for each epoch: number, steps, seconds, measures. */
  public void toCsv(Path file) {
    List<String> names = measures();
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().build(text)) {
      List<String> header = new ArrayList<>(List.of("epoch", "steps", "seconds"));
      header.addAll(names);
      csv.writeRecord(header);
      for (Epoch epoch : epochs) {
        List<String> row = new ArrayList<>();
        row.add(Integer.toString(epoch.number()));
        row.add(Long.toString(epoch.steps()));
        row.add(Double.toString(epoch.seconds()));
        for (String name : names) {
          Double value = epoch.measures().get(name);
          row.add(value == null ? "" : value.toString());
        }
        csv.writeRecord(row);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    write(file, text.toString());
  }

  /** Writes a JSON file: an array with an object for each epoch. */
  public void toJson(Path file) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
      json.writeStartArray();
      for (Epoch epoch : epochs) {
        json.writeStartObject();
        json.writeNumberField("epoch", epoch.number());
        json.writeNumberField("steps", epoch.steps());
        json.writeNumberField("seconds", epoch.seconds());
        for (Map.Entry<String, Double> measure : epoch.measures().entrySet()) {
          // NaN and infinities become texts
          json.writeNumberField(measure.getKey(), measure.getValue());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    write(file, text + "\n");
  }

  private static void write(Path file, String text) {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    AtomicFile.write(
        FORMAT,
        file,
        channel -> {
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        });
  }
}
