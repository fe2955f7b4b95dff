package org.fairlot.registration.form;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A form as JSON Schema 2020-12, for the apps that show it. */
public final class FormSchema {

  private FormSchema() {}

  /** @param language of the titles; all languages stand beside them under {@code x-titles} */
  public static Map<String, Object> of(ProgrammeForm form, String language) {
    var properties = new LinkedHashMap<String, Object>();
    form.rules().forEach(rule -> properties.put(rule.name(), property(rule, language)));
    var schema = new LinkedHashMap<String, Object>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", form.pack().names().get(language));
    schema.put("type", "object");
    schema.put("required", form.rules().stream().filter(FieldRule::required).map(FieldRule::name).toList());
    schema.put("properties", properties);
    return schema;
  }

  private static Map<String, Object> property(FieldRule rule, String language) {
    var text = text(rule.minLength(), rule.maxLength());
    if (rule.pattern() != null) {
      text.put("pattern", "^(?:" + rule.pattern().pattern() + ")$");
    }
    if (!rule.options().isEmpty()) {
      text.put("oneOf", rule.options().stream().map(option -> option(option, language)).toList());
    }
    Map<String, Object> property = rule.structured() ? textOrParts(text) : rule.repeated() ? list(text, rule) : text;
    property.put("title", rule.names().get(language));
    if (!rule.hints().isEmpty()) {
      property.put("description", rule.hints().get(language));
    }
    property.put("x-titles", rule.names());
    return property;
  }

  private static Map<String, Object> list(Map<String, Object> item, FieldRule rule) {
    var list = new LinkedHashMap<String, Object>();
    list.put("type", "array");
    list.put("items", item);
    list.put("maxItems", rule.itemsMax());
    list.put("uniqueItems", true);
    return list;
  }

  private static Map<String, Object> option(FieldRule.Option option, String language) {
    var shown = new LinkedHashMap<String, Object>();
    shown.put("const", option.value());
    shown.put("title", option.names().getOrDefault(language, option.value()));
    shown.put("x-titles", option.names());
    return shown;
  }

  /** An address is written in one line, or part by part. */
  private static Map<String, Object> textOrParts(Map<String, Object> text) {
    var parts = new LinkedHashMap<String, Object>();
    FieldRule.ADDRESS_PARTS.forEach(part -> parts.put(part, text(0, FieldRule.ADDRESS_PART_MAX)));
    var structured = new LinkedHashMap<String, Object>();
    structured.put("type", "object");
    structured.put("properties", parts);
    structured.put("additionalProperties", false);
    var property = new LinkedHashMap<String, Object>();
    property.put("oneOf", List.of(text, structured));
    return property;
  }

  private static Map<String, Object> text(int minLength, int maxLength) {
    var text = new LinkedHashMap<String, Object>();
    text.put("type", "string");
    if (minLength > 0) {
      text.put("minLength", minLength);
    }
    text.put("maxLength", maxLength);
    return text;
  }
}
