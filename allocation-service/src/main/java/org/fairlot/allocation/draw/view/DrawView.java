package org.fairlot.allocation.draw.view;

import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.fairlot.contracts.allocation.DrawEvent;
import org.fairlot.contracts.allocation.DrawEvent.AllWinnersDrawn;
import org.fairlot.contracts.allocation.DrawEvent.BeaconDue;
import org.fairlot.contracts.allocation.DrawEvent.BeaconRecorded;
import org.fairlot.contracts.allocation.DrawEvent.CapacityAsked;
import org.fairlot.contracts.allocation.DrawEvent.CapacityNoted;
import org.fairlot.contracts.allocation.DrawEvent.DrawAborted;
import org.fairlot.contracts.allocation.DrawEvent.DrawAnnounced;
import org.fairlot.contracts.allocation.DrawEvent.DrawAttested;
import org.fairlot.contracts.allocation.DrawEvent.DrawClosed;
import org.fairlot.contracts.allocation.DrawEvent.DrawPublished;
import org.fairlot.contracts.allocation.DrawEvent.DrawRanked;
import org.fairlot.contracts.allocation.DrawEvent.DrawReleased;
import org.fairlot.contracts.allocation.DrawEvent.DrawSealed;
import org.fairlot.contracts.allocation.DrawEvent.EntriesExcluded;
import org.fairlot.contracts.allocation.DrawEvent.Health;
import org.fairlot.contracts.allocation.DrawEvent.ListReady;
import org.fairlot.contracts.allocation.DrawEvent.NotaryCommitted;
import org.fairlot.contracts.allocation.DrawEvent.SeedFixed;
import org.fairlot.contracts.allocation.DrawEvent.ShareRevealed;
import org.fairlot.contracts.allocation.DrawEvent.ShareWithheld;
import org.fairlot.contracts.allocation.DrawEvent.SubstituteDrawn;
import org.fairlot.contracts.allocation.DrawEvent.SubstituteWanted;
import org.fairlot.contracts.allocation.DrawEvent.SubstitutesExhausted;
import org.fairlot.contracts.allocation.DrawEvent.WinnersDrawn;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Change;
import org.fairlot.runtime.View;

/** Where each draw stands, for everybody to see (摇号公示): one document per draw, under its id. */
public final class DrawView implements View {

  public static final String COLLECTION = "draws";

  @Override
  public String name() {
    return COLLECTION;
  }

  @Override
  public List<IndexSpec> indexes() {
    return List.of(IndexSpec.of(COLLECTION, "programmeId", "day"));
  }

  @Override
  public Set<Class<? extends Event>> types() {
    return Set.of(DrawEvent.class);
  }

  @Override
  public List<Change> on(Recorded<?> recorded) {
    if (!(recorded.event() instanceof DrawEvent event)) {
      return List.of();
    }
    var fields = fields(event, Date.from(recorded.at()));
    return fields.isEmpty() ? List.of() : List.of(Change.put(COLLECTION, event.drawId(), recorded, fields));
  }

  private static Map<String, Object> fields(DrawEvent event, Date at) {
    return switch (event) {
      case DrawAnnounced e -> {
        var fields = phase("ANNOUNCED");
        fields.put("programmeId", e.programmeId());
        fields.put("day", e.times().day().toString());
        fields.put("freezeAt", Date.from(e.times().freezeAt()));
        fields.put("publishRootBy", Date.from(e.times().rootBy()));
        fields.put("beaconAt", Date.from(e.times().beaconAt()));
        fields.put("fallbackAt", Date.from(e.times().fallbackAt()));
        fields.put("beaconSource", e.rules().draw().beacon().source().name());
        fields.put("notaryNeeded", e.rules().draw().notary());
        yield fields;
      }
      case CapacityAsked e -> with(phase("FROZEN"), "frozenEntries", e.entries());
      case ListReady e -> with(Map.of(), "capacity", pairs(e.capacity()));
      case DrawSealed e -> {
        var fields = phase("SEALED");
        fields.put("spec", e.spec());
        fields.put("specHash", e.specHash());
        fields.put("root", e.root());
        fields.put("entries", e.entries());
        fields.put("sealedAt", Date.from(e.sealedAt()));
        fields.put("operatorSignature", e.signature());
        yield fields;
      }
      case NotaryCommitted e -> {
        var fields = with(Map.of(), "notaryCommitment", e.commitment());
        fields.put("notarySignature", e.signature());
        fields.put("notaryKey", e.key());
        yield fields;
      }
      case ShareRevealed e -> with(Map.of(), "notaryShare", e.share());
      case ShareWithheld e -> with(Map.of(), "shareWithheld", true);
      case BeaconDue e -> with(Map.of(), "beaconDueAt", at);
      case BeaconRecorded e -> {
        var fields = with(Map.of(), "beaconEvidence", pairs(e.evidence()));
        fields.put("beacon", e.value());
        yield fields;
      }
      case SeedFixed e -> phase("SEEDED");
      case DrawRanked e -> {
        var fields = phase(e.health() == Health.BLOCKED ? "BLOCKED" : "RANKED");
        fields.put("resultHash", e.resultHash());
        fields.put("winners", pairs(e.winners()));
        fields.put("health", e.health().name());
        fields.put(
            "tests",
            e.tests().stream()
                .map(t -> new Document("name", t.name()).append("health", t.health().name()).append("pValue", t.pValue()))
                .toList());
        yield fields;
      }
      case DrawReleased e -> with(with(phase("RANKED"), "releasedBy", e.operator()), "releaseReason", e.reason());
      case DrawAttested e -> with(with(Map.of(), "attestation", e.signature()), "attestedAt", at);
      case DrawPublished e -> with(with(phase("PUBLISHED"), "publishedAt", at), "closesAt", Date.from(e.closesAt()));
      case SubstituteDrawn e -> with(Map.of(), "substitutions", e.n());
      case DrawClosed e -> phase("CLOSED");
      case DrawAborted e -> with(phase("ABORTED"), "reason", e.reason());
      case CapacityNoted e -> Map.of();
      case EntriesExcluded e -> Map.of();
      case WinnersDrawn e -> Map.of();
      case AllWinnersDrawn e -> Map.of();
      case SubstituteWanted e -> Map.of();
      case SubstitutesExhausted e -> Map.of();
    };
  }

  private static Map<String, Object> phase(String phase) {
    return with(Map.of(), "phase", phase);
  }

  private static Map<String, Object> with(Map<String, Object> fields, String name, Object value) {
    var more = new LinkedHashMap<>(fields);
    more.put(name, value);
    return more;
  }

  /** As a list, since a pool's name would not do for that of a field. */
  private static List<Document> pairs(Map<String, ?> map) {
    return map.entrySet().stream()
        .map(entry -> new Document("name", entry.getKey()).append("value", entry.getValue()))
        .toList();
  }
}
