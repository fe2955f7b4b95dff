package org.fairlot.runtime.wire;

import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.fairlot.kernel.Command;
import tools.jackson.core.type.TypeReference;

/**
 * What travels with a command.
 *
 * @param id            known once means done once
 * @param correlationId the case, {@code null} where there is none
 * @param causationId   the event that led to it, {@code null} for a caller's command
 * @param fingerprint   keyed hash of the caller's body, {@code null} for a command of our own making
 * @param newKeys       person keys to be kept with it
 */
public record CommandEnvelope(
    String id, String correlationId, String causationId, String fingerprint, List<NewKey> newKeys, String traceParent) {

  /** A person key made at the edge: {@code keyId} is {@code holder.mark}, {@code wrapped} is JSON by purpose. */
  public record NewKey(String keyId, String wrapped) {}

  public CommandEnvelope {
    newKeys = List.copyOf(newKeys);
  }

  public Headers headers(Command command) {
    var headers = new RecordHeaders();
    WireHeaders.put(headers, WireHeaders.ID, id);
    WireHeaders.put(headers, WireHeaders.TYPE, WireTypes.nameOf(command.getClass()));
    WireHeaders.put(headers, WireHeaders.CORRELATION, correlationId);
    WireHeaders.put(headers, WireHeaders.CAUSATION, causationId);
    WireHeaders.put(headers, WireHeaders.FINGERPRINT, fingerprint);
    WireHeaders.put(headers, WireHeaders.TRACE_PARENT, traceParent);
    if (!newKeys.isEmpty()) {
      headers.add(WireHeaders.NEW_KEYS, Json.MAPPER.writeValueAsBytes(newKeys));
    }
    return headers;
  }

  public static CommandEnvelope read(Headers headers) {
    var keys = headers.lastHeader(WireHeaders.NEW_KEYS);
    return new CommandEnvelope(
        WireHeaders.get(headers, WireHeaders.ID),
        WireHeaders.get(headers, WireHeaders.CORRELATION),
        WireHeaders.get(headers, WireHeaders.CAUSATION),
        WireHeaders.get(headers, WireHeaders.FINGERPRINT),
        keys == null ? List.of() : Json.MAPPER.readValue(keys.value(), new TypeReference<List<NewKey>>() {}),
        WireHeaders.get(headers, WireHeaders.TRACE_PARENT));
  }
}
