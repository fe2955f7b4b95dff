package org.fairlot.registration.committee.web;

import com.mongodb.client.model.Filters;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.person.Consignee;
import org.fairlot.contracts.person.Identity;
import org.fairlot.registration.casework.view.RegistrationsView;
import org.fairlot.runtime.vault.Vault;
import org.fairlot.runtime.wire.CommandEnvelope.NewKey;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.function.Tuples;

/**
 * Whose cases a committee's worker looks at (居民信息): opened for the worker's eyes, as the citizen filled them in or edited
 * them last. Nothing of it is logged or kept.
 */
public final class Residents {

  private final MongoDatabase readModels;
  private final Vault vault;

  public Residents(MongoDatabase readModels, Vault vault) {
    this.readModels = readModels;
    this.vault = vault;
  }

  /**
   * What a worker needs to know somebody at the door.
   *
   * @param documentNumber the last four characters of it; the rest as {@code *}
   * @param address        below the district, as it is written, or {@code null}
   */
  public record Resident(
      String name, String documentType, String documentNumber, String mobile, String district, String address) {

    private static Resident of(Identity identity, Consignee consignee) {
      var address = consignee.address();
      return new Resident(
          identity.name(), identity.docType().name(), masked(identity.number()), consignee.mobile(),
          address == null ? null : address.district(), address == null ? null : address.line());
    }

    private static String masked(String number) {
      int shown = Math.min(4, number.length() / 2);
      return "*".repeat(number.length() - shown) + number.substring(number.length() - shown);
    }
  }

  /**
   * A case as the worker sees it.
   *
   * @param resident {@code null} if the person was erased
   */
  public record Registration(String status, String channel, Resident resident) {}

  /** By registration id; one that is not known yet is missing. */
  public Mono<Map<String, Registration>> of(List<String> registrationIds) {
    return Flux.from(
            readModels.getCollection(RegistrationsView.COLLECTION)
                .find(Filters.and(Filters.in("_id", registrationIds), Filters.exists("status")))
                .batchSize(registrationIds.size() + 1))
        .concatMap(document -> registration(document).map(one -> Tuples.of(document.getString("_id"), one)))
        .collectMap(two -> two.getT1(), two -> two.getT2());
  }

  private Mono<Registration> registration(Document document) {
    if (document.containsKey(RegistrationsView.ERASED)) {
      return Mono.just(registration(document, null));
    }
    var sealed = document.get("sealed", Document.class);
    return Mono.zip(
            vault.opening(Purpose.IDENTITY, sealed.getString(Purpose.IDENTITY.name()), Identity.class),
            vault.opening(Purpose.CONSIGNEE, sealed.getString(Purpose.CONSIGNEE.name()), Consignee.class),
            Resident::of)
        .map(resident -> registration(document, resident))
        .defaultIfEmpty(registration(document, null));
  }

  private static Registration registration(Document document, Resident resident) {
    return new Registration(document.getString("status"), document.getString("channel"), resident);
  }

  /** A note that was sealed with {@link #seal}; empty if there is none, or the person was erased. */
  public Mono<String> opened(String jwe) {
    return jwe == null ? Mono.empty() : vault.opening(Purpose.IDENTITY, jwe, Note.class).map(Note::text);
  }

  /** What people write about a case may say who it is, so it is sealed as that. */
  public Sealed seal(CaseId caseId, String text) {
    if (text == null) {
      return new Sealed(null, List.of());
    }
    var sealing = vault.sealing(caseId.key(), List.of(Purpose.IDENTITY));
    return new Sealed(sealing.seal(Purpose.IDENTITY, new Note(text)), sealing.newKeys());
  }

  private record Note(String text) {}

  /** @param jwe {@code null} where nothing was written; @param newKeys to be put into the command's context */
  public record Sealed(String jwe, List<NewKey> newKeys) {}
}
