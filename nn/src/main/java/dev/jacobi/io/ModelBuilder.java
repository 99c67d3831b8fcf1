package dev.jacobi.io;

import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.type.Ints;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Builds a model from its {@link ModelStructure}. The classes are those that the caller's class
 * declares (the types of components, what sealed types permit), the layers of this library, and
 * what the caller names. No other class is looked for, whatever the file says.
 *
 * @param file for messages
 * @param known further classes that the caller allows
 * @param tensors a tensor by its name, and the name of the same one that stood before it, or null
 */
record ModelBuilder(
    Path file, Set<Class<?>> known, BiFunction<String, @Nullable String, Tensor> tensors) {
  private static final String OWN_LAYERS = "dev.jacobi.nn.";

  private static final Map<Class<?>, Function<String, Object>> NUMBERS =
      Map.of(
          Byte.class, Byte::valueOf,
          Short.class, Short::valueOf,
          Integer.class, Integer::valueOf,
          Long.class, Long::valueOf,
          Float.class, Float::valueOf,
          Double.class, Double::valueOf);

  /** A value of a declared type. */
  @Nullable Object build(
      String place, Type declared, Map<TypeVariable<?>, Type> bound, @Nullable Object json) {
    Type type = resolve(declared, bound);
    Class<?> raw = raw(type);
    return switch (json) {
      case null -> {
        if (raw.isPrimitive()) {
          throw unfit(place, "null", raw);
        }
        yield null;
      }
      case Map<?, ?> tagged -> {
        Object tag = tagged.isEmpty() ? "" : tagged.keySet().iterator().next();
        Object content = tagged.get(tag);
        yield switch ((String) tag) {
          case ModelStructure.TENSOR -> {
            Object same = tagged.get(ModelStructure.SAME);
            String first = same == null ? null : text(place, same);
            yield require(place, raw, tensors.apply(text(place, content), first), Tensor.class);
          }
          case ModelStructure.RECORD -> record(place, type, bound, tagged);
          case ModelStructure.MAP -> map(place, type, bound, object(place, content));
          case ModelStructure.ENUM -> constant(place, raw, tagged);
          case ModelStructure.SHAPE ->
              require(place, raw, Shape.of(ints(place, content)), Shape.class);
          case ModelStructure.INTS ->
              require(place, raw, Ints.of(ints(place, content)), Ints.class);
          case ModelStructure.OTHER ->
              throw refused(
                  place
                      + " was "
                      + FileException.quote(text(place, content))
                      + ", which no file holds",
                  "read it into a model of your own: readLike(file, model)");
          default -> throw damaged(place + " is " + FileException.quote(String.valueOf(tag)));
        };
      }
      case List<?> list -> {
        require(place, raw, list, List.class);
        List<@Nullable Object> built = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
          built.add(build(place + "[" + i + "]", argument(type, 0), bound, list.get(i)));
        }
        yield Collections.unmodifiableList(built);
      }
      case Boolean truth -> {
        if (raw != boolean.class) {
          require(place, raw, truth, Boolean.class);
        }
        yield truth;
      }
      default -> scalar(place, raw, json);
    };
  }

  private Object record(
      String place, Type type, Map<TypeVariable<?>, Type> outer, Map<?, ?> tagged) {
    String name = text(place, tagged.get(ModelStructure.RECORD));
    Class<? extends Record> found = find(place, raw(type), name);
    Map<?, ?> parts = object(place, tagged.get(ModelStructure.COMPONENTS));
    RecordComponent[] components = found.getRecordComponents();
    List<String> names = Arrays.stream(components).map(RecordComponent::getName).toList();
    if (!parts.keySet().equals(Set.copyOf(names))) {
      throw refused(
          place + " has the components " + parts.keySet() + ", but " + name + " has " + names,
          "the record was changed: load the tensors by name with Weights.load");
    }
    Map<TypeVariable<?>, Type> bound = new HashMap<>();
    if (type instanceof ParameterizedType generic) {
      TypeVariable<?>[] variables = raw(type).getTypeParameters();
      for (int i = 0; i < variables.length; i++) {
        bound.put(variables[i], resolve(generic.getActualTypeArguments()[i], outer));
      }
    }
    List<@Nullable Object> values = new ArrayList<>();
    for (RecordComponent component : components) {
      String inner = place.isEmpty() ? component.getName() : place + "." + component.getName();
      values.add(build(inner, component.getGenericType(), bound, parts.get(component.getName())));
    }
    try {
      return Tree.record(found, values);
    } catch (JacobiException own) {
      throw own;
    } catch (RuntimeException refusal) {
      throw new FileException(
          ModelFile.FORMAT,
          file,
          "the constructor of " + name + " refused what " + place + " holds: " + refusal,
          "it is damaged, or the record was changed",
          refusal);
    }
  }

  /** The record of that name, if the declared type allows it. */
  private Class<? extends Record> find(String place, Class<?> declared, String name) {
    return Stream.of(Stream.of(declared), permitted(declared), known.stream(), ownLayer(name))
        .flatMap(all -> all)
        .filter(type -> type.getName().equals(name))
        .filter(type -> type.isRecord() && declared.isAssignableFrom(type))
        .findFirst()
        .<Class<? extends Record>>map(type -> type.asSubclass(Record.class))
        .orElseThrow(() ->
            refused(
                (place.isEmpty() ? "it" : place)
                    + " is a record "
                    + FileException.quote(name)
                    + ", asked for is "
                    + declared.getName(),
                declared.isRecord()
                    ? "read it as what it is"
                    : "if it is yours, name its class too: read(file, model, others...)"));
  }

  private static Stream<Class<?>> permitted(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses())
            .flatMap(each -> Stream.concat(Stream.of(each), permitted(each)))
        : Stream.empty();
  }

  /** The layer of this library of that name; its class is not initialised. */
  private static Stream<Class<?>> ownLayer(String name) {
    try {
      return name.startsWith(OWN_LAYERS)
          ? Stream.of(Class.forName(name, false, ModelBuilder.class.getClassLoader()))
          : Stream.empty();
    } catch (ClassNotFoundException none) {
      return Stream.empty();
    }
  }

  private Object map(String place, Type type, Map<TypeVariable<?>, Type> bound, Map<?, ?> entries) {
    Class<?> keys = raw(resolve(argument(type, 0), bound));
    if (!keys.isAssignableFrom(String.class)) {
      throw unfit(place, "a map with texts as keys", keys);
    }
    Map<String, @Nullable Object> built = new LinkedHashMap<>();
    entries.forEach((key, value) ->
        built.put((String) key, build(place + "." + key, argument(type, 1), bound, value)));
    return require(place, raw(type), Collections.unmodifiableMap(built), Map.class);
  }

  private Object constant(String place, Class<?> declared, Map<?, ?> tagged) {
    String type = text(place, tagged.get(ModelStructure.ENUM));
    String constant = text(place, tagged.get(ModelStructure.CONSTANT));
    return Stream.of(Stream.of(declared), permitted(declared), known.stream(), ownLayer(type))
        .flatMap(all -> all)
        .filter(each -> each.isEnum() && each.getName().equals(type))
        .filter(declared::isAssignableFrom)
        .flatMap(each -> Arrays.stream(each.getEnumConstants()))
        .filter(each -> ((Enum<?>) each).name().equals(constant))
        .findFirst()
        .orElseThrow(() -> unfit(place, type + "." + constant, declared));
  }

  private Object scalar(String place, Class<?> declared, Object json) {
    String text = json.toString();
    Function<String, Object> number = NUMBERS.get(wrapper(declared));
    if (number == null && wrapper(declared) == Character.class && text.length() == 1) {
      return text.charAt(0);
    }
    try {
      return number == null ? require(place, declared, json, String.class) : number.apply(text);
    } catch (NumberFormatException other) {
      throw unfit(place, FileException.quote(text), declared);
    }
  }

  private <T> T require(String place, Class<?> declared, Object value, Class<T> type) {
    if (!declared.isAssignableFrom(type) || !type.isInstance(value)) {
      throw unfit(place, "a " + type.getSimpleName(), declared);
    }
    return type.cast(value);
  }

  // ---- types

  private static Type resolve(Type type, Map<TypeVariable<?>, Type> bound) {
    return switch (type) {
      case TypeVariable<?> variable ->
          bound.containsKey(variable)
              ? Objects.requireNonNull(bound.get(variable))
              : resolve(variable.getBounds()[0], Map.of());
      case WildcardType wildcard -> resolve(wildcard.getUpperBounds()[0], bound);
      default -> type;
    };
  }

  private static Class<?> raw(Type type) {
    return switch (type) {
      case Class<?> plain -> plain;
      case ParameterizedType generic -> (Class<?>) generic.getRawType();
      default -> Object.class;
    };
  }

  private static Type argument(Type type, int index) {
    return type instanceof ParameterizedType generic
        ? generic.getActualTypeArguments()[index]
        : Object.class;
  }

  private static Class<?> wrapper(Class<?> type) {
    return MethodType.methodType(type).wrap().returnType();
  }

  // ---- what a damaged file may hold in place of it

  private String text(String place, @Nullable Object json) {
    if (json instanceof String text) {
      return text;
    }
    throw damaged(place + " needs a text");
  }

  private Map<?, ?> object(String place, @Nullable Object json) {
    if (json instanceof Map<?, ?> object) {
      return object;
    }
    throw damaged(place + " needs an object");
  }

  private int[] ints(String place, @Nullable Object json) {
    try {
      return ((List<?>) Objects.requireNonNull(json))
          .stream().mapToInt(each -> Integer.parseInt(String.valueOf(each))).toArray();
    } catch (RuntimeException other) {
      throw damaged(place + " needs whole numbers");
    }
  }

  private FileException unfit(String place, String what, Class<?> declared) {
    return refused(
        place + " is " + what + ", declared is " + declared.getTypeName(),
        "the record was changed, or the file is damaged");
  }

  private FileException damaged(String what) {
    return refused("its structure: " + what, "it is damaged; write it again");
  }

  private FileException refused(String what, String wayOut) {
    return new FileException(ModelFile.FORMAT, file, what, wayOut);
  }
}
