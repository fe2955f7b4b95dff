package org.fairlot.contracts.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the Javadoc of the records says, so that it stands in the schemas too: by type and by member. */
final class Descriptions {

  private static final Pattern RECORD =
      Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@Wire\\([^)]*\\)\\s*)?(?:public )?record (\\w+)\\(",
          Pattern.DOTALL);
  private static final Pattern PARAM = Pattern.compile("@param (\\w+)\\s+((?:(?!@param ).)*)", Pattern.DOTALL);

  private final Map<String, String> texts = new HashMap<>();

  private Descriptions() {}

  static Descriptions of(Path sources) {
    var descriptions = new Descriptions();
    try (var files = Files.walk(sources)) {
      files.filter(f -> f.toString().endsWith(".java")).forEach(descriptions::read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return descriptions;
  }

  private void read(Path file) {
    try {
      Matcher record = RECORD.matcher(Files.readString(file));
      while (record.find()) {
        keep(record.group(2), record.group(1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void keep(String type, String comment) {
    int tags = comment.indexOf("@param ");
    String text = plain(tags < 0 ? comment : comment.substring(0, tags));
    if (!text.isEmpty()) {
      texts.put(type, text);
    }
    Matcher param = PARAM.matcher(comment);
    while (param.find()) {
      texts.put(type + "." + param.group(1), plain(param.group(2)));
    }
  }

  private static String plain(String comment) {
    return comment
        .replaceAll("(?m)^\\s*\\*", " ")
        .replace("{@code null}", "missing")
        .replaceAll("\\{@(?:code|link) (?:org\\.fairlot\\.[a-z.]+)?([^}]*)}", "$1")
        .replaceAll("</?p>", " ")
        .replaceAll("\\s+", " ")
        .strip();
  }

  Optional<String> of(Class<?> type) {
    return Optional.ofNullable(texts.get(type.getSimpleName()));
  }

  Optional<String> of(Class<?> type, String member) {
    return Optional.ofNullable(texts.get(type.getSimpleName() + "." + member));
  }
}
