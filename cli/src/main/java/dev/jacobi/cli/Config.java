package dev.jacobi.cli;

import dev.jacobi.cli.model.Nearest;
import dev.jacobi.io.AtomicFile;
import dev.jacobi.io.FileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * The options of {@code jacobi train} in a YAML file: a key for each, called as on the command line
 * without the dashes, and {@code data} for the file. What stands on the command line goes before.
 */
final class Config {
  private static final String FORMAT = "config";
  private static final String DATA = "data";
  private static final long LARGEST = 1 << 20;

  private Config() {}

  /** The options by their keys. */
  private static Map<String, OptionSpec> keys(CommandLine line) {
    return line.getCommandSpec().options().stream()
        .collect(
            Collectors.toMap(
                option -> option.longestName().substring(2),
                option -> option,
                (a, b) -> a,
                LinkedHashMap::new));
  }

  /** The options of a file. */
  static TrainOptions read(Path file) {
    Map<?, ?> map = parse(file);
    TrainOptions read = new TrainOptions();
    CommandLine line = line(read);
    Map<String, OptionSpec> keys = keys(line);
    List<String> arguments = new ArrayList<>();
    map.forEach((key, value) -> {
      String name = String.valueOf(key);
      if (name.equals(DATA)) {
        arguments.add(text(file, name, value));
        return;
      }
      OptionSpec option = keys.get(name);
      if (option == null) {
        List<String> known = new ArrayList<>(keys.keySet());
        known.add(DATA);
        String hint = Nearest.hint(name, known);
        throw new FileException(
            FORMAT,
            file,
            "unknown key '" + name + "'" + hint,
            hint.isEmpty() ? "there are " + String.join(", ", known) : "correct it");
      }
      if (value != null) {
        arguments.add("--" + name + "=" + text(file, name, value));
      }
    });
    try {
      line.parseArgs(arguments.toArray(String[]::new));
    } catch (ParameterException wrong) {
      throw new FileException(
          FORMAT,
          file,
          String.valueOf(wrong.getMessage()).replace("option '--", "key '"),
          "correct it",
          wrong);
    }
    return read;
  }

  private static CommandLine line(TrainOptions options) {
    return new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true);
  }

  private static Map<?, ?> parse(Path file) {
    try {
      if (Files.isDirectory(file) || !Files.exists(file)) {
        throw new FileException(
            FORMAT, file, Files.exists(file) ? "a directory" : "no such file", "name a YAML file");
      }
      if (Files.size(file) > LARGEST) {
        throw new FileException(FORMAT, file, "larger than 1 MB", "name a YAML file of settings");
      }
      Object loaded =
          new Load(LoadSettings.builder().setLabel(file.toString()).build())
              .loadFromString(Files.readString(file));
      if (loaded instanceof Map<?, ?> map) {
        return map;
      }
      throw new FileException(FORMAT, file, "no keys in it", "write lines such as 'epochs: 50'");
    } catch (YamlEngineException malformed) {
      throw new FileException(
          FORMAT,
          file,
          "not YAML: " + String.valueOf(malformed.getMessage()).replaceAll("\\s+", " "),
          "correct it",
          malformed);
    } catch (IOException unreadable) {
      throw new FileException(
          FORMAT, file, "it cannot be read (" + unreadable + ")", "check it", unreadable);
    }
  }

  private static String text(Path file, String key, @Nullable Object value) {
    if (value instanceof Map || value == null) {
      throw new FileException(
          FORMAT, file, "key '" + key + "' holds no value", "give it one, or a list");
    }
    return value instanceof List<?> list
        ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
        : value.toString();
  }

  /** Puts the options of a file where the command line gave none. */
  static void merge(TrainOptions read, CommandLine given) {
    Map<String, OptionSpec> found = keys(line(read));
    found.forEach((name, option) -> {
      OptionSpec own = given.getCommandSpec().findOption("--" + name);
      if (!given.getParseResult().hasMatchedOption(own)) {
        set(own, option.getValue());
      }
    });
  }

  private static void set(OptionSpec option, @Nullable Object value) {
    option.setValue(value);
  }

  /** Writes the options, whole or not at all. */
  static void write(Path file, TrainOptions options) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(
        DATA,
        Objects.equals(options.file, "-")
            ? "-"
            : Path.of(Objects.requireNonNull(options.file)).toAbsolutePath().toString());
    keys(line(options))
        .forEach((name, option) -> {
          Object value = option.getValue();
          if (value instanceof List<?> list && !list.isEmpty()) {
            map.put(name, list);
          } else if (value != null && !(value instanceof List)) {
            map.put(name, plain(name, value));
          }
        });
    String yaml =
        new Dump(DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build())
            .dumpToString(map);
    ByteBuffer bytes = ByteBuffer.wrap(yaml.getBytes(StandardCharsets.UTF_8));
    AtomicFile.write(
        FORMAT,
        file,
        channel -> {
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        });
  }

  private static Object plain(String name, Object value) {
    return switch (value) {
      case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
      case Long bytes when name.equals("memory") -> ByteSize.text(bytes);
      case Path path -> path.toString();
      default -> value;
    };
  }
}
