package org.fairlot.allocation.draw.fd1;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * The members of a JSON object, read strictly: what is missing, of another type or out of range is an {@link
 * IllegalArgumentException} that names the member.
 *
 * @param path of the object within its document, with a dot at its end
 */
record Members(JsonNode node, String path) {

  static Members of(JsonNode node, String path) {
    if (!node.isObject()) {
      throw new IllegalArgumentException((path.isEmpty() ? "the document" : path) + " is not an object");
    }
    return new Members(node, path);
  }

  /** In the order of canonical JSON. */
  Set<String> names() {
    return new TreeSet<>(node.propertyNames());
  }

  /** @throws IllegalArgumentException if there are others */
  Members only(String... known) {
    var others = names();
    others.removeAll(Set.of(known));
    if (!others.isEmpty()) {
      throw new IllegalArgumentException("unknown member " + path + others.iterator().next());
    }
    return this;
  }

  /** A member that is null counts as one that is there. */
  boolean has(String name) {
    return node.has(name);
  }

  boolean isNull(String name) {
    return needed(name).isNull();
  }

  String text(String name) {
    JsonNode value = needed(name);
    if (!value.isString()) {
      throw wrong(name, "a text");
    }
    return value.stringValue();
  }

  Hash hash(String name) {
    return parsed(name, Hash::parse);
  }

  <T> T parsed(String name, Function<String, T> parser) {
    try {
      return parser.apply(text(name));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(path + name + ": " + e.getMessage(), e);
    }
  }

  long number(String name, long min, long max) {
    return number(needed(name), name, min, max);
  }

  int integer(String name, int min, int max) {
    return (int) number(name, min, max);
  }

  private long number(JsonNode value, String name, long min, long max) {
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < min || value.longValue() > max) {
      throw wrong(name, "a whole number from " + min + " to " + max);
    }
    return value.longValue();
  }

  boolean flag(String name) {
    JsonNode value = needed(name);
    if (!value.isBoolean()) {
      throw wrong(name, "true or false");
    }
    return value.booleanValue();
  }

  Members object(String name) {
    return of(needed(name), path + name + ".");
  }

  List<Members> objects(String name, int max) {
    var objects = new ArrayList<Members>();
    for (JsonNode element : array(name, max)) {
      objects.add(of(element, path + name + "[" + objects.size() + "]."));
    }
    return objects;
  }

  List<Integer> integers(String name, int max, int from, int to) {
    var integers = new ArrayList<Integer>();
    for (JsonNode element : array(name, max)) {
      integers.add((int) number(element, name, from, to));
    }
    return integers;
  }

  private JsonNode array(String name, int max) {
    JsonNode value = needed(name);
    if (!value.isArray() || value.size() > max) {
      throw wrong(name, "a list of at most " + max);
    }
    return value;
  }

  private JsonNode needed(String name) {
    JsonNode value = node.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the member " + path + name + " is missing");
    }
    return value;
  }

  private IllegalArgumentException wrong(String name, String expected) {
    return new IllegalArgumentException(path + name + " is not " + expected);
  }
}
