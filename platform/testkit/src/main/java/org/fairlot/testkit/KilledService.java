package org.fairlot.testkit;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.fairlot.kernel.Event;

/**
 * A service that is killed (SIGKILL) the moment that a step of its work stands in its log, committed or not, and is started again on
 * what it left behind.
 */
public final class KilledService implements AutoCloseable {

  /** Several starts, on a machine that other modules share. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final ServiceProcess process;
  private final WatchedLog log;

  /** @param name of the service, as in its topics: {@code health} */
  public KilledService(ServiceProcess process, String name) {
    this.process = process;
    log = new WatchedLog(process.service().prefix() + name + ".events");
  }

  /** Its events so far, whoever it was that died over them. */
  public WatchedLog log() {
    return log;
  }

  /** Starts it, and waits until it is up. */
  public void startUp() {
    process.start();
    await("it is up", this::isUp);
  }

  public void killAt(Predicate<Event> step) {
    killAt(step, () -> {});
  }

  /** Starts it, and kills it at the first event that fits. @param driving done again and again until then */
  public void killAt(Predicate<Event> step, Runnable driving) {
    log.trap(step, process::kill);
    if (log.of(Event.class).anyMatch(step)) {
      // the kill before this one came a moment late, and this step was in time before it
      log.disarm();
      return;
    }
    process.start();
    awaitDeath(driving);
  }

  /** Kills it at the first event that fits, as it runs. */
  public void killRunningAt(Predicate<Event> step, Runnable cause) {
    log.trap(step, process::kill);
    cause.run();
    awaitDeath(() -> {});
  }

  private void awaitDeath(Runnable driving) {
    await("the step to kill it at", () -> {
      if (!log.isSprung()) {
        whereItIsUp(driving);
      }
      return log.isSprung();
    });
  }

  public boolean isUp() {
    var up = new boolean[1];
    whereItIsUp(() -> up[0] = process.service().http("").get().uri("/actuator/health/readiness").exchange()
        .expectBody().returnResult().getStatus().is2xxSuccessful());
    return up[0];
  }

  /** Calls it, and takes it as it comes that nobody is there: whoever calls will call again. */
  public static void whereItIsUp(Runnable calls) {
    try {
      calls.run();
    } catch (RuntimeException e) {
      // not up yet, or dead already
    }
  }

  /** Waits for a condition, longer than for one of a service that is left alone. */
  public void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        fail("waited in vain for: %s; so far %s", what, counts());
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private TreeMap<String, Long> counts() {
    return log.of(Event.class)
        .collect(Collectors.groupingBy(e -> e.getClass().getSimpleName(), TreeMap::new, Collectors.counting()));
  }

  @Override
  public void close() {
    process.close();
    log.close();
  }
}
