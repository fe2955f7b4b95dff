package org.fairlot.runtime.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.fairlot.runtime.Copy;
import org.fairlot.runtime.FairlotProperties;
import org.fairlot.runtime.ServiceDefinition;

/**
 * The one plan of topics. A service owns, and writes, only topics with its own name in front; it waits for those of the
 * services whose events it reads.
 */
public final class TopicPlan {

  private static final String DAY = Long.toString(Duration.ofDays(1).toMillis());

  private final ServiceDefinition service;
  private final FairlotProperties.Topics settings;

  public TopicPlan(ServiceDefinition service, FairlotProperties.Topics settings) {
    this.service = service;
    this.settings = settings;
  }

  public String commands() {
    return own("commands");
  }

  public String events() {
    return own("events");
  }

  public String outcomes() {
    return own("outcomes");
  }

  public String deadLetters() {
    return own("dead-letters");
  }

  public String reference() {
    return own(Copy.REFERENCE);
  }

  public String personKeys() {
    return own("person-keys");
  }

  /** A topic of this service: {@code own("dispatches.eleme")}. */
  public String own(String name) {
    return of(service.name(), name);
  }

  /** A topic of any service, with the prefix of this suite. */
  public String of(String serviceName, String name) {
    return settings.prefix() + serviceName + "." + name;
  }

  public List<String> eventsOf(Iterable<String> services) {
    var topics = new ArrayList<String>();
    services.forEach(s -> topics.add(of(s, "events")));
    return topics;
  }

  /** Name of a Streams application or consumer group of this service. */
  public String application(String role) {
    return settings.prefix() + service.name() + "-" + role;
  }

  /** Everything this service owns. */
  public List<NewTopic> topics() {
    var plan = new ArrayList<NewTopic>();
    plan.add(topic(commands(), settings.partitions(), Map.of(
        // the broker's time is the domain's time
        "message.timestamp.type", "LogAppendTime",
        "retention.ms", Long.toString(Duration.ofDays(7).toMillis()))));
    plan.add(topic(events(), settings.partitions(), Map.of("retention.ms", "-1")));
    plan.add(topic(outcomes(), settings.partitions(), Map.of(
        "retention.ms", Long.toString(Duration.ofHours(1).toMillis()),
        // an hour's records are only dropped by whole segments
        "segment.ms", Long.toString(Duration.ofMinutes(10).toMillis()))));
    plan.add(topic(deadLetters(), 1, Map.of("retention.ms", Long.toString(Duration.ofDays(90).toMillis()))));
    plan.add(compacted(reference(), 1));
    if (!service.sealedPurposes().isEmpty()) {
      plan.add(compacted(personKeys(), settings.partitions()));
    }
    service.copyTopics().forEach(name -> plan.add(copyTopic(name)));
    return plan;
  }

  private NewTopic copyTopic(String name) {
    return topic(own(name), 1, Map.of("retention.ms", Long.toString(Duration.ofDays(30).toMillis())));
  }

  private NewTopic compacted(String name, int partitions) {
    // a deleted person key must be gone from the log soon: compact at least daily
    return topic(name, partitions, Map.of("cleanup.policy", "compact", "max.compaction.lag.ms", DAY, "segment.ms", DAY));
  }

  private NewTopic topic(String name, int partitions, Map<String, String> config) {
    var all = new LinkedHashMap<>(config);
    all.put("min.insync.replicas", Short.toString(settings.minInSync()));
    all.put("unclean.leader.election.enable", "false");
    return new NewTopic(name, Optional.of(partitions), Optional.of(settings.replication())).configs(all);
  }

  /** Creates what is missing; topics that exist are left as they are. */
  public void create(Admin admin) {
    admin.createTopics(topics()).values().forEach((name, created) -> await(name, created));
  }

  /** Creates one more topic that copies go to, named only at run time: the topic of a courier that a pack brings. */
  public void ensureCopyTopic(Admin admin, String name) {
    admin.createTopics(List.of(copyTopic(name))).values().forEach((topic, created) -> await(topic, created));
  }

  private static void await(String name, org.apache.kafka.common.KafkaFuture<Void> created) {
    try {
      created.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException("cannot create topic " + name, e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while creating " + name, e);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("the cluster does not answer the creation of " + name, e);
    }
  }

  /** Every topic this service reads, own or not. */
  public Set<String> sources() {
    var names = new TreeSet<String>();
    names.add(commands());
    names.add(outcomes());
    names.addAll(eventsOf(service.reactionSources()));
    names.addAll(eventsOf(service.viewSources()));
    service.workers().values().forEach(w -> names.addAll(eventsOf(w.sources())));
    service.referenceSources().forEach(s -> names.add(of(s, Copy.REFERENCE)));
    service.keySources().forEach(s -> names.add(of(s, "person-keys")));
    return names;
  }

  /** @throws IllegalStateException naming what is still missing when the time is up */
  public void awaitSources(Admin admin) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(settings.awaitSeconds());
    var missing = new TreeSet<>(sources());
    while (true) {
      try {
        missing.removeAll(admin.listTopics().names().get(10, TimeUnit.SECONDS));
      } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("the cluster does not answer", e);
        }
      }
      if (missing.isEmpty()) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("topics missing: " + missing + "; create them by the plan first");
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }
}
