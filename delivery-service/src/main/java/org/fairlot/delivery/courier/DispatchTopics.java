package org.fairlot.delivery.courier;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.pack.Stage.Partner;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Worker;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Makes the topic of a courier that a new pack brings, as soon as the first case asks for it. An order to that courier
 * is several steps behind; should it come first, its producer waits for the topic.
 */
public final class DispatchTopics implements Worker {

  /** The events that name couriers. */
  public static final Set<Class<? extends Event>> TYPES = Set.of(StageRequested.class);

  private final Consumer<String> ensure;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  /**
   * @param couriers whose topics are there from the start
   * @param ensure   creates the topic of this name, after the service's prefix, if it is missing
   */
  public DispatchTopics(List<String> couriers, Consumer<String> ensure) {
    this.known.addAll(couriers);
    this.ensure = ensure;
  }

  /** The topic of a courier's orders, after the service's prefix. */
  public static String of(String courier) {
    return "dispatches." + courier;
  }

  @Override
  public Mono<Void> on(Recorded<?> recorded) {
    if (!(recorded.event() instanceof StageRequested e)
        || !(e.stage() instanceof Stage.Fulfilment rules)
        || rules.courier() == null) {
      return Mono.empty();
    }
    var missing = rules.courier().partners().stream().map(Partner::courier).filter(c -> !known.contains(c)).toList();
    return missing.isEmpty()
        ? Mono.empty()
        : Mono.<Void>fromRunnable(() -> missing.forEach(this::make)).subscribeOn(Schedulers.boundedElastic());
  }

  private void make(String courier) {
    ensure.accept(of(courier));
    known.add(courier);
  }
}
