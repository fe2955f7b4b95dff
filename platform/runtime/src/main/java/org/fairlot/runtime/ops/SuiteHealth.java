package org.fairlot.runtime.ops;

import java.util.List;
import org.fairlot.runtime.FairlotProperties;
import org.fairlot.runtime.decider.KafkaCommandGateway;
import org.fairlot.runtime.streams.StreamsApplication;
import org.fairlot.runtime.view.Projections;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Ready means ready: every task processes, its inputs are nearly read, the outcomes of before the start are known and the
 * views are filled. Each part says for itself why it is not.
 */
public final class SuiteHealth implements HealthIndicator {

  private final FairlotProperties properties;
  private final List<StreamsApplication> applications;
  private final KafkaCommandGateway gateway;
  private final Projections projections;

  public SuiteHealth(
      FairlotProperties properties, List<StreamsApplication> applications, KafkaCommandGateway gateway,
      Projections projections) {
    this.properties = properties;
    this.applications = applications;
    this.gateway = gateway;
    this.projections = projections;
  }

  @Override
  public Health health() {
    long lagMax = properties.streams().readyLagMax();
    boolean ready = true;
    var health = new Health.Builder();
    for (var application : applications) {
      long lag = application.lag();
      boolean processing = application.isProcessing();
      health.withDetail(application.name(), processing ? "lag " + lag : "TASKS_NOT_RUNNING");
      ready &= processing && lag <= lagMax;
    }
    health.withDetail("outcomes", gateway.isAtEnd() ? "at end" : "OUTCOMES_BEHIND");
    long viewLag = projections.lag();
    health.withDetail("views", viewLag == Long.MAX_VALUE ? "VIEWS_NOT_ASSIGNED" : "lag " + viewLag);
    ready &= gateway.isAtEnd() && viewLag <= lagMax;
    return (ready ? health.up() : health.outOfService()).build();
  }
}
