package org.fairlot.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fairlot.contracts.Purpose;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Reaction;

/**
 * A service, declared: what it decides, what it reacts to, what it shows. The runtime makes topics, topologies and read
 * models of it; one bean per service.
 */
public final class ServiceDefinition {

  private final String name;
  private final List<Aggregate<?, ?, ?, ?>> aggregates;
  private final List<Reaction> reactions;
  private final Set<String> reactionSources;
  private final List<View> views;
  private final Set<String> viewSources;
  private final Map<String, WorkerOf> workers;
  private final Set<String> referenceSources;
  private final Set<String> copyTopics;
  private final Set<String> keySources;
  private final Set<Purpose> sealedPurposes;

  /**
   * @param types   records of events that the worker gets, or families of them
   * @param sources services whose events it gets
   */
  public record WorkerOf(Worker worker, Set<Class<? extends Event>> types, List<String> sources) {
    public WorkerOf {
      types = Set.copyOf(types);
      sources = List.copyOf(sources);
    }
  }

  private ServiceDefinition(Builder b) {
    name = b.name;
    aggregates = List.copyOf(b.aggregates);
    reactions = List.copyOf(b.reactions);
    reactionSources = new LinkedHashSet<>(b.reactionSources);
    views = List.copyOf(b.views);
    viewSources = new LinkedHashSet<>(b.viewSources);
    workers = new LinkedHashMap<>(b.workers);
    referenceSources = new LinkedHashSet<>(b.referenceSources);
    copyTopics = new LinkedHashSet<>(b.copyTopics);
    keySources = new LinkedHashSet<>(b.keySources);
    sealedPurposes = new LinkedHashSet<>(b.sealedPurposes);
  }

  public static Builder named(String name) {
    return new Builder(name);
  }

  public String name() {
    return name;
  }

  public List<Aggregate<?, ?, ?, ?>> aggregates() {
    return aggregates;
  }

  public List<Reaction> reactions() {
    return reactions;
  }

  public Set<String> reactionSources() {
    return reactionSources;
  }

  public List<View> views() {
    return views;
  }

  public Set<String> viewSources() {
    return viewSources;
  }

  public Map<String, WorkerOf> workers() {
    return workers;
  }

  public Set<String> referenceSources() {
    return referenceSources;
  }

  /** Own topics that copies go to, besides {@code reference}. */
  public Set<String> copyTopics() {
    return copyTopics;
  }

  /** Services whose person keys this one reads. */
  public Set<String> keySources() {
    return keySources;
  }

  /** Purposes for which this service seals: it makes person keys, and owns a topic of them. */
  public Set<Purpose> sealedPurposes() {
    return sealedPurposes;
  }

  /** Collects the parts; each call adds. */
  public static final class Builder {
    private final String name;
    private final List<Aggregate<?, ?, ?, ?>> aggregates = new ArrayList<>();
    private final List<Reaction> reactions = new ArrayList<>();
    private final Set<String> reactionSources = new LinkedHashSet<>();
    private final List<View> views = new ArrayList<>();
    private final Set<String> viewSources = new LinkedHashSet<>();
    private final Map<String, WorkerOf> workers = new LinkedHashMap<>();
    private final Set<String> referenceSources = new LinkedHashSet<>();
    private final Set<String> copyTopics = new LinkedHashSet<>();
    private final Set<String> keySources = new LinkedHashSet<>();
    private final Set<Purpose> sealedPurposes = new LinkedHashSet<>();

    private Builder(String name) {
      this.name = name;
    }

    public Builder aggregate(Aggregate<?, ?, ?, ?> aggregate) {
      aggregates.add(aggregate);
      return this;
    }

    /** @param sources services whose events the reaction gets; its own may be among them */
    public Builder reaction(Reaction reaction, String... sources) {
      reactions.add(reaction);
      reactionSources.addAll(List.of(sources));
      return this;
    }

    public Builder view(View view, String... sources) {
      views.add(view);
      viewSources.addAll(List.of(sources));
      return this;
    }

    /** @param types records of events that the worker gets, or families of them; others are not even parsed */
    public Builder worker(String workerName, Worker worker, Set<Class<? extends Event>> types, String... sources) {
      workers.put(workerName, new WorkerOf(worker, types, List.of(sources)));
      return this;
    }

    /** Keeps the {@code reference} topic of these services in memory ({@link org.fairlot.runtime.reference.ReferenceData}). */
    public Builder reference(String... services) {
      referenceSources.addAll(List.of(services));
      return this;
    }

    /** Own topics that {@link Aggregate#copying} writes to: {@code dispatches.eleme}. */
    public Builder copyTopics(String... topics) {
      copyTopics.addAll(List.of(topics));
      return this;
    }

    /** This service seals fields for these purposes under person keys of its own. */
    public Builder seals(Purpose... purposes) {
      sealedPurposes.addAll(List.of(purposes));
      keySources.add(name);
      return this;
    }

    /** This service opens what others have sealed, for the purposes whose key-encryption keys it is given. */
    public Builder opensKeysOf(String... services) {
      keySources.addAll(List.of(services));
      return this;
    }

    public ServiceDefinition build() {
      return new ServiceDefinition(this);
    }
  }
}
