package org.fairlot.registration.config;

import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Clock;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.registration.CaseEvent;
import org.fairlot.contracts.registration.PackEvent;
import org.fairlot.contracts.registration.PackEvent.PackPublished;
import org.fairlot.contracts.registration.ProgrammeEvent;
import org.fairlot.contracts.registration.ProgrammeEvent.OutletsReplaced;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeDefined;
import org.fairlot.registration.address.DivisionTables;
import org.fairlot.registration.address.domain.AddressReader;
import org.fairlot.registration.casework.domain.CaseCommand;
import org.fairlot.registration.casework.domain.CaseDecider;
import org.fairlot.registration.casework.domain.CaseState;
import org.fairlot.registration.casework.domain.PackLookup;
import org.fairlot.registration.casework.view.ClearancesView;
import org.fairlot.registration.casework.view.RegistrationsView;
import org.fairlot.registration.casework.web.RegistrationApi;
import org.fairlot.registration.form.FormReader;
import org.fairlot.registration.form.ProgrammeForms;
import org.fairlot.registration.pack.PackShelf;
import org.fairlot.registration.pack.domain.PackCommand;
import org.fairlot.registration.pack.domain.PackDecider;
import org.fairlot.registration.pack.domain.PackVersions;
import org.fairlot.registration.pack.web.PackApi;
import org.fairlot.registration.programme.Programmes;
import org.fairlot.registration.programme.domain.ProgrammeCommand;
import org.fairlot.registration.programme.domain.ProgrammeDecider;
import org.fairlot.registration.programme.domain.ProgrammeState;
import org.fairlot.registration.programme.web.ProgrammeApi;
import org.fairlot.registration.reaction.RegistrationReaction;
import org.fairlot.runtime.Aggregate;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.ProblemCatalog;
import org.fairlot.runtime.reference.ReferenceData;
import org.fairlot.runtime.security.SecurityRules;
import org.fairlot.runtime.vault.Blinds;
import org.fairlot.runtime.vault.PickupCodes;
import org.fairlot.runtime.vault.Pseudonyms;
import org.fairlot.runtime.vault.Receipts;
import org.fairlot.runtime.vault.Vault;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** What registration-service consists of, and who may call it. */
@Configuration(proxyBeanMethods = false)
public class RegistrationTopology {

  /** The service, given the packs that its cases look up. */
  public static ServiceDefinition service(PackLookup packs) {
    return ServiceDefinition.named("registration")
        .aggregate(
            Aggregate.of("pack", PackCommand.class, PackEvent.class, new PackDecider(), PackVersions.class)
                .copying(PackPublished.class, PackShelf::copy))
        .aggregate(
            Aggregate.of(
                    "programme", ProgrammeCommand.class, ProgrammeEvent.class, new ProgrammeDecider(), ProgrammeState.class)
                .copying(ProgrammeDefined.class, Programmes::copy)
                .copying(OutletsReplaced.class, Programmes::copy))
        .aggregate(Aggregate.of("case", CaseCommand.class, CaseEvent.class, CaseDecider.walkedBy(packs),
            CaseState.class))
        .reaction(new RegistrationReaction(), "registration", "health", "allocation", "delivery")
        .view(new RegistrationsView(), "registration", "health", "allocation", "delivery", "notification")
        .view(new ClearancesView(), "health")
        .reference("registration")
        .seals(Purpose.IDENTITY, Purpose.CONTACT, Purpose.CONSIGNEE)
        .build();
  }

  @Bean
  ServiceDefinition registration(PackShelf packs) {
    return service(packs);
  }

  @Bean
  PackShelf packShelf(ObjectProvider<ReferenceData> reference) {
    return new PackShelf(reference::getObject);
  }

  @Bean
  Programmes programmes(ReferenceData reference) {
    return new Programmes(reference);
  }

  @Bean
  ProgrammeForms programmeForms() {
    return new ProgrammeForms(DivisionTables.china());
  }

  @Bean
  RouterFunction<ServerResponse> packRoutes(Edge edge, CommandGateway commands, PackShelf packs) {
    return new PackApi(edge, commands, packs).routes();
  }

  @Bean
  RouterFunction<ServerResponse> programmeRoutes(
      Edge edge, CommandGateway commands, Programmes programmes, PackShelf packs, ProgrammeForms forms, Clock clock) {
    return new ProgrammeApi(edge, commands, programmes, packs, forms, DivisionTables.china(), clock).routes();
  }

  @Bean
  RouterFunction<ServerResponse> registrationRoutes(
      Edge edge, CommandGateway commands, Programmes programmes, PackShelf packs, ProgrammeForms forms,
      Pseudonyms pseudonyms,
      Vault vault, Receipts receipts, PickupCodes pickupCodes, Blinds blinds, MongoDatabase readModels, Clock clock) {
    var reader = new FormReader(new AddressReader(DivisionTables.china()));
    return new RegistrationApi(
            edge, commands, programmes, packs, forms, reader, pseudonyms, vault, receipts, pickupCodes, blinds,
            readModels, clock)
        .routes();
  }

  @Bean
  SecurityRules securityRules() {
    String[] readers = {"registration", "sms", "committee", "operator", "outlet"};
    return new SecurityRules()
        .scope(HttpMethod.GET, "/v1/programmes", readers)
        .scope(HttpMethod.GET, "/v1/programmes/*", readers)
        .scope(HttpMethod.GET, "/v1/programmes/*/outlets", readers)
        .scope(HttpMethod.PUT, "/v1/programmes/*", "operator")
        .scope(HttpMethod.PUT, "/v1/programmes/*/outlets", "operator")
        .scope(HttpMethod.GET, "/v1/packs/*/versions/*", readers)
        .scope(HttpMethod.PUT, "/v1/packs/*/versions/*", "operator")
        .scope(HttpMethod.POST, "/v1/programmes/*/registrations", "registration")
        .scope(HttpMethod.GET, "/v1/registrations/*", "registration")
        .scope(HttpMethod.GET, "/v1/registrations/*/events", "registration")
        .scope(HttpMethod.PATCH, "/v1/registrations/*", "registration")
        .scope(HttpMethod.DELETE, "/v1/registrations/*", "registration");
  }

  @Bean
  ProblemCatalog problemCatalog() {
    return new ProblemCatalog()
        .status("NOT_OPEN", 403)
        .status("PROGRAMME_ENDED", 403)
        .status("MAINTENANCE", 503)
        .status("UNKNOWN_PROGRAMME", 404);
  }
}
