package dev.jacobi.testkit.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.graph.Op;
import dev.jacobi.testkit.OpSample;
import dev.jacobi.testkit.OpSamples;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No operation and no kind of one lacks samples: {@link Op} is walked by reflection. */
final class OpCoverageTest {
  /** What the samples make, one operation each. */
  private static List<Op> sampled() {
    return OpSamples.all().stream().map(sample -> Laws.made(sample).op()).toList();
  }

  /** The records below a sealed interface. */
  private static List<Class<?>> records(Class<?> type) {
    if (type.isRecord()) {
      return List.of(type);
    }
    List<Class<?>> records = new ArrayList<>();
    for (Class<?> permitted : type.getPermittedSubclasses()) {
      records.addAll(records(permitted));
    }
    return records;
  }

  /** The components that say which of several operations a record is: the enums of {@code Op}. */
  private static List<RecordComponent> kinds(Class<?> record) {
    return Arrays.stream(record.getRecordComponents())
        .filter(c -> c.getType().isEnum() && c.getType().getEnclosingClass() == Op.class)
        .toList();
  }

  /** A record alone, or with each constant of its kinds, as in {@code Unary TANH}. */
  private static Stream<String> variants(Class<?> record) {
    return kinds(record).isEmpty()
        ? Stream.of(record.getSimpleName())
        : kinds(record).stream()
            .flatMap(kind -> Arrays.stream(kind.getType().getEnumConstants()))
            .map(constant -> record.getSimpleName() + " " + constant);
  }

  private static Stream<String> variants(Op op) {
    Class<?> record = op.getClass();
    return kinds(record).isEmpty()
        ? Stream.of(record.getSimpleName())
        : kinds(record).stream().map(kind -> record.getSimpleName() + " " + valueOf(kind, op));
  }

  private static Object valueOf(RecordComponent component, Op op) {
    try {
      return component.getAccessor().invoke(op);
    } catch (ReflectiveOperationException closed) {
      throw new AssertionError(closed);
    }
  }

  @Test
  void everyRecordAndKindHasSamples() {
    List<Class<?>> records = records(Op.class);
    assertThat(records).hasSize(35);
    Set<String> wanted = new TreeSet<>();
    records.forEach(record -> variants(record).forEach(wanted::add));
    assertThat(wanted).hasSize(83);
    Set<String> found = new TreeSet<>();
    sampled().forEach(op -> variants(op).forEach(found::add));
    assertThat(found).containsAll(wanted);
  }

  @Test
  void castsGoFromEveryTypeToEveryType() {
    Set<List<DType>> casts = new HashSet<>();
    for (OpSample sample : OpSamples.all()) {
      if (Laws.made(sample).op() instanceof Op.Elementwise.Cast(var to)) {
        casts.add(List.of(sample.operands().get(0).dtype(DType.FLOAT64), to));
      }
    }
    assertThat(casts).hasSize(25);
  }

  @Test
  void everyFamilyComesInOddSizes() {
    OpSamples.families()
        .forEach((name, samples) -> {
          List<Integer> sizes = samples.stream().map(OpSample::size).toList();
          assertThat(sizes).as(name).isIn(List.of(1, 2, 7, 13), List.of(1));
        });
    assertThat(OpSamples.families()).hasSizeGreaterThan(170);
  }

  @Test
  void drawnNumbersAreFinite() {
    for (OpSample sample : OpSamples.all()) {
      var drawn = sample.draw(DType.FLOAT64, Shape.of(3), Laws.SEED);
      for (int i : sample.smooth() > 0 ? sample.reals() : List.<Integer>of()) {
        for (int e = 0; e < drawn.get(i).shape().elements(); e++) {
          assertThat(drawn.get(i).getDouble(e)).as(sample.toString()).isFinite();
        }
      }
    }
  }
}
