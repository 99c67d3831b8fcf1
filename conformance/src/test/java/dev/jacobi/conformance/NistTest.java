package dev.jacobi.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Regressions: what is wrong in a file, a model, a certified number or a start is said. */
class NistTest {
  private static final String MODEL = "y = b1*(1-exp[-b2*x])  +  e";

  @TempDir Path root;

  /** The lines for a file of NIST in which some text stands in place of another. */
  private Run run(String from, String to) throws IOException {
    String text = Files.readString(Run.CASES.resolve("nist/Misra1a.dat"));
    assertThat(text).contains(from);
    Path file = root.resolve("nist/Misra1a.dat");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text.replace(from, to));
    return Run.of(root);
  }

  private void assertPasses(String model) throws IOException {
    Run run = run(MODEL, model);
    assertThat(run.lines()).contains("2 passed, 0 failed");
  }

  private void assertFails(String from, String to, String reason) throws IOException {
    Run run = run(from, to);
    assertThat(run.lines().getFirst()).contains("FAIL  ").contains(reason);
    assertThat(run.exit()).isEqualTo(1);
  }

  /** The same model, written in other ways. */
  @Test
  void modelsAreReadAsTheyAreWritten() throws IOException {
    assertPasses("y = b1 - b1*exp(-(b2*x))  +  e");
    assertPasses("y = -b1*(exp[-b2*x**1]-1) + e");
    assertPasses("y = b1*(1-1/exp(b2*x))*1.0E0**2 + e");
    assertPasses("y = b1*(2 - -1 - 4/2*1 - exp(-b2*x)) * 2**-1 * 2 + e");
    assertPasses("y = b1*(1-exp[-b2*x]) + sin(0*pi) - arctan(0) + log[cos(0)]*sqrt(4) + e");
    assertPasses("y = exp(log[b1*(1-exp(-b2*x))]) + e");
  }

  @Test
  void whatIsWrongIsNamed() throws IOException {
    assertFails(MODEL, "y = b1*(1-exp[-b3*x]) + e", "unknown name b3");
    assertFails(MODEL, "y = b1*(1-exp[-b2*x) + e", "no end of the bracket at )");
    assertFails(MODEL, "y = b1*(1-exp[-b2*x])) + e", "unexpected )");
    assertFails(MODEL, "y = b1* + e", "it ends early");
    assertFails(MODEL, "y = b1 % b2 + e", "unreadable from character");
    assertFails(MODEL, "y : b1", "no model");
    assertFails("14.73E0     114.9E0", "14.73E0", "1 numbers in the line");
    assertFails("14.73E0     114.9E0", "14.73E0     a", "not a number");
    assertFails("(lines 61 to 74)", "(lines 61 to 75)", "no lines 61 to 75");
    assertFails("Residual Sum of Squares:", "Sum:", "no sum of squares");
  }

  /** Each certified number is compared. */
  @Test
  void everyNumberCounts() throws IOException {
    assertFails("2.3894212918E+02", "2.3894312918E+02", "the method ends at a sum of squares");
    assertFails("5.5015643181E-04", "5.5015743181E-04", "the method ends at a sum of squares");
    assertFails("2.7070075241E+00", "2.7080075241E+00", "standard deviations off by 0.00036");
    assertFails("7.2668688436E-06", "7.2648688436E-06", "standard deviations off by 0.00027");
  }

  /** From b2 = 10^6 the model is a constant, and stays one. */
  @Test
  void aStartThatLeadsElsewhereIsListed() throws IOException {
    Run run = run("b2 =     0.0001", "b2 =     1000000");
    assertThat(run.lines().getFirst())
        .contains("Misra1a from start 1")
        .contains("not reached: the method ends at a sum of squares of ")
        .endsWith("certified is 0.124551");
    assertThat(run.lines()).contains("1 not reached by the library's method", "1 passed, 0 failed");
    assertThat(run.exit()).isZero();
  }
}
