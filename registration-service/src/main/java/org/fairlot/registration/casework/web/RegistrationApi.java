package org.fairlot.registration.casework.web;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Clock;
import org.fairlot.registration.address.BuildingTags;
import org.fairlot.registration.address.domain.AddressReader;
import org.fairlot.registration.address.domain.Committees;
import org.fairlot.registration.form.FormReader;
import org.fairlot.registration.form.ProgrammeForms;
import org.fairlot.registration.pack.PackShelf;
import org.fairlot.registration.programme.Programmes;
import org.fairlot.runtime.edge.Admission;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.vault.Blinds;
import org.fairlot.runtime.vault.PickupCodes;
import org.fairlot.runtime.vault.PickupTokens;
import org.fairlot.runtime.vault.Pseudonyms;
import org.fairlot.runtime.vault.Receipts;
import org.fairlot.runtime.vault.Vault;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Registrations over HTTP. */
public final class RegistrationApi {

  private final RegistrationDocuments documents;
  private final RegistrationIntake intake;
  private final RegistrationEdits edits;
  private final RegistrationPage page;
  private final OutletAssignments assignments;
  private final EntitlementList entitlements;
  private final Grants grants;

  public RegistrationApi(
      Edge edge, Admission admission, CommandGateway commands, Programmes programmes, PackShelf packs, ProgrammeForms forms,
      FormReader reader, AddressReader addresses, Committees committees,
      Pseudonyms pseudonyms, Vault vault, Receipts receipts, PickupCodes pickupCodes, Blinds blinds,
      MongoDatabase readModels, Clock clock) {
    documents = new RegistrationDocuments(readModels);
    var entries = new DrawEntries(blinds);
    var tags = new LimitTags(pseudonyms);
    var profiles = new DrawProfiles(pseudonyms, tags);
    var buildings = new BuildingTags(pseudonyms);
    page =
        new RegistrationPage(
            documents, pickupCodes, new PickupTokens(() -> receipts), packs, programmes, entries, clock);
    intake =
        new RegistrationIntake(
            edge, admission, commands, programmes, packs, forms, reader, pseudonyms, vault, receipts, profiles, tags,
            buildings, new Residence(addresses, committees), entries, documents, clock);
    entitlements = new EntitlementList(edge, intake, programmes, packs, pseudonyms, clock);
    grants = new Grants(programmes, readModels);
    assignments = new OutletAssignments(edge, commands, programmes, readModels);
    edits =
        new RegistrationEdits(
            edge, commands, programmes, packs, forms, reader, vault, profiles, tags, buildings, documents, page, clock);
  }

  /** The one way in, for whoever brings a registration otherwise. */
  public RegistrationIntake intake() {
    return intake;
  }

  /** How many cases of a programme are live. */
  public Mono<Long> liveCases(String programmeId) {
    return documents.countLive(programmeId);
  }

  public RouterFunction<ServerResponse> routes() {
    return route()
        .POST("/v1/programmes/{id}/registrations", intake::register)
        .GET("/v1/registrations/{id}", page::show)
        .GET("/v1/registrations/{id}/events", page::stream)
        .PATCH("/v1/registrations/{id}", edits::amend)
        .DELETE("/v1/registrations/{id}", edits::cancel)
        .POST("/v1/committees/{code}/registrations", intake::assist)
        .GET("/v1/committees/{code}/registrations/{id}", page::showToWorker)
        .POST("/v1/registrations/{id}/confirmation", edits::confirm)
        .GET("/v1/programmes/{id}/unassigned", assignments::unassigned)
        .POST("/v1/programmes/{id}/assignments", assignments::assign)
        .POST("/v1/programmes/{id}/entitlements", entitlements::enter)
        .GET("/v1/programmes/{id}/grants", grants::show)
        .build();
  }
}
