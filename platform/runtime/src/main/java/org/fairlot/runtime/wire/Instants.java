package org.fairlot.runtime.wire;

import com.ethlo.time.ITU;
import java.time.DateTimeException;
import java.time.Instant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.ext.javatime.deser.InstantDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdScalarSerializer;

/**
 * Moments as we write them ourselves: the text of {@link Instant#toString}. Each event and each state has some, and the general
 * formatter takes longer to read one than all the rest of a small state.
 */
final class Instants extends SimpleModule {

  Instants() {
    super("instants");
    addSerializer(Instant.class, new Writer());
    addDeserializer(Instant.class, new Reader());
  }

  /** @throws DateTimeException if it is no moment */
  static Instant parse(String text) {
    try {
      return ITU.parseDateTime(text).toInstant();
    } catch (DateTimeException e) {
      // a year of five digits is a moment too
      return Instant.parse(text);
    }
  }

  private static final class Writer extends StdScalarSerializer<Instant> {
    Writer() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant value, JsonGenerator json, SerializationContext context) {
      json.writeString(value.toString());
    }
  }

  private static final class Reader extends StdScalarDeserializer<Instant> {
    Reader() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser json, DeserializationContext context) {
      if (!json.hasToken(JsonToken.VALUE_STRING)) {
        return InstantDeserializer.INSTANT.deserialize(json, context);
      }
      String text = json.getString();
      try {
        return parse(text);
      } catch (DateTimeException e) {
        return (Instant) context.handleWeirdStringValue(Instant.class, text, "no moment");
      }
    }
  }
}
