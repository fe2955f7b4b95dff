package org.fairlot.runtime.decider;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.fairlot.runtime.wire.Json;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;

/**
 * An outcome as it is stored and sent on {@code <service>.outcomes}.
 *
 * @param fp     the caller's fingerprint, to tell a repeat from an id used again for something else
 * @param failed a bug: the command could not be decided, nothing changed, the record is among the dead letters
 */
public record StoredOutcome(
    String id, String key, Long version, Instant at, List<String> events, String code, Map<String, Object> data, String fp,
    Boolean failed) {

  private static final ObjectReader READER = Json.MAPPER.readerFor(StoredOutcome.class);
  private static final ObjectWriter WRITER = Json.MAPPER.writerFor(StoredOutcome.class);

  /** Another body under a known id. */
  public static final String REUSED = "IDEMPOTENCY_KEY_REUSED";

  static StoredOutcome accepted(String id, String key, long version, Instant at, List<String> events, String fp) {
    return new StoredOutcome(id, key, version, at, events, null, null, fp, null);
  }

  static StoredOutcome rejected(String id, String key, Instant at, String code, Map<String, Object> data, String fp) {
    return new StoredOutcome(id, key, null, at, null, code, data, fp, null);
  }

  static StoredOutcome failed(String id, String key, Instant at, String fp) {
    return new StoredOutcome(id, key, null, at, null, null, null, fp, true);
  }

  /** Whether this refuses a known id that came with another body: its fingerprint is not that of the id. */
  boolean isReuse() {
    return REUSED.equals(code);
  }

  public byte[] bytes() {
    return WRITER.writeValueAsBytes(this);
  }

  public static StoredOutcome read(byte[] bytes) {
    return READER.readValue(bytes);
  }

  /** @throws IllegalStateException for a failed command: it was a bug, never an answer */
  public Outcome outcome() {
    if (Boolean.TRUE.equals(failed)) {
      throw new IllegalStateException("command " + id + " could not be decided; see the dead letters");
    }
    return code == null
        ? new Outcome.Accepted(id, key, version, at, events == null ? List.of() : events)
        : new Outcome.Rejected(id, key, code, data == null ? Map.of() : data, at);
  }
}
