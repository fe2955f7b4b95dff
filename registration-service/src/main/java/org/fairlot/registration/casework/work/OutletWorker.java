package org.fairlot.registration.casework.work;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;

import com.mongodb.reactivestreams.client.MongoDatabase;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bson.Document;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.contracts.registration.ProgrammeEvent.Outlet;
import org.fairlot.contracts.registration.ProgrammeEvent.OutletsReplaced;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.registration.casework.domain.CaseCommand.AssignOutlet;
import org.fairlot.registration.casework.view.RegistrationsView;
import org.fairlot.runtime.Worker;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.CommandGateway;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Brings the cases that wait for an outlet (待分配网点) to the one that a new list of outlets names for their committee. The
 * case decides: whoever was assigned meanwhile keeps what the operator said. Who registers while the list changes and is
 * missed stays in the operator's queue.
 */
public final class OutletWorker implements Worker {

  /** The one event that it acts upon. */
  public static final Set<Class<? extends Event>> TYPES = Set.of(OutletsReplaced.class);

  private static final int AT_ONCE = 32;

  private final CommandGateway gateway;
  private final MongoDatabase readModels;

  public OutletWorker(CommandGateway gateway, MongoDatabase readModels) {
    this.gateway = gateway;
    this.readModels = readModels;
  }

  @Override
  public Mono<Void> on(Recorded<?> recorded) {
    return recorded.event() instanceof OutletsReplaced e ? assign(e, recorded.id()) : Mono.empty();
  }

  private Mono<Void> assign(OutletsReplaced e, String eventId) {
    var outlets = byCommittee(e);
    if (outlets.isEmpty()) {
      return Mono.empty();
    }
    var waiting =
        and(
            eq("programmeId", e.programmeId()), eq("status", CaseStatus.OUTLET_ASSIGNMENT.name()),
            in("choice.committee", outlets.keySet()));
    return Flux.from(readModels.getCollection(RegistrationsView.COLLECTION).find(waiting))
        .flatMap(
            document -> {
              String caseId = document.getString("_id");
              String outletId = outlets.get(document.get("choice", Document.class).getString("committee"));
              return gateway.submit(
                  new AssignOutlet(caseId, outletId), CommandContext.of(eventId + "/" + caseId, caseId, eventId));
            },
            AT_ONCE)
        .then();
  }

  private static Map<String, String> byCommittee(OutletsReplaced e) {
    var outlets = new TreeMap<String, String>();
    for (Outlet outlet : e.outlets()) {
      if (outlet.committees() != null) {
        outlet.committees().forEach(committee -> outlets.put(committee, outlet.outletId()));
      }
    }
    return outlets;
  }
}
