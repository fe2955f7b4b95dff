package org.fairlot.registration.form;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.fairlot.contracts.pack.Form.Field;
import tools.jackson.databind.JsonNode;

/**
 * One field of a programme's form: the one source of the schema that apps are given and of the check that the server
 * makes.
 *
 * @param names   title by language
 * @param pattern the whole text must match, or {@code null}
 * @param options the values to choose from; empty: any
 * @param itemsMax so many different values may be given, as a list that may be left out; 0: one value, which is no list
 */
record FieldRule(
    Field field, Map<String, String> names, boolean required, int minLength, int maxLength, Pattern pattern,
    List<Option> options, int itemsMax) {

  /** A field with one value. */
  FieldRule(
      Field field, Map<String, String> names, boolean required, int minLength, int maxLength, Pattern pattern,
      List<Option> options) {
    this(field, names, required, minLength, maxLength, pattern, options, 0);
  }

  /** A value to choose, and its name by language. */
  record Option(String value, Map<String, String> names) {}

  /** The name of a part of an address, and its longest form. */
  static final int ADDRESS_PART_MAX = 100;

  static final List<String> ADDRESS_PARTS =
      List.of("street", "road", "number", "estate", "building", "unit", "room", "detail");

  String name() {
    return field.wireName();
  }

  /** How it is to be filled in, by language, where the title does not say it all. */
  Map<String, String> hints() {
    return field == Field.COMMITTEE
        ? Map.of(
            "zh-CN", "居(村)委会的12位统计用区划代码、本市短代码,或名称;名称后缀(居委会、村委会、社区)可省略,重名时前面写街道",
            "en", "Statistical code of twelve digits, a short code of the city, or the name; where several bear it, the street before it")
        : Map.of();
  }

  /** Whether the field may also be given part by part. */
  boolean structured() {
    return field == Field.ADDRESS;
  }

  /** Whether a list of values is given. */
  boolean repeated() {
    return itemsMax > 0;
  }

  /** The code of what is wrong with the form of a value; what it means is looked at afterwards. */
  Optional<String> flaw(JsonNode value) {
    if (repeated()) {
      return value == null ? Optional.empty() : listFlaw(value);
    }
    if (isMissing(value)) {
      return required ? Optional.of("MISSING") : Optional.empty();
    }
    if (structured() && value.isObject()) {
      return addressFlaw(value);
    }
    return textFlaw(value);
  }

  private Optional<String> listFlaw(JsonNode list) {
    if (!list.isArray()) {
      return Optional.of("WRONG_TYPE");
    }
    if (list.size() > itemsMax) {
      return Optional.of("TOO_MANY");
    }
    var seen = new ArrayList<JsonNode>();
    for (JsonNode item : list) {
      var flaw = textFlaw(item);
      if (flaw.isPresent()) {
        return flaw;
      }
      if (seen.contains(item)) {
        return Optional.of("DUPLICATE");
      }
      seen.add(item);
    }
    return Optional.empty();
  }

  private Optional<String> textFlaw(JsonNode value) {
    if (!value.isString()) {
      return Optional.of("WRONG_TYPE");
    }
    String text = value.asString();
    int length = text.codePointCount(0, text.length());
    if (length > maxLength) {
      return Optional.of("TOO_LONG");
    }
    if (length < minLength || pattern != null && !pattern.matcher(text).matches()) {
      return Optional.of("INVALID");
    }
    boolean offered = options.isEmpty() || options.stream().anyMatch(option -> option.value().equals(text));
    return offered ? Optional.empty() : Optional.of("NOT_AN_OPTION");
  }

  static boolean isMissing(JsonNode value) {
    return value == null || value.isNull() || value.isString() && value.asString().isBlank();
  }

  private static Optional<String> addressFlaw(JsonNode parts) {
    for (var part : parts.properties()) {
      if (!ADDRESS_PARTS.contains(part.getKey())) {
        return Optional.of("UNKNOWN_FIELD");
      }
      if (!part.getValue().isNull() && !part.getValue().isString()) {
        return Optional.of("WRONG_TYPE");
      }
      if (part.getValue().asString("").length() > ADDRESS_PART_MAX) {
        return Optional.of("TOO_LONG");
      }
    }
    return Optional.empty();
  }
}
