package dev.jacobi.conformance;

import java.nio.file.Path;
import java.util.List;

/** The cases of one folder: how they are found, read and compared. */
public interface CaseSet {
  /** The name of the folder. */
  String folder();

  /**
   * The cases in the folder, in the order of their names.
   *
   * @param files what lies in it, sorted, without hidden files and Markdown
   */
  List<Case> cases(List<Path> files);
}
