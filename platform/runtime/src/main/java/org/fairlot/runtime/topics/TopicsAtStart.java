package org.fairlot.runtime.topics;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.fairlot.runtime.FairlotAutoConfiguration;
import org.fairlot.runtime.FairlotProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Before anything reads: own topics are created if this instance may, and those of the others are waited for. */
public final class TopicsAtStart implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(TopicsAtStart.class);

  private final FairlotProperties properties;
  private final TopicPlan plan;
  private volatile boolean running;

  public TopicsAtStart(FairlotProperties properties, TopicPlan plan) {
    this.properties = properties;
    this.plan = plan;
  }

  @Override
  public void start() {
    try (var admin = admin(properties)) {
      if (properties.topics().create()) {
        plan.create(admin);
      }
      LOG.debug("waiting for {}", plan.sources());
      plan.awaitSources(admin);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for topics", e);
    }
    running = true;
  }

  /** An admin client for this suite's cluster. */
  public static Admin admin(FairlotProperties properties) {
    return Admin.create(Map.<String, Object>of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, properties.kafka()));
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return FairlotAutoConfiguration.PHASE_TOPICS;
  }
}
