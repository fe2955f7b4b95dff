package org.fairlot.notification.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fairlot.notification.template.domain.Parameter;
import org.fairlot.notification.template.domain.Template;
import org.fairlot.notification.template.domain.Template.Wording;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The templates of {@code templates.yaml}, which are data: a new message needs no code. */
public final class TemplateFile {

  private TemplateFile() {}

  /** @throws IllegalArgumentException naming the template that is wrong */
  public static SortedMap<String, Template> read() {
    try (InputStream file = TemplateFile.class.getResourceAsStream("/templates.yaml")) {
      return parse(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static SortedMap<String, Template> parse(InputStream yaml) {
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    Map<String, Map<String, Object>> file = new Yaml(new SafeConstructor(options)).load(yaml);
    var templates = new TreeMap<String, Template>();
    file.forEach(
        (code, entry) -> {
          try {
            templates.put(code, new Template(code, parameters(entry), wordings(entry)));
          } catch (ClassCastException | NullPointerException e) {
            throw new IllegalArgumentException("template " + code + " is not of the form explained at the top", e);
          }
        });
    return templates;
  }

  private static SortedMap<String, Parameter> parameters(Map<String, Object> entry) {
    var parameters = new TreeMap<String, Parameter>();
    section(entry, "parameters")
        .forEach(
            (name, kind) ->
                parameters.put(
                    name,
                    switch (kind) {
                      case Integer lengthMax -> new Parameter.Text(lengthMax);
                      case String word when word.equals("time") -> new Parameter.Time();
                      default -> throw new IllegalArgumentException(
                          "parameter " + name + " is neither a length nor time: " + kind);
                    }));
    return parameters;
  }

  private static SortedMap<String, Wording> wordings(Map<String, Object> entry) {
    var wordings = new TreeMap<String, Wording>();
    entry.forEach(
        (language, part) -> {
          if (!language.equals("parameters")) {
            var wording = section(entry, language);
            wordings.put(language, new Wording((String) wording.get("code"), (String) wording.get("text")));
          }
        });
    return wordings;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> section(Map<String, Object> entry, String name) {
    return (Map<String, Object>) entry.get(name);
  }
}
