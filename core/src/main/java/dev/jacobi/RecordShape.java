package dev.jacobi;

import dev.jacobi.type.TreeException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How records of a class are taken apart and put together. */
final class RecordShape {
  private static final ClassValue<RecordShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return new RecordShape(type);
        }
      };

  private final Class<?> type;
  final String[] names;
  final boolean[] samples;
  final boolean[] untrained;
  private final MethodHandle[] accessors;
  private final MethodHandle constructor;

  static RecordShape of(Class<?> type) {
    return SHAPES.get(type);
  }

  private RecordShape(Class<?> type) {
    this.type = type;
    RecordComponent[] components = type.getRecordComponents();
    accessors = new MethodHandle[components.length];
    names = new String[components.length];
    samples = new boolean[components.length];
    untrained = new boolean[components.length];
    boolean all = type.isAnnotationPresent(Samples.class);
    for (int i = 0; i < components.length; i++) {
      Name own = components[i].getAnnotation(Name.class);
      names[i] = own == null ? components[i].getName() : own.value();
      samples[i] = all || components[i].isAnnotationPresent(Samples.class);
      untrained[i] = components[i].isAnnotationPresent(Untrained.class);
    }
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      for (int i = 0; i < components.length; i++) {
        components[i].getAccessor().setAccessible(true);
        accessors[i] =
            lookup
                .unreflect(components[i].getAccessor())
                .asType(MethodType.methodType(Object.class, Object.class));
      }
      Constructor<?> canonical =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      canonical.setAccessible(true);
      constructor =
          lookup
              .unreflectConstructor(canonical)
              .asSpreader(Object[].class, components.length)
              .asType(MethodType.methodType(Object.class, Object[].class));
    } catch (InaccessibleObjectException closed) {
      Module reader = Tree.class.getModule();
      throw new TreeException(
          "record "
              + type.getName()
              + ": its package is not open to "
              + (reader.isNamed() ? reader.getName() : "Jacobi on the class path")
              + "; write `opens "
              + type.getPackageName()
              + (reader.isNamed() ? " to " + reader.getName() : "")
              + ";` in the module-info of "
              + type.getModule().getName(),
          closed);
    } catch (ReflectiveOperationException impossible) {
      throw new TreeException("record " + type.getName() + ": cannot be read", impossible);
    }
  }

  @Nullable Object get(Record branch, int component) {
    try {
      return accessors[component].invokeExact((Object) branch);
    } catch (RuntimeException | Error own) {
      throw own;
    } catch (Throwable checked) {
      throw new TreeException(
          "record " + branch.getClass().getName() + ": its accessor threw " + checked, checked);
    }
  }

  Object create(@Nullable Object[] values) {
    try {
      return constructor.invokeExact(values);
    } catch (RuntimeException | Error own) {
      throw own;
    } catch (Throwable checked) {
      throw new TreeException(
          "record " + type.getName() + ": its constructor threw " + checked, checked);
    }
  }
}
