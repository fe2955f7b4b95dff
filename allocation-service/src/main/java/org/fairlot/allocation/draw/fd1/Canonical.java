package org.fairlot.allocation.draw.fd1;

import java.io.IOException;
import java.util.Map;
import org.erdtman.jcs.JsonCanonicalizer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Canonical JSON (RFC 8785) of the small documents of a bundle. */
final class Canonical {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Canonical() {}

  static byte[] bytes(Map<String, ?> members) {
    return form(MAPPER.writeValueAsBytes(members));
  }

  /** @throws IllegalArgumentException if it is not a JSON object, or one that has no canonical form */
  static byte[] form(byte[] json) {
    read(json); // the canonicalizer recurses without limit, this reader does not
    try {
      return new JsonCanonicalizer(json).getEncodedUTF8();
    } catch (IOException e) {
      throw new IllegalArgumentException("no canonical JSON: " + e.getMessage(), e);
    }
  }

  /** @throws IllegalArgumentException if it is not a JSON object */
  static Members read(byte[] json) {
    try {
      return Members.of(MAPPER.readTree(json), "");
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }
}
