package org.fairlot.registration.disclosure.view;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelDispatched;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitDue;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitRecorded;
import org.fairlot.contracts.health.DeclarationEvent;
import org.fairlot.contracts.notification.MessageEvent.AttemptBegun;
import org.fairlot.contracts.notification.MessageEvent.MessageSent;
import org.fairlot.contracts.registration.CallEvent.CallMade;
import org.fairlot.contracts.registration.CallEvent.CallPlanned;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.EligibilityEvent.AskedInVain;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityPending;
import org.fairlot.contracts.registration.EligibilityEvent.FactAttested;
import org.fairlot.contracts.registration.ReviewEvent.ReviewAsked;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDecided;
import org.fairlot.contracts.registration.ReviewEvent.ReviewMoved;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Change;
import org.fairlot.runtime.View;

/**
 * To whom data of a person came (查询记录): one document per {@link Disclosure}, made of the public events of all services. It
 * outlives the person's data, since who had them is asked afterwards as well, and there is nothing in it to be erased.
 *
 * <p>A person's are in the order of {@code place}: when it happened, then the id.
 */
public final class DisclosuresView implements View {

  public static final String COLLECTION = "disclosures";

  @Override
  public String name() {
    return COLLECTION;
  }

  @Override
  public List<IndexSpec> indexes() {
    return List.of(IndexSpec.of(COLLECTION, "personTag", "-place"));
  }

  @Override
  public Set<Class<? extends Event>> types() {
    return Set.of(
        CaseOpened.class, FactAttested.class, EligibilityPending.class, AskedInVain.class, ReviewAsked.class,
        ReviewMoved.class, ReviewDecided.class, CallPlanned.class, CallMade.class, ParcelDispatched.class, VisitDue.class,
        VisitRecorded.class, AttemptBegun.class, MessageSent.class, DeclarationEvent.class);
  }

  @Override
  public List<Change> on(Recorded<?> recorded) {
    if (recorded.event() instanceof MessageSent e) {
      return Disclosure.isCase(e.caseId()) ? named(e, recorded) : List.of();
    }
    return Disclosure.of(recorded.event(), recorded.id()).stream()
        .map(one -> Change.put(COLLECTION, id(one.source()), recorded, fields(one, recorded.at())))
        .toList();
  }

  /** Who the provider is turns out when it has taken the message. */
  private static List<Change> named(MessageSent e, Recorded<?> recorded) {
    String id = id(Disclosure.attempt(e.messageId(), e.attempt()));
    return List.of(Change.put(COLLECTION, id, recorded, Map.of("recipient", e.provider())));
  }

  private static Map<String, Object> fields(Disclosure one, Instant at) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("personTag", one.personTag());
    fields.put("place", "%013d-%s".formatted(at.toEpochMilli(), id(one.source())));
    fields.put("at", at);
    fields.put("programmeId", one.programmeId());
    fields.put("act", one.act());
    fields.put("role", one.recipient().role());
    fields.put("recipient", one.recipient().name());
    fields.put("purpose", one.use());
    fields.put("fields", one.fields());
    fields.put("detail", one.detail());
    return fields;
  }

  /** Always the same of the same source, and nobody reads from it the case that ids of events and messages may name. */
  private static String id(String source) {
    return UUID.nameUUIDFromBytes(source.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
