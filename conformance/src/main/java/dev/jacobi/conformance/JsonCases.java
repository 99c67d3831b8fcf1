package dev.jacobi.conformance;

import dev.jacobi.conformance.Case.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A folder in which every file is a JSON object and a case of its own. */
public abstract class JsonCases implements CaseSet {
  private final String folder;

  /** The cases of that folder. */
  protected JsonCases(String folder) {
    this.folder = folder;
  }

  @Override
  public String folder() {
    return folder;
  }

  @Override
  public List<Case> cases(List<Path> files) {
    return files.stream().map(this::caseOf).toList();
  }

  private Case caseOf(Path path) {
    String file = path.getFileName().toString();
    if (!file.endsWith(".json") || Files.isDirectory(path)) {
      return new Case(folder + "/" + file, () -> Outcome.failed("not a .json file"));
    }
    String stem = file.substring(0, file.length() - ".json".length());
    return new Case(folder + "/" + stem, () -> run(stem, CaseFile.read(path)));
  }

  /** Runs the case that a file holds. */
  protected abstract Outcome run(String stem, CaseFile file);
}
