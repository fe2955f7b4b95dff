package org.fairlot.delivery.config;

import com.mongodb.reactivestreams.client.MongoDatabase;
import java.util.List;
import org.fairlot.contracts.delivery.BoardEvent;
import org.fairlot.contracts.delivery.FulfilmentEvent;
import org.fairlot.contracts.delivery.FulfilmentEvent.DispatchRevoked;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelDispatched;
import org.fairlot.contracts.delivery.FulfilmentEvent.ReturnOrdered;
import org.fairlot.delivery.board.domain.Assignment;
import org.fairlot.delivery.board.domain.BoardCommand;
import org.fairlot.delivery.board.domain.BoardDecider;
import org.fairlot.delivery.board.domain.BoardHeader;
import org.fairlot.delivery.courier.DispatchTopics;
import org.fairlot.delivery.courier.view.WaybillView;
import org.fairlot.delivery.courier.web.DispatchesApi;
import org.fairlot.delivery.courier.web.TracesApi;
import org.fairlot.delivery.courier.web.Waybills;
import org.fairlot.delivery.fulfilment.domain.Fulfilment;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand;
import org.fairlot.delivery.fulfilment.domain.FulfilmentDecider;
import org.fairlot.delivery.fulfilment.view.HeldView;
import org.fairlot.delivery.fulfilment.web.HeldApi;
import org.fairlot.delivery.pickup.view.PickupView;
import org.fairlot.delivery.pickup.web.CounterCodes;
import org.fairlot.delivery.pickup.web.PickupApi;
import org.fairlot.delivery.reaction.DeliveryReaction;
import org.fairlot.delivery.visit.view.VisitView;
import org.fairlot.delivery.visit.web.VisitApi;
import org.fairlot.runtime.Aggregate;
import org.fairlot.runtime.Copy;
import org.fairlot.runtime.FairlotProperties;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.runtime.clock.DomainClock;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.ProblemCatalog;
import org.fairlot.runtime.security.SecurityRules;
import org.fairlot.runtime.topics.TopicPlan;
import org.fairlot.runtime.topics.TopicsAtStart;
import org.fairlot.runtime.vault.PickupCodes;
import org.fairlot.runtime.vault.PickupTokens;
import org.fairlot.runtime.vault.Receipts;
import org.fairlot.runtime.vault.Vault;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** What delivery-service consists of, and who may call it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DeliveryProperties.class)
public class DeliveryTopology {

  @Bean
  CounterCodes counterCodes(ObjectProvider<PickupCodes> codes) {
    return new CounterCodes(codes::getObject);
  }

  @Bean
  DispatchTopics dispatchTopics(
      DeliveryProperties delivery, FairlotProperties platform, ObjectProvider<TopicPlan> plan) {
    return new DispatchTopics(
        delivery.couriers(),
        topic -> {
          try (var admin = TopicsAtStart.admin(platform)) {
            plan.getObject().ensureCopyTopic(admin, topic);
          }
        });
  }

  @Bean
  ServiceDefinition delivery(DeliveryProperties properties, CounterCodes codes, DispatchTopics topics) {
    return definition(properties.couriers(), codes, topics);
  }

  static ServiceDefinition definition(List<String> couriers, CounterCodes codes, DispatchTopics topics) {
    return ServiceDefinition.named("delivery")
        .aggregate(
            Aggregate.of(
                    "fulfilment", FulfilmentCommand.class, FulfilmentEvent.class, new FulfilmentDecider(),
                    Fulfilment.class)
                .copying(ParcelDispatched.class, e -> new Copy(DispatchTopics.of(e.courier()), e.waybill()))
                .copying(DispatchRevoked.class, e -> new Copy(DispatchTopics.of(e.courier()), e.waybill()))
                .copying(ReturnOrdered.class, e -> new Copy(DispatchTopics.of(e.courier()), e.waybill())))
        .aggregate(
            Aggregate.ledger(
                "board", BoardCommand.class, BoardEvent.class, new BoardDecider(), BoardHeader.class, Assignment.class))
        .reaction(new DeliveryReaction(), "registration", "delivery")
        .worker("dispatch-topics", topics, DispatchTopics.TYPES, "registration")
        .copyTopics(couriers.stream().map(DispatchTopics::of).toArray(String[]::new))
        .view(new WaybillView(), "delivery")
        .view(new PickupView(codes::markOfFulfilment), "delivery")
        .view(new VisitView(), "delivery")
        .view(new HeldView(), "delivery")
        .opensKeysOf("registration")
        .build();
  }

  @Bean
  RouterFunction<ServerResponse> deliveryRoutes(
      Edge edge, CommandGateway commands, MongoDatabase readModels, Vault vault, DomainClock clock, CounterCodes codes,
      DeliveryProperties properties, Receipts receipts) {
    var waybills = new Waybills(readModels);
    return new DispatchesApi(waybills, vault, clock, properties.dispatchSettle()).routes()
        .and(new TracesApi(edge, commands, waybills).routes())
        .and(
            new PickupApi(
                    edge, commands, readModels, codes, new PickupTokens(() -> receipts), clock, properties.guesses())
                .routes())
        .and(new VisitApi(edge, commands, readModels, vault).routes())
        .and(new HeldApi(edge, commands, readModels).routes());
  }

  @Bean
  SecurityRules securityRules() {
    return new SecurityRules()
        .scope(HttpMethod.GET, "/v1/dispatches", "courier")
        .scope(HttpMethod.GET, "/v1/dispatches/*/consignee", "courier")
        .scope(HttpMethod.POST, "/v1/couriers/*/traces", "courier")
        .scope(HttpMethod.GET, "/v1/outlets/*/pickups", "outlet")
        .scope(HttpMethod.POST, "/v1/pickups/redeem", "outlet")
        .scope(HttpMethod.POST, "/v1/pickups/redemptions", "outlet")
        .scope(HttpMethod.GET, "/v1/committees/*/deliveries", "committee")
        .scope(HttpMethod.POST, "/v1/committees/*/deliveries", "committee")
        .scope(HttpMethod.GET, "/v1/programmes/*/held", "operator")
        .scope(HttpMethod.POST, "/v1/programmes/*/held/*/decision", "operator");
  }

  @Bean
  ProblemCatalog problemCatalog() {
    return new ProblemCatalog().status("CODE_UNKNOWN", 404).status("NO_VISIT_DUE", 404);
  }
}
