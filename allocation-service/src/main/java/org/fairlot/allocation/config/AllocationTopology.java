package org.fairlot.allocation.config;

import com.mongodb.reactivestreams.client.MongoDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.fairlot.allocation.draw.domain.Draw;
import org.fairlot.allocation.draw.domain.DrawCommand;
import org.fairlot.allocation.draw.domain.DrawDecider;
import org.fairlot.allocation.draw.domain.DrawMember;
import org.fairlot.allocation.draw.drand.DrandProperties;
import org.fairlot.allocation.draw.drand.Rounds;
import org.fairlot.allocation.draw.view.DrawView;
import org.fairlot.allocation.draw.web.DrawApi;
import org.fairlot.allocation.draw.web.DrawQueries;
import org.fairlot.allocation.draw.work.BeaconWorker;
import org.fairlot.allocation.draw.work.DrawArchive;
import org.fairlot.allocation.draw.work.DrawDesk;
import org.fairlot.allocation.draw.work.DrawWorker;
import org.fairlot.allocation.pool.domain.PoolCommand;
import org.fairlot.allocation.pool.domain.PoolDecider;
import org.fairlot.allocation.pool.domain.PoolHeader;
import org.fairlot.allocation.pool.domain.PoolMember;
import org.fairlot.allocation.pool.view.DemandView;
import org.fairlot.allocation.pool.view.PoolView;
import org.fairlot.allocation.pool.web.PoolApi;
import org.fairlot.allocation.pool.web.PoolQueries;
import org.fairlot.allocation.pool.web.ProgrammeLookup;
import org.fairlot.allocation.reaction.AllocationReaction;
import org.fairlot.allocation.urn.domain.UrnCommand;
import org.fairlot.allocation.urn.domain.UrnDecider;
import org.fairlot.allocation.urn.domain.UrnHeader;
import org.fairlot.allocation.urn.domain.UrnMember;
import org.fairlot.contracts.allocation.DrawEvent;
import org.fairlot.contracts.allocation.PoolEvent;
import org.fairlot.contracts.allocation.UrnEvent;
import org.fairlot.contracts.registration.ProgrammeEvent.NotaryKey;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeDefined;
import org.fairlot.runtime.Aggregate;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.runtime.Worker;
import org.fairlot.runtime.clock.DomainClock;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.ProblemCatalog;
import org.fairlot.runtime.edge.StaticPage;
import org.fairlot.runtime.reference.ReferenceData;
import org.fairlot.runtime.replay.Replay;
import org.fairlot.runtime.security.SecurityRules;
import org.fairlot.runtime.vault.Blinds;
import org.fairlot.runtime.vault.Receipts;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** What allocation-service consists of, and who may call it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DrandProperties.class)
public class AllocationTopology {

  /** The workers come by providers: they need the gateway, which needs this definition. */
  @Bean
  ServiceDefinition allocation(ObjectProvider<DrawWorker> draws, ObjectProvider<BeaconWorker> beacons) {
    return define(recorded -> draws.getObject().on(recorded), recorded -> beacons.getObject().on(recorded));
  }

  /** The service, given what carries out its draws and what fetches their beacons. */
  public static ServiceDefinition define(Worker draws, Worker beacons) {
    return ServiceDefinition.named("allocation")
        .aggregate(
            Aggregate.ledger(
                "pool", PoolCommand.class, PoolEvent.class, new PoolDecider(), PoolHeader.class, PoolMember.class))
        .aggregate(
            Aggregate.ledger(
                "urn", UrnCommand.class, UrnEvent.class, new UrnDecider(), UrnHeader.class, UrnMember.class))
        .aggregate(
            Aggregate.ledger("draw", DrawCommand.class, DrawEvent.class, new DrawDecider(), Draw.class, DrawMember.class))
        .reaction(new AllocationReaction(), "registration", "allocation")
        .view(new DrawView(), "allocation")
        .view(new PoolView(), "allocation")
        .view(new DemandView(), "allocation", "registration")
        .worker("draws", draws, DrawWorker.TYPES, "allocation")
        // a worker of its own: while a source is down nothing else has to wait or to be done again
        .worker("beacons", beacons, BeaconWorker.TYPES, "allocation")
        .reference("registration")
        .build();
  }

  /** What reads the log again; a task that only makes topics does without. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty(name = "fairlot.task", havingValue = "none", matchIfMissing = true)
  static class Drawing {

    @Bean
    DrawArchive drawArchive(Replay replay, Blinds blinds) {
      return new DrawArchive(replay, blinds);
    }

    @Bean
    DrawWorker drawWorker(
        CommandGateway commands, DrawArchive archive, Receipts receipts, ReferenceData reference, DomainClock clock) {
      return new DrawWorker(commands, archive, receipts, programmeId -> notaryKeys(reference, programmeId), clock);
    }

    @Bean
    BeaconWorker beaconWorker(
        CommandGateway commands, DrawArchive archive, DrandProperties properties, MeterRegistry meters) {
      return new BeaconWorker(commands, archive, Rounds.over(properties, meters), meters);
    }

    /** A draw is sealed with the keys that are published by then; a programme from before they were named has none. */
    private static List<NotaryKey> notaryKeys(ReferenceData reference, String programmeId) {
      var programme =
          reference.find(ProgrammeDefined.class, "programme/" + programmeId)
              .orElseThrow(() -> new IllegalStateException("programme " + programmeId + " is not here yet"));
      return programme.notaryKeys() == null ? List.of() : programme.notaryKeys();
    }

    @Bean
    RouterFunction<ServerResponse> drawRoutes(
        Edge edge, CommandGateway commands, ReferenceData reference, MongoDatabase readModels, DrawArchive archive,
        Receipts receipts, DomainClock clock) {
      return new DrawApi(
              edge, commands, new ProgrammeLookup(reference), new DrawQueries(readModels),
              new DrawDesk(archive, receipts, clock))
          .routes();
    }
  }

  @Bean
  RouterFunction<ServerResponse> poolRoutes(
      Edge edge, CommandGateway commands, ReferenceData reference, MongoDatabase readModels, DomainClock clock) {
    return new PoolApi(edge, commands, new ProgrammeLookup(reference), new PoolQueries(readModels), clock).routes();
  }

  @Bean
  RouterFunction<ServerResponse> verifyRoutes() {
    return new StaticPage(DrawQueries.VERIFY_PAGE).routes();
  }

  @Bean
  SecurityRules securityRules() {
    return new SecurityRules()
        .scope(HttpMethod.POST, "/v1/programmes/*/supply", "operator")
        .scope(HttpMethod.GET, "/v1/programmes/*/pools", "operator", "committee")
        .scope(HttpMethod.GET, "/v1/programmes/*/demand", "operator")
        .permitAll(HttpMethod.GET, "/v1/programmes/*/draws")
        .permitAll(HttpMethod.GET, "/v1/draws/*")
        .permitAll(HttpMethod.GET, "/v1/draws/*/bundle")
        .permitAll(HttpMethod.GET, "/v1/draws/*/proofs/*")
        .permitAll(HttpMethod.GET, DrawQueries.VERIFY_PAGE)
        .scope(HttpMethod.POST, "/v1/draws/*/notary-commitment", "notary")
        .scope(HttpMethod.POST, "/v1/draws/*/notary-share", "notary")
        .scope(HttpMethod.POST, "/v1/draws/*/attestation", "notary")
        .scope(HttpMethod.POST, "/v1/draws/*/beacon", "notary", "operator")
        .scope(HttpMethod.POST, "/v1/draws/*/decision", "operator");
  }

  @Bean
  ProblemCatalog problemCatalog() {
    return new ProblemCatalog().status("SUPPLY_OUT_OF_RANGE", 422).status("UNKNOWN_DRAW", 404).status("SHARE_MISMATCH", 422);
  }
}
