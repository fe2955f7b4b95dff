package org.fairlot.kernel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The logical, versioned name of a command or event on the wire: {@code allocation.units-reserved.v1}. Class names are
 * never written, so a class may be renamed; a name, once published, never changes its meaning.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Wire {
  String value();
}
