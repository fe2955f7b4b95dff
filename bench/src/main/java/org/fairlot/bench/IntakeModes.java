package org.fairlot.bench;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.fairlot.kernel.Command;
import org.fairlot.runtime.FairlotProperties;
import org.fairlot.runtime.decider.KafkaCommandGateway;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.wire.CommandEnvelope;
import org.fairlot.runtime.wire.Json;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;

/**
 * The real endpoint with three ways of handling its command, in one warm process, so that a ratio compares nothing but
 * these: answered at once, answered when the record is acknowledged, decided.
 */
@Configuration(proxyBeanMethods = false)
public class IntakeModes {

  enum Mode { NO_KAFKA, PRODUCE_ONLY, DECIDED }

  private volatile Mode mode = Mode.DECIDED;

  /**
   * {@code POST /bench/mode/DECIDED} switches, {@code POST /bench/gc} collects. Ahead of security: this process is the
   * bench's own, on loopback.
   */
  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE)
  WebFilter modeSwitch() {
    return (exchange, chain) -> {
      String path = exchange.getRequest().getPath().value();
      if (path.equals("/bench/gc")) {
        System.gc();
        return exchange.getResponse().setComplete();
      }
      if (path.startsWith("/bench/mode/")) {
        mode = Mode.valueOf(path.substring("/bench/mode/".length()));
        return exchange.getResponse().setComplete();
      }
      return chain.filter(exchange);
    };
  }

  @Bean
  @Primary
  CommandGateway switching(KafkaCommandGateway decided, FairlotProperties properties) {
    var producer = new KafkaProducer<>(
        Map.<String, Object>of(
            "bootstrap.servers", properties.kafka(), "acks", "all", "linger.ms", 1, "batch.size", 128 << 10),
        new StringSerializer(), new ByteArraySerializer());
    return (command, context) -> switch (mode) {
      case NO_KAFKA -> Mono.just(accepted(command, context));
      case PRODUCE_ONLY -> produced(producer, command, context);
      case DECIDED -> decided.submit(command, context);
    };
  }

  private static Mono<Outcome> produced(KafkaProducer<String, byte[]> producer, Command command, CommandContext context) {
    var acknowledged = new CompletableFuture<Outcome>();
    var envelope = new CommandEnvelope(
        context.commandId(), context.correlationId(), null, context.fingerprint(), context.newKeys(), null);
    producer.send(
        new ProducerRecord<>(IntakeBench.PRODUCE_ONLY_TOPIC, null, command.key(), Json.MAPPER.writeValueAsBytes(command), envelope.headers(command)),
        (metadata, failure) -> {
          if (failure == null) {
            acknowledged.complete(accepted(command, context));
          } else {
            acknowledged.completeExceptionally(failure);
          }
        });
    return Mono.fromFuture(acknowledged);
  }

  private static Outcome accepted(Command command, CommandContext context) {
    return new Outcome.Accepted(context.commandId(), command.key(), 1, Instant.now(), List.of());
  }
}
