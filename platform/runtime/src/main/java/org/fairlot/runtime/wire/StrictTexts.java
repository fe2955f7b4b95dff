package org.fairlot.runtime.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.TemporalAccessor;
import java.util.function.Function;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.jdk.StringDeserializer;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;

/** What a text from outside may hold: characters that every store and screen can take, and times that a calendar can. */
final class StrictTexts extends SimpleModule {

  private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  StrictTexts() {
    super("strict-texts");
    addDeserializer(String.class, new Text());
    addDeserializer(Instant.class, new Time<>(Instant.class, Instant::parse, time -> time));
    addDeserializer(
        LocalDate.class,
        new Time<>(LocalDate.class, LocalDate::parse, day -> Instant.ofEpochSecond(day.toEpochDay() * 86_400)));
  }

  private static boolean isUnfit(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.SURROGATE -> true;
      case Character.CONTROL -> codePoint != '\n' && codePoint != '\r' && codePoint != '\t';
      default -> false;
    };
  }

  private static final class Text extends StringDeserializer {
    @Override
    public String deserialize(JsonParser json, DeserializationContext context) {
      String text = super.deserialize(json, context);
      if (text != null && text.codePoints().anyMatch(StrictTexts::isUnfit)) {
        return (String) context.handleWeirdStringValue(String.class, text, "control character or half a character");
      }
      return text;
    }
  }

  private static final class Time<T extends TemporalAccessor> extends StdDeserializer<T> {
    private final Class<T> type;
    private final Function<String, T> parse;
    private final Function<T, Instant> instant;

    Time(Class<T> type, Function<String, T> parse, Function<T, Instant> instant) {
      super(type);
      this.type = type;
      this.parse = parse;
      this.instant = instant;
    }

    @Override
    public T deserialize(JsonParser json, DeserializationContext context) {
      if (!json.currentToken().isScalarValue() || json.currentToken().isNumeric()) {
        return type.cast(context.handleUnexpectedToken(type, json));
      }
      String text = json.getString();
      try {
        T time = parse.apply(text);
        if (!instant.apply(time).isBefore(EARLIEST) && instant.apply(time).isBefore(LATEST)) {
          return time;
        }
      } catch (DateTimeException e) {
        // said below
      }
      return type.cast(context.handleWeirdStringValue(type, text, "no time between 1900 and 2200"));
    }
  }
}
