package org.fairlot.runtime.wire;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.fairlot.kernel.Wire;
import tools.jackson.databind.ObjectReader;

/** Logical names of records and their readers; a name that is not registered is for the caller to park. */
public final class WireTypes {

  private static final ClassValue<String> NAMES =
      new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
          Wire wire = type.getAnnotation(Wire.class);
          if (wire == null) {
            throw new IllegalArgumentException(type + " has no @Wire name");
          }
          return wire.value();
        }
      };

  private final Map<String, ObjectReader> readers = new HashMap<>();

  /** Registers every record of a sealed family. */
  public WireTypes register(Class<?> family) {
    leaves(family).forEach(this::registerRecord);
    return this;
  }

  public WireTypes registerAll(Iterable<? extends Class<?>> records) {
    records.forEach(this::registerRecord);
    return this;
  }

  private void registerRecord(Class<?> type) {
    if (readers.put(nameOf(type), Json.MAPPER.readerFor(type)) != null) {
      throw new IllegalStateException("two types are named " + nameOf(type));
    }
  }

  /** @throws IllegalArgumentException if the record has no {@link Wire} name */
  public static String nameOf(Class<?> type) {
    return NAMES.get(type);
  }

  public Optional<ObjectReader> reader(String name) {
    return Optional.ofNullable(readers.get(name));
  }

  /** The records of a sealed family, however deep it is ordered. */
  public static Stream<Class<?>> leaves(Class<?> type) {
    return type.isSealed() ? Stream.of(type.getPermittedSubclasses()).flatMap(WireTypes::leaves) : Stream.of(type);
  }
}
