package org.fairlot.runtime.wire;

import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.fairlot.contracts.ContractTypes;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;

/** Events as CloudEvents in Kafka's binary mode: attributes in headers, data as JSON. */
public final class EventCodec {

  private final WireTypes types = new WireTypes().registerAll(ContractTypes.all().values());

  public Headers headers(Recorded<?> recorded, String service, String traceParent) {
    var headers = new RecordHeaders();
    WireHeaders.put(headers, WireHeaders.SPEC_VERSION, "1.0");
    WireHeaders.put(headers, WireHeaders.ID, recorded.id());
    WireHeaders.put(headers, WireHeaders.SOURCE, "/fairlot/" + service);
    WireHeaders.put(headers, WireHeaders.SUBJECT, recorded.subject());
    WireHeaders.put(headers, WireHeaders.TIME, recorded.at().toString());
    WireHeaders.put(headers, WireHeaders.SEQUENCE, Long.toString(recorded.sequence()));
    WireHeaders.put(headers, WireHeaders.CORRELATION, recorded.correlationId());
    WireHeaders.put(headers, WireHeaders.CAUSATION, recorded.causationId());
    WireHeaders.put(headers, WireHeaders.TRACE_PARENT, traceParent);
    WireHeaders.put(headers, WireHeaders.CONTENT_TYPE, "application/json");
    // headers are looked up from the last one, and most readers look at the type alone and pass the event over
    WireHeaders.put(headers, WireHeaders.TYPE, WireTypes.nameOf(recorded.event().getClass()));
    return headers;
  }

  public byte[] data(Event event) {
    return Json.MAPPER.writeValueAsBytes(event);
  }

  /**
   * @return empty if the type is not known here: to be parked
   * @throws RuntimeException if a known event cannot be read
   */
  public Optional<Recorded<?>> read(Headers headers, byte[] data) {
    return event(headers, data)
        .map(
            event ->
                new Recorded<>(
                    event,
                    WireHeaders.get(headers, WireHeaders.ID),
                    WireHeaders.get(headers, WireHeaders.SUBJECT),
                    Long.parseLong(WireHeaders.get(headers, WireHeaders.SEQUENCE)),
                    Instants.parse(WireHeaders.get(headers, WireHeaders.TIME)),
                    WireHeaders.get(headers, WireHeaders.CORRELATION),
                    WireHeaders.get(headers, WireHeaders.CAUSATION)));
  }

  /** The event alone, without what its envelope says of it; as {@link #read}. */
  public Optional<Event> event(Headers headers, byte[] data) {
    String type = WireHeaders.get(headers, WireHeaders.TYPE);
    return types.reader(type == null ? "" : type).map(reader -> reader.readValue(data));
  }
}
