package org.fairlot.local;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** All the ways in which a JSON body that is right can be made wrong; each by the name of what is wrong with it. */
final class Mutations {

  private static final JsonMapper JSON = new JsonMapper();
  /** Stands for a piece of raw JSON, which need not be anything that a JSON tree can hold. */
  private static final String PLACE = "@@here@@";
  private static final int LONG = 10_000;
  private static final List<String> BAD_TEXTS =
      List.of("\"" + "a".repeat(LONG) + "\"", "\"\\u0000\"", "\"ab\\u0000cd\"", "\"ab\\u0007cd\"", "\"ab\\ud800cd\"", "\"\"");
  private static final List<String> BAD_DATES =
      List.of("\"2020-02-30\"", "\"2020-13-01\"", "\"+999999999-12-31\"", "\"+999999999-12-31T00:00:00Z\"", "\"2020-02-30 10:00:00\"",
          "\"2020-02-30T10:00:00Z\"", "\"yesterday\"");
  private static final List<String> BAD_NUMBERS =
      List.of("1e400", "9".repeat(40), "9".repeat(2_000), "1e999999999", "-9223372036854775809");

  private final Map<String, byte[]> made = new LinkedHashMap<>();
  private final JsonNode right;
  private final Set<String> optional;

  private Mutations(JsonNode right, Set<String> optional) {
    this.right = right;
    this.optional = optional;
  }

  /** @param optional names of members that may be missing or null */
  static Map<String, byte[]> of(JsonNode right, Set<String> optional, boolean othersPassedOver) {
    var mutations = new Mutations(right, optional);
    mutations.notJson();
    mutations.shapes();
    mutations.walk(right, "", othersPassedOver);
    return mutations.made;
  }

  private void notJson() {
    String text = JSON.writeValueAsString(right);
    raw("empty", "");
    raw("blank", " \n");
    raw("cut", text.substring(0, text.length() - 1));
    raw("trailing", text + "}");
    raw("twice", text + text);
    raw("no JSON", "name=a&b=c");
    raw("deep", "[".repeat(20_000) + "]".repeat(20_000));
    raw("deep member", "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000));
    raw("comment", "/* */" + text);
    made.put("no UTF-8", new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'});
  }

  private void shapes() {
    for (String other : List.of("null", "1", "true", "\"text\"", right.isArray() ? "{}" : "[]", "[null]", "[[]]", "NaN")) {
      raw("as " + other, other);
    }
  }

  private void walk(JsonNode node, String pointer, boolean othersPassedOver) {
    switch (node) {
      case ObjectNode object -> {
        for (String name : object.propertyNames()) {
          String member = pointer + "/" + name;
          if (!optional.contains(name)) {
            without(pointer, name);
            replace(member, "null", "null");
          }
          if (!othersPassedOver || !optional.contains(name)) {
            walk(object.get(name), member, othersPassedOver);
          }
        }
        if (!othersPassedOver && !pointer.endsWith("names")) {
          replaceObject(pointer, object, "noSuchField");
        }
      }
      case ArrayNode array -> {
        wrongTypes(pointer, List.of("7", "true", "{}"));
        for (int i = 0; i < array.size(); i++) {
          replace(pointer + "/" + i, "null", "null");
          walk(array.get(i), pointer + "/" + i, othersPassedOver);
        }
      }
      default -> scalar(node, pointer);
    }
    if (node.isObject() && !pointer.isEmpty()) {
      wrongTypes(pointer, List.of("7", "\"text\"", "true", "[]"));
    }
  }

  private void scalar(JsonNode node, String pointer) {
    if (node.isString()) {
      wrongTypes(pointer, List.of("7", "true", "{}", "[]", "[\"a\"]"));
      BAD_TEXTS.forEach(bad -> replace(pointer, bad, bad));
      if (node.asString().matches("\\d{4}-\\d{2}-.*")) {
        BAD_DATES.forEach(bad -> replace(pointer, bad, bad));
      }
    } else if (node.isNumber()) {
      wrongTypes(pointer, List.of("\"7\"", "\"x\"", "true", "{}", "[]"));
      BAD_NUMBERS.forEach(bad -> replace(pointer, bad, bad));
      if (node.isIntegralNumber()) {
        replace(pointer, "-1", "-1");
      }
    } else {
      wrongTypes(pointer, List.of("\"true\"", "1", "{}", "[]"));
    }
  }

  private void wrongTypes(String pointer, List<String> others) {
    if (!pointer.isEmpty()) {
      others.forEach(other -> replace(pointer, other, other));
    }
  }

  private void without(String pointer, String name) {
    var copy = right.deepCopy();
    ((ObjectNode) copy.at(pointer)).remove(name);
    raw(pointer + "/" + name + " missing", JSON.writeValueAsString(copy));
  }

  private void replaceObject(String pointer, ObjectNode object, String unknown) {
    var copy = right.deepCopy();
    ((ObjectNode) copy.at(pointer)).put(unknown, 1);
    raw(pointer + "/" + unknown + " added", JSON.writeValueAsString(copy));
    String first = object.propertyNames().stream().findFirst().orElse("a");
    ((ObjectNode) copy.at(pointer)).remove(unknown);
    ((ObjectNode) copy.at(pointer)).put("@@twice@@", 1);
    raw(pointer + "/" + first + " twice", JSON.writeValueAsString(copy).replace("@@twice@@", first));
  }

  private void replace(String pointer, String name, String rawJson) {
    var copy = right.deepCopy();
    int cut = pointer.lastIndexOf('/');
    JsonNode parent = copy.at(pointer.substring(0, cut));
    String last = pointer.substring(cut + 1);
    var place = JsonNodeFactory.instance.stringNode(PLACE);
    if (parent instanceof ObjectNode object) {
      object.set(last, place);
    } else {
      ((ArrayNode) parent).set(Integer.parseInt(last), place);
    }
    String shown = name.length() > 40 ? name.substring(0, 12) + "… (" + name.length() + ")" : name;
    raw(pointer + " = " + shown, JSON.writeValueAsString(copy).replace("\"" + PLACE + "\"", rawJson));
  }

  private void raw(String name, String body) {
    made.put(name, body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** A body that is right but for the one member at this pointer. */
  static byte[] with(JsonNode right, String pointer, String rawJson) {
    var one = new Mutations(right, Set.of());
    one.replace(pointer, "it", rawJson);
    return new ArrayList<>(one.made.values()).getFirst();
  }
}
