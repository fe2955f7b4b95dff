package org.fairlot.contracts.wire;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Wire;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON Schema (2020-12) of an event, made from its record. Members that a later version adds are no error for a
 * reader of today, so nothing is closed; what is known has its exact type.
 */
final class Schemas {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Descriptions descriptions;
  private final Map<String, ObjectNode> definitions = new TreeMap<>();

  private Schemas(Descriptions descriptions) {
    this.descriptions = descriptions;
  }

  static ObjectNode of(Class<? extends Event> type, Descriptions descriptions) {
    var schemas = new Schemas(descriptions);
    String name = type.getAnnotation(Wire.class).value();
    ObjectNode schema = JSON.objectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("$id", "https://fairlot.org/schemas/" + name + ".json");
    schema.put("title", name);
    schema.setAll(schemas.object(type));
    if (!schemas.definitions.isEmpty()) {
      ObjectNode defs = schema.putObject("$defs");
      schemas.definitions.forEach(defs::set);
    }
    return schema;
  }

  /** How a record of a sealed family is called on the wire: {@code FirstCome} is {@code first-come}. */
  static String kind(Class<?> type) {
    return type.getSimpleName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  private ObjectNode object(Class<?> type) {
    ObjectNode object = JSON.objectNode();
    object.put("type", "object");
    descriptions.of(type).ifPresent(text -> object.put("description", text));
    ObjectNode properties = object.putObject("properties");
    var required = JSON.arrayNode();
    for (RecordComponent component : type.getRecordComponents()) {
      ObjectNode property = schema(component.getAnnotatedType());
      descriptions.of(type, component.getName()).ifPresent(text -> property.put("description", text));
      properties.set(component.getName(), property);
      if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        required.add(component.getName());
      }
    }
    if (!required.isEmpty()) {
      object.set("required", required);
    }
    return object;
  }

  private ObjectNode schema(AnnotatedType annotated) {
    Type type = annotated.getType();
    if (type instanceof ParameterizedType parameterized) {
      var arguments = ((AnnotatedParameterizedType) annotated).getAnnotatedActualTypeArguments();
      return parameterized.getRawType() == List.class ? array(arguments[0]) : map(arguments[0], arguments[1]);
    }
    return schema((Class<?>) type);
  }

  private ObjectNode array(AnnotatedType element) {
    ObjectNode array = JSON.objectNode().put("type", "array");
    array.set("items", schema(element));
    return array;
  }

  private ObjectNode map(AnnotatedType key, AnnotatedType value) {
    ObjectNode map = JSON.objectNode().put("type", "object");
    if (key.getType() != String.class) {
      map.set("propertyNames", schema(key));
    }
    map.set("additionalProperties", schema(value));
    return map;
  }

  private ObjectNode schema(Class<?> type) {
    ObjectNode schema = JSON.objectNode();
    if (type == String.class || type == ZoneId.class) {
      return schema.put("type", "string");
    }
    if (type == boolean.class || type == Boolean.class) {
      return schema.put("type", "boolean");
    }
    if (type == int.class || type == Integer.class) {
      return schema.put("type", "integer").put("minimum", Integer.MIN_VALUE).put("maximum", Integer.MAX_VALUE);
    }
    if (type == long.class || type == Long.class) {
      return schema.put("type", "integer").put("minimum", Long.MIN_VALUE).put("maximum", Long.MAX_VALUE);
    }
    if (type == double.class || type == Double.class) {
      return schema.put("type", "number");
    }
    if (type == Instant.class) {
      return schema.put("type", "string").put("format", "date-time");
    }
    if (type == LocalDate.class) {
      return schema.put("type", "string").put("format", "date");
    }
    if (type == LocalTime.class) {
      return schema.put("type", "string").put("pattern", "^([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,9})?)?$");
    }
    if (type.isEnum()) {
      var values = schema.putArray("enum");
      Stream.of(type.getEnumConstants()).forEach(constant -> values.add(((Enum<?>) constant).name()));
      return schema;
    }
    if (type.isSealed()) {
      var oneOf = schema.putArray("oneOf");
      leaves(type).forEach(leaf -> oneOf.add(reference(leaf)));
      return schema;
    }
    if (type.isRecord()) {
      return reference(type);
    }
    throw new IllegalArgumentException("an event cannot hold a " + type);
  }

  private ObjectNode reference(Class<?> type) {
    String name = type.getSimpleName();
    if (!definitions.containsKey(name)) {
      definitions.put(name, JSON.objectNode());
      ObjectNode object = object(type);
      if (Stream.of(type.getInterfaces()).anyMatch(Class::isSealed)) {
        ((ObjectNode) object.get("properties")).putObject("kind").put("const", kind(type));
        object.withArray("required").add("kind");
      }
      definitions.put(name, object);
    }
    return JSON.objectNode().put("$ref", "#/$defs/" + name);
  }

  static Stream<Class<?>> leaves(Class<?> type) {
    return type.isSealed() ? Stream.of(type.getPermittedSubclasses()).flatMap(Schemas::leaves) : Stream.of(type);
  }
}
