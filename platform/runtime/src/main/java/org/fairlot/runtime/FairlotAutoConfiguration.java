package org.fairlot.runtime;

import com.mongodb.MongoClientSettings;
import com.mongodb.connection.TransportSettings;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.bson.UuidRepresentation;
import org.fairlot.runtime.clock.DomainClock;
import org.fairlot.runtime.decider.DeciderTopology;
import org.fairlot.runtime.decider.KafkaCommandGateway;
import org.fairlot.runtime.edge.Admission;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.Problem;
import org.fairlot.runtime.edge.ProblemCatalog;
import org.fairlot.runtime.edge.Problems;
import org.fairlot.runtime.edge.ReadsOn;
import org.fairlot.runtime.forwarder.ForwarderTopology;
import org.fairlot.runtime.ops.QuarantineEndpoint;
import org.fairlot.runtime.ops.RebuildEndpoint;
import org.fairlot.runtime.ops.SuiteHealth;
import org.fairlot.runtime.reference.ReferenceData;
import org.fairlot.runtime.replay.Replay;
import org.fairlot.runtime.security.FairlotSecurity;
import org.fairlot.runtime.security.SecurityRules;
import org.fairlot.runtime.streams.StreamsApplication;
import org.fairlot.runtime.streams.StreamsSettings;
import org.fairlot.runtime.topics.TopicPlan;
import org.fairlot.runtime.topics.TopicsAtStart;
import org.fairlot.runtime.topics.TopicsTask;
import org.fairlot.runtime.vault.Blinds;
import org.fairlot.runtime.vault.PersonKeys;
import org.fairlot.runtime.vault.PickupCodes;
import org.fairlot.runtime.vault.Pseudonyms;
import org.fairlot.runtime.vault.Receipts;
import org.fairlot.runtime.vault.StoredPersonKeys;
import org.fairlot.runtime.vault.Vault;
import org.fairlot.runtime.view.Projections;
import org.fairlot.runtime.worker.Workers;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.boot.mongodb.autoconfigure.MongoReactiveAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.StandardMongoClientSettingsBuilderCustomizer;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import reactor.core.publisher.Mono;

/** Makes a running service of a {@link ServiceDefinition}. Parts start in the order of their phases, the web last. */
@AutoConfiguration(before = MongoReactiveAutoConfiguration.class)
@EnableConfigurationProperties(FairlotProperties.class)
@ConditionalOnBean(ServiceDefinition.class)
public class FairlotAutoConfiguration {

  public static final int PHASE_TOPICS = 0;
  public static final int PHASE_REFERENCE = 1;
  public static final int PHASE_STREAMS = 2;
  public static final int PHASE_GATEWAY = 3;
  public static final int PHASE_VIEWS = 4;
  public static final int PHASE_WORKERS = 5;

  @Bean
  TopicPlan topicPlan(ServiceDefinition service, FairlotProperties properties) {
    return new TopicPlan(service, properties.topics());
  }

  @Bean
  @ConditionalOnMissingBean
  DomainClock domainClock(FairlotProperties properties) {
    return DomainClock.of(properties.clock(), Clock.systemUTC());
  }

  @Bean
  Pseudonyms pseudonyms(FairlotProperties properties) {
    return new Pseudonyms(properties.secrets().pepper());
  }

  @Bean
  @Lazy
  Receipts receipts(FairlotProperties properties) {
    return new Receipts(properties.secrets().receiptKey());
  }

  @Bean
  @Lazy
  PickupCodes pickupCodes(FairlotProperties properties) {
    return new PickupCodes(properties.secrets().pickupKey());
  }

  @Bean
  @Lazy
  Blinds blinds(FairlotProperties properties) {
    return new Blinds(properties.secrets().blindKey());
  }

  @Bean
  Vault vault(FairlotProperties properties, PersonKeys personKeys) {
    return new Vault(properties.secrets().purposes(), personKeys);
  }

  @Bean
  @ConditionalOnMissingBean
  ProblemCatalog problemCatalog() {
    return new ProblemCatalog();
  }

  @Bean
  @Order(-2) // before Spring Boot's own error handler
  Problems problems(MessageSource messages) {
    return new Problems(messages);
  }

  @Bean
  WebServerFactoryCustomizer<NettyReactiveWebServerFactory> readsOn() {
    return server -> server.addServerCustomizers(ReadsOn::applyTo);
  }

  @Bean
  Edge edge(FairlotProperties properties, Pseudonyms pseudonyms, ProblemCatalog catalog, MeterRegistry meters) {
    return new Edge(properties, pseudonyms, catalog, meters);
  }

  @Bean
  Admission admission(FairlotProperties properties, Pseudonyms pseudonyms, MeterRegistry meters) {
    return new Admission(properties.admission(), pseudonyms, InstantSource.system(), meters);
  }

  /** The driver's own transport. With Netty's, each service would have one more group of event loops, and wait two seconds for its end. */
  @Bean
  MongoClientSettings mongoSettings() {
    return MongoClientSettings.builder().transportSettings(TransportSettings.asyncBuilder().build()).build();
  }

  /** Boot makes it only together with its own settings. */
  @Bean
  StandardMongoClientSettingsBuilderCustomizer mongoConnection(MongoConnectionDetails details) {
    return new StandardMongoClientSettingsBuilderCustomizer(details, UuidRepresentation.STANDARD);
  }

  @Bean
  MongoDatabase readModels(MongoClient client, @Value("${fairlot.read-models:${fairlot.service}}") String name) {
    return client.getDatabase(name);
  }

  /** All that runs against the cluster; a task, such as creating topics, does without. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty(name = "fairlot.task", havingValue = "none", matchIfMissing = true)
  static class Running {

    @Bean
    TopicsAtStart topicsAtStart(FairlotProperties properties, TopicPlan plan) {
      return new TopicsAtStart(properties, plan);
    }

    @Bean
    ReferenceData referenceData(FairlotProperties properties, ServiceDefinition service, TopicPlan plan) {
      return new ReferenceData(properties, service, plan);
    }

    @Bean
    Replay replay(FairlotProperties properties, TopicPlan plan, DomainClock clock) {
      return new Replay(properties, plan, clock);
    }

    @Bean
    KafkaCommandGateway kafkaCommandGateway(FairlotProperties properties, TopicPlan topics, MeterRegistry meters) {
      return new KafkaCommandGateway(properties, topics, meters);
    }

    @Bean
    StreamsApplication decider(
        ServiceDefinition service, FairlotProperties properties, TopicPlan topics, DomainClock clock,
        KafkaCommandGateway gateway) {
      String application = topics.application("decider");
      return new StreamsApplication(
          application,
          () -> DeciderTopology.of(service, properties, topics, clock, gateway),
          StreamsSettings.decider(properties, application),
          !properties.instance().isBlank(),
          PHASE_STREAMS);
    }

    @Bean
    StreamsApplication forwarder(
        ServiceDefinition service, FairlotProperties properties, TopicPlan topics, DomainClock clock) {
      String application = topics.application("forwarder");
      return new StreamsApplication(
          application,
          () -> ForwarderTopology.of(service, properties, topics, clock),
          StreamsSettings.forwarder(properties, application),
          !properties.instance().isBlank(),
          PHASE_STREAMS);
    }

    @Bean
    PersonKeys personKeys(ServiceDefinition service, @Qualifier("forwarder") StreamsApplication forwarder) {
      return new StoredPersonKeys(service, forwarder);
    }

    @Bean
    Projections projections(
        FairlotProperties properties, ServiceDefinition service, TopicPlan topics, MongoDatabase readModels) {
      return new Projections(properties, service, topics, readModels);
    }

    @Bean
    Workers workers(FairlotProperties properties, ServiceDefinition service, TopicPlan topics) {
      return new Workers(properties, service, topics);
    }

    @Bean("suiteHealthIndicator")
    SuiteHealth suite(
        FairlotProperties properties, List<StreamsApplication> applications, KafkaCommandGateway gateway,
        Projections projections) {
      return new SuiteHealth(properties, applications, gateway, projections);
    }

    @Bean
    QuarantineEndpoint quarantineEndpoint(Projections projections) {
      return new QuarantineEndpoint(projections);
    }

    @Bean
    RebuildEndpoint rebuildEndpoint(Projections projections) {
      return new RebuildEndpoint(projections);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty(name = "fairlot.task", havingValue = "topics")
  static class CreatingTopics {

    @Bean
    TopicsTask topicsTask(FairlotProperties properties, TopicPlan plan, ConfigurableApplicationContext context) {
      return new TopicsTask(properties, plan, context);
    }

    /** The readiness group names this part; a task has nothing to be ready for. */
    @Bean("suiteHealthIndicator")
    HealthIndicator suite() {
      return () -> Health.up().build();
    }

    /** No personal data is touched while topics are made. */
    @Bean
    PersonKeys personKeys() {
      return new PersonKeys() {
        @Override
        public Optional<String> find(String keyId) {
          return Optional.empty();
        }

        @Override
        public Optional<String> keyIdOf(String holder) {
          return Optional.empty();
        }

        @Override
        public List<String> keyIdsOf(String holderPrefix, int limit) {
          return List.of();
        }
      };
    }

    /** Routes that look into reference data are declared all the same, and nobody calls them. */
    @Bean
    ReferenceData noReferenceData(FairlotProperties properties, TopicPlan plan) {
      return new ReferenceData(properties, ServiceDefinition.named(properties.service()).build(), plan);
    }

    @Bean
    CommandGateway noCommands() {
      return (command, context) -> Mono.error(new IllegalStateException("a task takes no commands"));
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableWebFluxSecurity
  static class Securing {

    @Bean
    @ConditionalOnMissingBean
    ReactiveJwtDecoder jwtDecoder(FairlotProperties properties) {
      return FairlotSecurity.decoder(properties.security());
    }

    @Bean
    @ConditionalOnMissingBean
    SecurityRules securityRules() {
      return new SecurityRules();
    }

    /** An observation around each security filter costs more than the filters; requests are observed as a whole. */
    @Bean
    SecurityObservationSettings securityObservationSettings() {
      return SecurityObservationSettings.noObservations();
    }

    /** What the firewall stops (an encoded slash, a control character) is a problem like any other. */
    @Bean
    ServerExchangeRejectedHandler rejectedExchanges(Problems problems) {
      return (exchange, rejected) -> problems.write(exchange, new Problem(400, "BAD_REQUEST"));
    }

    @Bean
    SecurityWebFilterChain filterChain(
        ServerHttpSecurity http, SecurityRules rules, Problems problems, ReactiveJwtDecoder decoder,
        @Value("${management.endpoints.web.base-path:/actuator}") String operations) {
      return FairlotSecurity.filterChain(http, rules, problems, decoder, operations);
    }
  }
}
