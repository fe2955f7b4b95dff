package org.fairlot.allocation.config;

import com.mongodb.reactivestreams.client.MongoDatabase;
import org.fairlot.allocation.draw.domain.Draw;
import org.fairlot.allocation.draw.domain.DrawCommand;
import org.fairlot.allocation.draw.domain.DrawDecider;
import org.fairlot.allocation.draw.domain.DrawMember;
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
import org.fairlot.runtime.Aggregate;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.ProblemCatalog;
import org.fairlot.runtime.reference.ReferenceData;
import org.fairlot.runtime.security.SecurityRules;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** What allocation-service consists of, and who may call it. */
@Configuration(proxyBeanMethods = false)
public class AllocationTopology {

  @Bean
  public ServiceDefinition allocation() {
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
        .view(new PoolView(), "allocation")
        .view(new DemandView(), "allocation", "registration")
        .reference("registration")
        .build();
  }

  @Bean
  RouterFunction<ServerResponse> poolRoutes(
      Edge edge, CommandGateway commands, ReferenceData reference, MongoDatabase readModels) {
    return new PoolApi(edge, commands, new ProgrammeLookup(reference), new PoolQueries(readModels)).routes();
  }

  @Bean
  SecurityRules securityRules() {
    return new SecurityRules()
        .scope(HttpMethod.POST, "/v1/programmes/*/supply", "operator")
        .scope(HttpMethod.GET, "/v1/programmes/*/pools", "operator")
        .scope(HttpMethod.GET, "/v1/programmes/*/demand", "operator");
  }

  @Bean
  ProblemCatalog problemCatalog() {
    return new ProblemCatalog().status("SUPPLY_OUT_OF_RANGE", 422);
  }
}
