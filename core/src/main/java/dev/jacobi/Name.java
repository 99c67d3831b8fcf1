package dev.jacobi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name of a record's component in {@link Tree#named}, if it is not that of the component: files
 * of weights have names such as {@code running_mean}. The empty name leaves the component out of
 * the path, so that the parts of a list {@code layers} are called {@code 0.weight} rather than
 * {@code layers.0.weight}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Name {
  /** The name, or nothing. */
  String value();
}
