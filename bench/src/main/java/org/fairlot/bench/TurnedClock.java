package org.fairlot.bench;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.fairlot.local.clock.SuiteClock;
import org.fairlot.runtime.clock.DomainClock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.server.WebFilter;

/** The clock of a local suite in a service of its own, so that a draw need not wait for its hours. */
@Configuration(proxyBeanMethods = false)
public class TurnedClock {

  private static final String TURN = "/bench/clock/";

  @Bean
  SuiteClock suiteClock(@Value("${fairlot.state-dir}") Path stateDir) {
    return SuiteClock.open(stateDir.resolve("clock"), Clock.systemUTC());
  }

  @Bean
  DomainClock domainClock(SuiteClock clock) {
    return DomainClock.of(clock::at, Clock.systemUTC());
  }

  /** {@code POST /bench/clock/2020-02-01T12:00:00Z} turns. Ahead of security: this process is the bench's own, on loopback. */
  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE)
  WebFilter turning(SuiteClock clock) {
    return (exchange, chain) -> {
      String path = exchange.getRequest().getPath().value();
      if (!path.startsWith(TURN)) {
        return chain.filter(exchange);
      }
      clock.turn(Instant.parse(path.substring(TURN.length())), 1);
      return exchange.getResponse().setComplete();
    };
  }
}
