package org.fairlot.registration.config;

import com.mongodb.reactivestreams.client.MongoDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.person.Identity;
import org.fairlot.contracts.registration.CallEvent;
import org.fairlot.contracts.registration.CapEvent;
import org.fairlot.contracts.registration.CaseEvent;
import org.fairlot.contracts.registration.EligibilityEvent;
import org.fairlot.contracts.registration.PackEvent;
import org.fairlot.contracts.registration.PackEvent.PackPublished;
import org.fairlot.contracts.registration.ProgrammeEvent;
import org.fairlot.contracts.registration.ProgrammeEvent.CommitteeAliasesReplaced;
import org.fairlot.contracts.registration.ProgrammeEvent.KeysErased;
import org.fairlot.contracts.registration.ProgrammeEvent.OutletsReplaced;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeDefined;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeEnded;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeErased;
import org.fairlot.contracts.registration.ProgrammeEvent.SmsNumbersReplaced;
import org.fairlot.contracts.registration.ReviewEvent;
import org.fairlot.contracts.registration.SenderEvent;
import org.fairlot.contracts.registration.SenderEvent.SenderOptedIn;
import org.fairlot.contracts.registration.SenderEvent.SenderOptedOut;
import org.fairlot.registration.address.BuildingTags;
import org.fairlot.registration.address.DivisionProperties;
import org.fairlot.registration.address.DivisionTables;
import org.fairlot.registration.address.domain.AddressReader;
import org.fairlot.registration.call.domain.CallCommand;
import org.fairlot.registration.call.domain.CallDecider;
import org.fairlot.registration.call.domain.CallList;
import org.fairlot.registration.call.view.CallsView;
import org.fairlot.registration.call.web.CallApi;
import org.fairlot.registration.cap.domain.CapCommand;
import org.fairlot.registration.cap.domain.CapDecider;
import org.fairlot.registration.cap.domain.CapPlaces;
import org.fairlot.registration.casework.domain.CaseCommand;
import org.fairlot.registration.casework.domain.CaseDecider;
import org.fairlot.registration.casework.domain.CaseState;
import org.fairlot.registration.casework.domain.PackLookup;
import org.fairlot.registration.casework.view.ClearancesView;
import org.fairlot.registration.casework.view.GrantsView;
import org.fairlot.registration.casework.view.RegistrationsView;
import org.fairlot.registration.casework.web.RegistrationApi;
import org.fairlot.registration.committee.web.Residents;
import org.fairlot.registration.casework.work.OutletWorker;
import org.fairlot.registration.disclosure.view.DisclosuresView;
import org.fairlot.registration.disclosure.web.DisclosuresApi;
import org.fairlot.registration.eligibility.domain.EligibilityCommand;
import org.fairlot.registration.eligibility.domain.EligibilityDecider;
import org.fairlot.registration.eligibility.domain.PersonFacts;
import org.fairlot.registration.eligibility.domain.RecheckCommand;
import org.fairlot.registration.eligibility.domain.RecheckDecider;
import org.fairlot.registration.eligibility.domain.RecheckedParts;
import org.fairlot.registration.eligibility.register.EligibilityWorker;
import org.fairlot.registration.eligibility.register.FactFinder;
import org.fairlot.registration.eligibility.register.RecheckWorker;
import org.fairlot.registration.eligibility.register.RegisterProperties;
import org.fairlot.registration.eligibility.register.Registers;
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
import org.fairlot.registration.programme.work.ErasureWorker;
import org.fairlot.registration.reaction.CommitteeReaction;
import org.fairlot.registration.reaction.RegistrationReaction;
import org.fairlot.registration.report.ReportProperties;
import org.fairlot.registration.report.view.ReportView;
import org.fairlot.registration.report.web.DistributionApi;
import org.fairlot.registration.report.web.ReportApi;
import org.fairlot.registration.review.domain.ReviewCommand;
import org.fairlot.registration.review.domain.ReviewDecider;
import org.fairlot.registration.review.domain.ReviewState;
import org.fairlot.registration.review.view.ReviewsView;
import org.fairlot.registration.review.web.ReviewApi;
import org.fairlot.registration.sms.domain.Sender;
import org.fairlot.registration.sms.domain.SenderCommand;
import org.fairlot.registration.sms.domain.SenderDecider;
import org.fairlot.registration.sms.view.SendersView;
import org.fairlot.registration.sms.web.SmsUplinkApi;
import org.fairlot.runtime.Aggregate;
import org.fairlot.runtime.Copy;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.runtime.Worker;
import org.fairlot.runtime.edge.Admission;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.ProblemCatalog;
import org.fairlot.runtime.edge.StaticPage;
import org.fairlot.runtime.reference.ReferenceData;
import org.fairlot.runtime.security.SecurityRules;
import org.fairlot.runtime.vault.Blinds;
import org.fairlot.runtime.vault.PersonKeys;
import org.fairlot.runtime.vault.PickupCodes;
import org.fairlot.runtime.vault.Pseudonyms;
import org.fairlot.runtime.vault.Receipts;
import org.fairlot.runtime.vault.Vault;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** What registration-service consists of, and who may call it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({RegisterProperties.class, DivisionProperties.class, ReportProperties.class})
public class RegistrationTopology {

  /** Whoever opens it sees nobody's data: those come with the worker's token. */
  static final String CONSOLE = "/committee.html";

  private static final Worker IDLE = recorded -> Mono.empty();

  /** The service without what it asks of the outside world. */
  public static ServiceDefinition service(PackLookup packs) {
    return service(packs, Duration.ofMinutes(5), Duration.ofDays(90), IDLE, IDLE, IDLE, IDLE);
  }

  /**
   * The service, given the packs that its cases look up.
   *
   * @param askAgainAfter when registers are asked again for a case that waits for them
   * @param factsKept     how long what they attested is kept
   */
  static ServiceDefinition service(
      PackLookup packs, Duration askAgainAfter, Duration factsKept, Worker eligibility, Worker recheck, Worker outlets,
      Worker erasure) {
    return ServiceDefinition.named("registration")
        .aggregate(
            Aggregate.of("pack", PackCommand.class, PackEvent.class, new PackDecider(), PackVersions.class)
                .copying(PackPublished.class, PackShelf::copy))
        .aggregate(
            Aggregate.of(
                    "programme", ProgrammeCommand.class, ProgrammeEvent.class, new ProgrammeDecider(), ProgrammeState.class)
                .copying(ProgrammeDefined.class, Programmes::copy)
                .copying(OutletsReplaced.class, Programmes::copy)
                .copying(CommitteeAliasesReplaced.class, Programmes::copy)
                .copying(SmsNumbersReplaced.class, Programmes::copy)
                .copying(ProgrammeEnded.class, Programmes::copy)
                .copying(ProgrammeErased.class, Programmes::copy)
                .erasing(KeysErased.class, KeysErased::keyIds))
        .aggregate(Aggregate.of("case", CaseCommand.class, CaseEvent.class, CaseDecider.walkedBy(packs),
            CaseState.class))
        .aggregate(
            Aggregate.of(
                "eligibility", EligibilityCommand.class, EligibilityEvent.class, new EligibilityDecider(),
                PersonFacts.class))
        .aggregate(
            Aggregate.of(
                "recheck", RecheckCommand.class, EligibilityEvent.class, new RecheckDecider(), RecheckedParts.class))
        .aggregate(
            Aggregate.of("review", ReviewCommand.class, ReviewEvent.class, new ReviewDecider(), ReviewState.class))
        .aggregate(Aggregate.of("call", CallCommand.class, CallEvent.class, new CallDecider(), CallList.class))
        .aggregate(
            Aggregate.of("cap", CapCommand.class, CapEvent.class, new CapDecider(), CapPlaces.class))
        .aggregate(
            Aggregate.of("sender", SenderCommand.class, SenderEvent.class, new SenderDecider(), Sender.class)
                .copying(SenderOptedOut.class, e -> new Copy(Copy.REFERENCE, SenderEvent.noticesKey(e.senderTag())))
                .copying(SenderOptedIn.class, e -> new Copy(Copy.REFERENCE, SenderEvent.noticesKey(e.senderTag()))))
        .reaction(new RegistrationReaction(askAgainAfter, factsKept), "registration", "health", "allocation", "delivery")
        .reaction(new CommitteeReaction(), "registration")
        .view(new RegistrationsView(), "registration", "health", "allocation", "delivery", "notification")
        .view(new GrantsView(), "allocation")
        .view(new ClearancesView(), "health")
        .view(new ReviewsView(), "registration")
        .view(new CallsView(), "registration")
        .view(new SendersView(), "registration")
        .view(new ReportView(), "registration", "allocation", "delivery", "notification")
        .view(new DisclosuresView(), "registration", "health", "delivery", "notification")
        .worker("eligibility", eligibility, EligibilityWorker.TYPES, "registration")
        .worker("recheck", recheck, RecheckWorker.TYPES, "registration", "allocation")
        .worker("outlets", outlets, OutletWorker.TYPES, "registration")
        .worker("erasure", erasure, ErasureWorker.TYPES, "registration")
        .reference("registration")
        .seals(Purpose.IDENTITY, Purpose.CONTACT, Purpose.CONSIGNEE)
        .build();
  }

  /** The workers come by providers: they need the gateway, which needs this definition. */
  @Bean
  ServiceDefinition registration(
      PackShelf packs, RegisterProperties registers, ObjectProvider<EligibilityWorker> eligibility,
      ObjectProvider<RecheckWorker> recheck, ObjectProvider<OutletWorker> outlets, ObjectProvider<ErasureWorker> erasure) {
    return service(
        packs, registers.calls().askAgainAfter(), registers.calls().answersKept(), recorded -> eligibility.getObject().on(recorded),
        recorded -> recheck.getObject().on(recorded), recorded -> outlets.getObject().on(recorded),
        recorded -> erasure.getObject().on(recorded));
  }

  @Bean
  @ConditionalOnProperty(name = "fairlot.task", havingValue = "none", matchIfMissing = true)
  FactFinder factFinder(CommandGateway gateway, Vault vault, RegisterProperties properties, MeterRegistry meters) {
    return new FactFinder(
        gateway, jwe -> vault.opening(Purpose.IDENTITY, jwe, Identity.class), Registers.over(properties, meters));
  }

  @Bean
  @ConditionalOnProperty(name = "fairlot.task", havingValue = "none", matchIfMissing = true)
  EligibilityWorker eligibilityWorker(FactFinder facts) {
    return new EligibilityWorker(facts);
  }

  @Bean
  @ConditionalOnProperty(name = "fairlot.task", havingValue = "none", matchIfMissing = true)
  RecheckWorker recheckWorker(CommandGateway gateway, FactFinder facts, Programmes programmes, PackShelf packs) {
    return new RecheckWorker(
        gateway, facts,
        urn -> programmes.find(urn.programmeId())
            .flatMap(programme -> packs.find(programme.defined().pack(), urn.packVersion())));
  }

  @Bean
  @ConditionalOnProperty(name = "fairlot.task", havingValue = "none", matchIfMissing = true)
  OutletWorker outletWorker(CommandGateway gateway, MongoDatabase readModels) {
    return new OutletWorker(gateway, readModels);
  }

  @Bean
  @ConditionalOnProperty(name = "fairlot.task", havingValue = "none", matchIfMissing = true)
  ErasureWorker erasureWorker(CommandGateway gateway, PersonKeys keys) {
    return new ErasureWorker(gateway, keys, ErasureWorker.KEYS_PER_PART);
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
  DivisionTables divisionTables(DivisionProperties properties) {
    return DivisionTables.in(properties.folder());
  }

  @Bean
  ProgrammeForms programmeForms(DivisionTables tables) {
    return new ProgrammeForms(tables.divisions());
  }

  @Bean
  RouterFunction<ServerResponse> packRoutes(Edge edge, CommandGateway commands, PackShelf packs) {
    return new PackApi(edge, commands, packs).routes();
  }

  @Bean
  RouterFunction<ServerResponse> programmeRoutes(
      Edge edge, CommandGateway commands, Programmes programmes, PackShelf packs, ProgrammeForms forms,
      DivisionTables tables, RegistrationApi registrations, Clock clock) {
    return new ProgrammeApi(
            edge, commands, programmes, packs, forms, tables.divisions(), tables.committees(), registrations::liveCases, clock)
        .routes();
  }

  @Bean
  RegistrationApi registrationApi(
      Edge edge, Admission admission, CommandGateway commands, Programmes programmes, PackShelf packs, ProgrammeForms forms,
      Pseudonyms pseudonyms, DivisionTables tables,
      Vault vault, Receipts receipts, PickupCodes pickupCodes, Blinds blinds, MongoDatabase readModels, Clock clock) {
    var addresses = new AddressReader(tables.divisions());
    var reader = new FormReader(addresses, tables.committees());
    return new RegistrationApi(
        edge, admission, commands, programmes, packs, forms, reader, addresses, tables.committees(), pseudonyms, vault, receipts,
        pickupCodes, blinds, readModels, clock);
  }

  @Bean
  RouterFunction<ServerResponse> registrationRoutes(RegistrationApi api) {
    return api.routes();
  }

  @Bean
  RouterFunction<ServerResponse> smsRoutes(
      Edge edge, CommandGateway commands, RegistrationApi registrations, Programmes programmes, PackShelf packs,
      ProgrammeForms forms, DivisionTables tables, MongoDatabase readModels, Pseudonyms pseudonyms, Vault vault,
      Clock clock) {
    return new SmsUplinkApi(
            edge, commands, registrations.intake(), programmes, packs, forms, tables.committees(), readModels, pseudonyms,
            vault, clock)
        .routes();
  }

  @Bean
  Residents residents(MongoDatabase readModels, Vault vault) {
    return new Residents(readModels, vault);
  }

  @Bean
  RouterFunction<ServerResponse> reviewRoutes(
      Edge edge, CommandGateway commands, Residents residents, MongoDatabase readModels) {
    return new ReviewApi(edge, commands, residents, readModels).routes();
  }

  @Bean
  RouterFunction<ServerResponse> callRoutes(
      Edge edge, CommandGateway commands, Residents residents, MongoDatabase readModels) {
    return new CallApi(edge, commands, residents, readModels).routes();
  }

  /** The page on which a committee's workers register, review and note their calls (居委会工作台). */
  @Bean
  RouterFunction<ServerResponse> consoleRoutes() {
    return new StaticPage(CONSOLE).routes();
  }

  @Bean
  RouterFunction<ServerResponse> reportRoutes(
      MongoDatabase readModels, Programmes programmes, PackShelf packs, ReportProperties properties, Clock clock) {
    return new ReportApi(readModels, programmes, packs, properties, clock).routes();
  }

  @Bean
  RouterFunction<ServerResponse> distributionRoutes(
      Edge edge, MongoDatabase readModels, Programmes programmes, PackShelf packs, ProgrammeForms forms,
      DivisionTables tables, Pseudonyms pseudonyms, Clock clock) {
    var reader = new FormReader(new AddressReader(tables.divisions()), tables.committees());
    return new DistributionApi(
            edge, readModels, programmes, packs, forms, reader, tables, new BuildingTags(pseudonyms), clock)
        .routes();
  }

  @Bean
  RouterFunction<ServerResponse> disclosureRoutes(MongoDatabase readModels) {
    return new DisclosuresApi(readModels).routes();
  }

  @Bean
  SecurityRules securityRules() {
    String[] readers = {"registration", "sms", "committee", "operator", "outlet"};
    return new SecurityRules()
        .scope(HttpMethod.GET, "/v1/programmes", readers)
        .scope(HttpMethod.GET, "/v1/programmes/*", readers)
        .scope(HttpMethod.GET, "/v1/programmes/*/outlets", readers)
        .scope(HttpMethod.PUT, "/v1/programmes/*", "operator")
        .scope(HttpMethod.POST, "/v1/programmes/*/end", "operator")
        .scope(HttpMethod.PUT, "/v1/programmes/*/outlets", "operator")
        .scope(HttpMethod.PUT, "/v1/programmes/*/committee-aliases", "operator")
        .scope(HttpMethod.PUT, "/v1/programmes/*/sms-numbers", "operator")
        .scope(HttpMethod.POST, "/v1/channels/sms/uplink", "sms")
        .scope(HttpMethod.GET, "/v1/packs/*/versions/*", readers)
        .scope(HttpMethod.PUT, "/v1/packs/*/versions/*", "operator")
        .scope(HttpMethod.POST, "/v1/programmes/*/registrations", "registration")
        .scope(HttpMethod.GET, "/v1/registrations/*", "registration")
        .scope(HttpMethod.GET, "/v1/registrations/*/events", "registration")
        .scope(HttpMethod.PATCH, "/v1/registrations/*", "registration")
        .scope(HttpMethod.DELETE, "/v1/registrations/*", "registration")
        .scope(HttpMethod.POST, "/v1/registrations/*/appeal", "registration")
        .scope(HttpMethod.POST, "/v1/committees/*/registrations", "committee")
        .scope(HttpMethod.GET, "/v1/committees/*/registrations/*", "committee")
        .scope(HttpMethod.GET, "/v1/committees/*/reviews", "committee", "operator")
        .scope(HttpMethod.POST, "/v1/committees/*/reviews", "committee", "operator")
        .scope(HttpMethod.GET, "/v1/committees/*/calls", "committee")
        .scope(HttpMethod.POST, "/v1/committees/*/calls", "committee")
        .permitAll(HttpMethod.GET, CONSOLE)
        .scope(HttpMethod.POST, "/v1/registrations/*/confirmation", "registration")
        .scope(HttpMethod.GET, "/v1/programmes/*/unassigned", "operator")
        .scope(HttpMethod.GET, "/v1/programmes/*/report", "operator", "auditor")
        .scope(HttpMethod.GET, "/v1/programmes/*/distribution", "operator", "auditor", "committee")
        .scope(HttpMethod.POST, "/v1/programmes/*/distribution/building", "operator", "auditor", "committee")
        .scope(HttpMethod.GET, "/v1/persons/*/disclosures", "registration", "auditor")
        .scope(HttpMethod.GET, "/v1/programmes/*/grants", "operator", "auditor")
        .scope(HttpMethod.POST, "/v1/programmes/*/assignments", "operator")
        .scope(HttpMethod.POST, "/v1/programmes/*/entitlements", "operator");
  }

  @Bean
  ProblemCatalog problemCatalog() {
    return new ProblemCatalog()
        .status("NOT_OPEN", 403)
        .status("PROGRAMME_ENDED", 403)
        .status("MAINTENANCE", 503)
        .status("CHANNEL_RESERVED", 403)
        .status("UNKNOWN_PROGRAMME", 404);
  }
}
