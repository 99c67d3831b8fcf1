package dev.jacobi.conformance.files;

import dev.jacobi.Tensor;
import dev.jacobi.conformance.CaseException;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.io.Safetensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Tensors by name, and texts below {@code __metadata__}. */
final class SafetensorsFile implements FileKind {
  private static final String METADATA = "__metadata__";

  @Override
  public void read(Path file) {
    Safetensors.read(file);
  }

  @Override
  public void compare(Path file, CaseFile expected) {
    Exact.require(Safetensors.read(file), expected, Set.of(METADATA));
    Safetensors open = Safetensors.open(file);
    Map<String, Tensor> mapped = new LinkedHashMap<>();
    open.tensors().forEach((name, tensor) -> mapped.put(name, Exact.everyWay(tensor)));
    Exact.require(mapped, expected, Set.of(METADATA));

    Map<String, String> words = new LinkedHashMap<>();
    if (expected.has(METADATA)) {
      for (String key : expected.keys(METADATA)) {
        words.put(key, expected.text(METADATA, key));
      }
    }
    if (!open.metadata().equals(words)) {
      throw new CaseException("metadata " + open.metadata() + ", expected " + words);
    }
  }
}
