package org.fairlot.notification.template.domain;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** A named variable of a template (模板变量). */
public sealed interface Parameter {

  /** The most characters it can take in any language. */
  int lengthMax();

  /** How a value reads in this language; empty if the value does not fit. */
  Optional<String> read(String value, String language, ZoneId zone);

  /** Any text of limited length. */
  record Text(int lengthMax) implements Parameter {
    @Override
    public Optional<String> read(String value, String language, ZoneId zone) {
      boolean fits =
          !value.isBlank() && value.length() <= lengthMax && value.chars().noneMatch(Character::isISOControl);
      return fits ? Optional.of(value) : Optional.empty();
    }
  }

  /** An instant (ISO 8601), told in local time without its year. */
  record Time() implements Parameter {

    private static final DateTimeFormatter CHINESE = DateTimeFormatter.ofPattern("M月d日HH:mm", Locale.ROOT);
    private static final DateTimeFormatter ENGLISH = DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH);

    @Override
    public int lengthMax() {
      return "31 Dec 23:59".length();
    }

    @Override
    public Optional<String> read(String value, String language, ZoneId zone) {
      try {
        var format = language.equals(Template.CHINESE) ? CHINESE : ENGLISH;
        return Optional.of(format.format(Instant.parse(value).atZone(zone)));
      } catch (DateTimeException unreadable) {
        return Optional.empty();
      }
    }
  }
}
