package org.fairlot.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The rows of {@code docs/reference/rows.md} that a test proves: rules of the six cities and the mechanisms across them. It
 * stands on a method, or on a class of which every method is about the row, and only where what is asserted is what the row
 * says; to touch the subject is not enough. The page is made from it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Row {

  /** Their ids, such as {@code X5}; the list is {@code rows.yaml} in {@code local/}. */
  String[] value();
}
