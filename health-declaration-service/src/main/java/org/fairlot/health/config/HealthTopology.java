package org.fairlot.health.config;

import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.health.DeclarationEvent;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationsErased;
import org.fairlot.health.declaration.domain.Answers;
import org.fairlot.health.declaration.domain.DeclarationCommand;
import org.fairlot.health.declaration.domain.DeclarationDecider;
import org.fairlot.health.declaration.domain.Declarations;
import org.fairlot.health.declaration.view.DeclarationView;
import org.fairlot.health.declaration.web.AuthorityApi;
import org.fairlot.health.declaration.web.DeclarationApi;
import org.fairlot.health.declaration.web.DeclarationQueries;
import org.fairlot.health.reaction.HealthReaction;
import org.fairlot.runtime.Aggregate;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.runtime.edge.Admission;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.ProblemCatalog;
import org.fairlot.runtime.security.SecurityRules;
import org.fairlot.runtime.vault.Pseudonyms;
import org.fairlot.runtime.vault.Receipts;
import org.fairlot.runtime.vault.Vault;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** What health-declaration-service consists of, and who may call it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HealthProperties.class)
public class HealthTopology {

  /** The vault needs the service's topology for its keys, and the view needs the vault: so it is asked for when used. */
  @Bean
  ServiceDefinition health(ObjectProvider<Vault> vault) {
    return definition(sealed -> vault.getObject().open(Purpose.HEALTH, sealed, Answers.class));
  }

  /** @param open the answers of a sealed declaration, empty if the person was erased */
  public static ServiceDefinition definition(Function<String, Optional<Answers>> open) {
    return ServiceDefinition.named("health")
        .aggregate(
            Aggregate.of(
                    "declaration", DeclarationCommand.class, DeclarationEvent.class, new DeclarationDecider(),
                    Declarations.class)
                .erasing(DeclarationsErased.class, DeclarationsErased::keyIds))
        .reaction(new HealthReaction(), "registration", "health")
        .view(new DeclarationView(open), "health")
        .seals(Purpose.HEALTH)
        .build();
  }

  @Bean
  DeclarationQueries declarationQueries(MongoDatabase readModels) {
    return new DeclarationQueries(readModels);
  }

  @Bean
  RouterFunction<ServerResponse> declarationRoutes(
      Edge edge, Admission admission, CommandGateway commands, Pseudonyms pseudonyms, Vault vault, Receipts receipts,
      DeclarationQueries queries, HealthProperties properties, Clock clock) {
    return new DeclarationApi(
            edge, admission, commands, pseudonyms, vault, receipts, queries, clock.withZone(properties.zone()),
            properties.validityHours(), properties.retentionDays())
        .routes();
  }

  @Bean
  RouterFunction<ServerResponse> authorityRoutes(DeclarationQueries queries, HealthProperties properties) {
    return new AuthorityApi(queries, properties.zone()).routes();
  }

  @Bean
  SecurityRules securityRules() {
    return new SecurityRules()
        .scope(HttpMethod.POST, "/v1/health-declarations", "registration")
        .scope(HttpMethod.GET, "/v1/health-declarations/*", "registration")
        .scope(HttpMethod.POST, "/v1/health-declarations/*/correction", "registration")
        .scope(HttpMethod.GET, "/v1/health-declarations", "health-authority");
  }

  @Bean
  ProblemCatalog problemCatalog() {
    return new ProblemCatalog().status("UNKNOWN_DECLARATION", 404);
  }
}
