package laws.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Jacobi;
import dev.jacobi.Tensor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every public method of a tensor gives what it says, for no sample, one sample and no axis too.
 */
final class TensorApiTest {
  static Stream<Use> uses() {
    return Stream.of(MakingUses.all(), ElementUses.all(), AxisUses.all(), DerivativeUses.all())
        .flatMap(s -> s);
  }

  @ParameterizedTest
  @MethodSource("uses")
  void gives(Use use) {
    assertThat(use.given()).isEqualTo(use.gives());
  }

  private static Stream<Method> methods() {
    return Arrays.stream(Tensor.class.getDeclaredMethods())
        .filter(m -> Modifier.isPublic(m.getModifiers()) && !m.isSynthetic());
  }

  private static String signature(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(Class::getSimpleName)
        .collect(Collectors.joining(", ", method.getName() + "(", ")"));
  }

  @Test
  void everyMethodHasAUse() {
    Set<String> used = uses().map(Use::method).collect(Collectors.toCollection(TreeSet::new));
    Set<String> methods =
        methods().map(TensorApiTest::signature).collect(Collectors.toCollection(TreeSet::new));
    assertThat(used).isEqualTo(methods);
    assertThat(methods).hasSizeGreaterThan(180);
  }

  /** Methods of one element at a time: without parameters, and of the shape of the tensor. */
  static List<Method> elementwise() {
    return methods()
        .filter(m -> m.getReturnType() == Tensor.class && m.getParameterCount() == 0)
        .filter(m -> !Set.of("transpose", "not", "value").contains(m.getName()))
        .toList();
  }

  private static Tensor call(Method method, Tensor x) {
    try {
      return (Tensor) method.invoke(x);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new AssertionError(method + " of " + x, e);
    }
  }

  @ParameterizedTest
  @MethodSource("elementwise")
  void elementByElementInAnyShape(Method method) {
    Tensor row = Tensor.of(new double[][] {{0.25, 0.5, 0.75}});
    Tensor whole = call(method, row);
    assertThat(whole.shape()).isEqualTo(row.shape());
    for (int i = 0; i < 3; i++) {
      Tensor alone = call(method, Tensor.scalar(row.toDoubles()[i]));
      assertThat(alone.rank()).isZero();
      assertThat(alone.item()).isEqualTo(whole.toDoubles()[i]);
    }
    Tensor compiled = Jacobi.compile((Tensor x) -> call(method, x)).apply(row);
    assertThat(compiled.toDoubles()).as("as an argument").isEqualTo(whole.toDoubles());
    for (int[] sizes : new int[][] {{0}, {0, 3}, {2, 0}}) {
      Tensor empty = call(method, Tensor.zeros(sizes));
      assertThat(empty.shape().sizes()).isEqualTo(sizes);
      assertThat(empty.toDoubles()).isEmpty();
    }
  }
}
