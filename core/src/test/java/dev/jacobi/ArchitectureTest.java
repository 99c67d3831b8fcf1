package dev.jacobi;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The packages of core stand in the order in which data flows; a package uses only those below. */
final class ArchitectureTest {
  private static final String ROOT = "dev.jacobi";

  /** Below the root package, which may use all of them; from the top down. */
  private static final List<String> ORDER =
      List.of("cpu", "schedule", "optimize", "transform", "reference", "graph", "type");

  private static final JavaClasses CLASSES = classesOfCore();

  @ParameterizedTest
  @MethodSource("packagesWithThoseAbove")
  void usesOnlyPackagesBelow(String name, List<String> above) {
    // The root package itself, without what is below it, is above every other.
    String[] forbidden =
        Stream.concat(Stream.of(ROOT), above.stream().map(ArchitectureTest::withSubpackages))
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(withSubpackages(name))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden)
        .because("arrows point down: root, " + String.join(", ", ORDER))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void onlySimdNamesTheIncubatorModule() {
    noClasses()
        .that()
        .resideOutsideOfPackage(withSubpackages("cpu.simd"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator..")
        .because("a JVM without the module must be able to load everything else")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void everyPackageHasAPlaceInTheOrder() {
    Set<String> found =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> name.startsWith(ROOT + "."))
            .map(name -> name.substring(ROOT.length() + 1).split("\\.", 2)[0])
            .collect(Collectors.toSet());
    assertThat(found).isNotEmpty().isSubsetOf(ORDER);
  }

  static Stream<Arguments> packagesWithThoseAbove() {
    return IntStream.range(0, ORDER.size())
        .mapToObj(i -> Arguments.of(ORDER.get(i), ORDER.subList(0, i)));
  }

  private static String withSubpackages(String name) {
    return ROOT + "." + name + "..";
  }

  private static JavaClasses classesOfCore() {
    URI location =
        ModuleLayer.boot()
            .configuration()
            .findModule("dev.jacobi.core")
            .flatMap(module -> module.reference().location())
            .orElseThrow();
    return new ClassFileImporter().importPath(Path.of(location));
  }
}
