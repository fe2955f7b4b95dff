package org.fairlot.local.explain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.fairlot.contracts.pack.Form;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.person.DocumentType;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.registration.address.DivisionTables;
import org.fairlot.runtime.wire.Json;
import tools.jackson.databind.JsonNode;

/** What the words of a pack mean, as {@code pack.schema.json} has it in both languages: {@code sponsor (主办)}. */
record Words(Language language) {

  private static final JsonNode SCHEMA = schema();
  private static final Pattern BOTH = Pattern.compile("(.+) \\(([^()]+)\\)");

  String of(Pack.Role role) {
    return word("/party/properties/role", role.name());
  }

  String of(Pack.Again again) {
    return word("/limits/properties/again", again.name());
  }

  String of(Pack.GoodsPaid goods) {
    return word("/payment/properties/goods", goods.name());
  }

  String of(Form.Flow flow) {
    return word("/form/properties/flow", flow.name());
  }

  String of(Form.Field field) {
    return word("/form/properties/fields/items", field.wireName());
  }

  String of(DocumentType document) {
    return word("/form/properties/documents/items", document.name());
  }

  String of(Stage.Fact fact) {
    return word("/fact", fact.name());
  }

  String of(Stage.PoolScope pool) {
    return word("/pool", pool.name());
  }

  String of(Stage.Mode mode) {
    return word("/mode/properties/mode", mode.name());
  }

  String of(Stage.BeaconSource source) {
    return word("/beacon/properties/source", source.name());
  }

  String of(CaseStatus status) {
    return in(SCHEMA.at("/$defs/notices/properties/" + status.name()).path("description").stringValue(""), status.name());
  }

  /** The name of a division and its code. */
  String area(String code) {
    return DivisionTables.china().name(code).map(name -> name + " " + code).orElse(code);
  }

  String list(Collection<String> items) {
    return items.stream().collect(Collectors.joining(language.say("、", ", ")));
  }

  private String word(String definition, String word) {
    var schema = SCHEMA.at("/$defs" + definition);
    for (int i = 0; i < schema.path("enum").size(); i++) {
      if (schema.get("enum").get(i).stringValue().equals(word)) {
        return in(schema.get("enumDescriptions").get(i).stringValue(), word);
      }
    }
    return word;
  }

  private String in(String both, String otherwise) {
    Matcher matcher = BOTH.matcher(both);
    return matcher.matches() ? matcher.group(language == Language.ZH ? 2 : 1) : otherwise;
  }

  private static JsonNode schema() {
    try (var in = Pack.class.getResourceAsStream("/pack.schema.json")) {
      return Json.MAPPER.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
