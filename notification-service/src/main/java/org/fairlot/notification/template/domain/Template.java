package org.fairlot.notification.template.domain;

import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message as it was approved by the provider (短信模板): nothing but its parameters may vary.
 *
 * @param code       our name for it, {@code [a-z0-9-]}; packs speak of it by this
 * @param parameters by name; {@link #NUMBER} and {@link #PICKUP_CODE} are filled in when it is sent, all others must
 *                   come with the notice
 * @param wordings   by language, {@link #CHINESE} and {@link #ENGLISH}
 */
public record Template(String code, SortedMap<String, Parameter> parameters, SortedMap<String, Wording> wordings) {

  public static final String CHINESE = "zh-CN";
  public static final String ENGLISH = "en";

  /** The number by which citizens know their case (预约号): the last part of its id. */
  public static final String NUMBER = "number";

  /** The code that opens the counter (取货码): computed when the message is sent, so that it is on no topic. */
  public static final String PICKUP_CODE = "pickupCode";

  /** Characters (UCS-2) of one short message; a longer one is split, paid twice and may arrive in pieces. */
  public static final int LENGTH_MAX = 70;

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z]+)}");

  /**
   * @param providerCode the code under which the provider approved it (模板CODE)
   * @param text         with variables as {@code ${name}}
   */
  public record Wording(String providerCode, String text) {

    /** The names of its variables with their place holders, in order. */
    Map<String, String> variables() {
      var found = new LinkedHashMap<String, String>();
      VARIABLE.matcher(text).results().forEach(m -> found.put(m.group(1), m.group()));
      return found;
    }
  }

  /** What came of filling it in. */
  public sealed interface Filled {

    /** @param text as the citizen will read it, without the signature */
    record Ready(String providerCode, SortedMap<String, String> parameters, String text) implements Filled {}

    /** @param reason stable code; @param parameter the one that is missing or does not fit */
    record Unfit(String reason, String parameter) implements Filled {}
  }

  public Template {
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    wordings = Collections.unmodifiableSortedMap(new TreeMap<>(wordings));
    for (String language : new String[] {CHINESE, ENGLISH}) {
      if (!wordings.containsKey(language)) {
        throw new IllegalArgumentException("template " + code + " has no wording in " + language);
      }
    }
    for (var wording : wordings.entrySet()) {
      if (!wording.getValue().variables().keySet().equals(parameters.keySet())) {
        throw new IllegalArgumentException(
            "template " + code + " declares " + parameters.keySet() + " but in " + wording.getKey() + " it uses "
                + wording.getValue().variables().keySet());
      }
    }
  }

  /** The parameters that must come with the notice. */
  public SortedSet<String> withNotice() {
    var names = new TreeSet<>(parameters.keySet());
    names.removeAll(List.of(NUMBER, PICKUP_CODE));
    return names;
  }

  /** Fills it in; a language that it does not know reads Chinese. Values that it has no use for are left out. */
  public Filled fill(String language, Map<String, String> values, ZoneId zone) {
    String spoken = wordings.containsKey(language) ? language : CHINESE;
    Wording wording = wordings.get(spoken);
    var filled = new TreeMap<String, String>();
    for (var parameter : parameters.entrySet()) {
      String value = values.get(parameter.getKey());
      if (value == null) {
        return new Filled.Unfit("PARAMETER_MISSING", parameter.getKey());
      }
      var read = parameter.getValue().read(value, spoken, zone);
      if (read.isEmpty()) {
        return new Filled.Unfit("PARAMETER_UNFIT", parameter.getKey());
      }
      filled.put(parameter.getKey(), read.get());
    }
    String text =
        VARIABLE.matcher(wording.text()).replaceAll(m -> Matcher.quoteReplacement(filled.get(m.group(1))));
    return new Filled.Ready(wording.providerCode(), filled, text);
  }

  /** Characters of its longest form in this language, without the signature. */
  public int lengthMax(String language) {
    Wording wording = wordings.get(language);
    int length = wording.text().length();
    for (var variable : wording.variables().entrySet()) {
      length += parameters.get(variable.getKey()).lengthMax() - variable.getValue().length();
    }
    return length;
  }
}
