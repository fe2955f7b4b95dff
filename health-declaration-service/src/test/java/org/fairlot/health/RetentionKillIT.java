package org.fairlot.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationMade;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationsErased;
import org.fairlot.runtime.wire.TopicTail;
import org.fairlot.runtime.wire.TopicTail.From;
import org.fairlot.runtime.wire.WireHeaders;
import org.fairlot.testkit.Infrastructure;
import org.fairlot.testkit.KilledService;
import org.fairlot.testkit.Row;
import org.fairlot.testkit.ServiceProcess;
import org.fairlot.testkit.TurnedClock;
import org.fairlot.testkit.WatchedLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.MediaType;

/**
 * The service is killed (SIGKILL) while its timers wait, and once more when a person's end is written, mostly before it is committed;
 * then every event comes to it once more, and with them timers that have long passed. Everybody is erased once, with every key, and
 * nobody who declared anew.
 */
class RetentionKillIT {

  private static final String DECLARATIONS = "/v1/health-declarations";
  private static final int PEOPLE = 60;

  @TempDir Path folder;

  private final String prefix = "killkept" + ProcessHandle.current().pid() + ".";
  private final TurnedClock clock = TurnedClock.at(Instant.parse("2020-02-02T11:35:00Z"));
  /** Every key that is not deleted. */
  private final ConcurrentSkipListSet<String> keys = new ConcurrentSkipListSet<>();
  private final AtomicInteger timersFired = new AtomicInteger();
  private ServiceProcess process;
  private KilledService killed;
  private WatchedLog log;
  private TopicTail keyTail;
  private TopicTail commandTail;

  @BeforeEach
  void begin() {
    process = new ServiceProcess(HealthApplication.class, RetentionKillIT.class, prefix, clock, folder);
    killed = new KilledService(process, "health");
    log = killed.log();
  }

  @AfterEach
  void end() {
    killed.close();
    if (keyTail != null) {
      keyTail.close();
      commandTail.close();
    }
  }

  @Row("M23")
  @Test
  void whoever_is_killed_on_the_way_erases_everybody_once_and_nobody_who_came_again() {
    killed.startUp();
    follow();
    for (int person = 0; person < PEOPLE; person++) {
      declare(person, "first");
    }
    killed.await("everybody has declared", () -> log.of(DeclarationMade.class).count() == PEOPLE);
    process.kill();

    // three days and thirty, and an hour
    clock.turnTo(Instant.parse("2020-03-06T12:35:00Z"));
    killed.killAt(DeclarationsErased.class::isInstance);
    killed.startUp();
    killed.await("everybody is erased", () -> log.of(DeclarationsErased.class).count() == PEOPLE);
    killed.await("no key is left", keys::isEmpty);
    declare(0, "again");
    process.kill();

    process.rewind(prefix + "health-forwarder");
    int fired = timersFired.get();
    killed.startUp();
    // but for the one who has declared anew: that moves her timer
    killed.await("the timers have come once more", () -> timersFired.get() >= fired + PEOPLE - 1);
    for (int person = 1; person < PEOPLE; person++) {
      // behind them
      declare(person, "again");
    }
    killed.await("everybody has declared anew", () -> log.of(DeclarationMade.class).count() == 2 * PEOPLE);

    var made = log.of(DeclarationMade.class).toList();
    var anew = made.subList(PEOPLE, 2 * PEOPLE).stream().map(DeclarationMade::keyId).toList();
    killed.await("a new key for each", () -> keys.equals(new TreeSet<>(anew)));
    var erased = log.of(DeclarationsErased.class).toList();
    assertThat(erased).extracting(DeclarationsErased::personTag).hasSize(PEOPLE).doesNotHaveDuplicates();
    assertThat(erased.stream().flatMap(e -> e.keyIds().stream()))
        .containsExactlyInAnyOrderElementsOf(made.subList(0, PEOPLE).stream().map(DeclarationMade::keyId).toList());
    assertThat(log.writtenOtherwise()).as("events that were written again, and otherwise").isEmpty();
    killed.await("the authority finds what was declared anew, and nothing else", () -> found() == PEOPLE);
  }

  private void follow() {
    var settings =
        Map.<String, Object>of("bootstrap.servers", Infrastructure.get().kafka(), "isolation.level", "read_committed");
    keyTail =
        TopicTail.follow("keys", settings, List.of(prefix + "health.person-keys"), From.START, record -> {
          if (record.value() == null) {
            keys.remove(record.key());
          } else {
            keys.add(record.key());
          }
        });
    commandTail =
        TopicTail.follow("commands", settings, List.of(prefix + "health.commands"), From.START, record -> {
          if ("health.erase-declarations.v1".equals(WireHeaders.get(record.headers(), WireHeaders.TYPE))) {
            timersFired.incrementAndGet();
          }
        });
  }

  private void declare(int person, String key) {
    process.service().http("registration").post().uri(DECLARATIONS).header("Idempotency-Key", key + "-" + person)
        .contentType(MediaType.APPLICATION_JSON).bodyValue("""
            {"docType": "TW_PERMIT", "idNumber": "%d", "district": "440106", "hubeiTravel": false, "contactWithCase": false,
             "symptoms": []}""".formatted(30_000_000 + person))
        .exchange().expectStatus().isCreated();
  }

  private int found() {
    var page = process.service().http("health-authority").get().uri(DECLARATIONS + "?limit=500").exchange().expectBody(String.class)
        .returnResult().getResponseBody();
    return page.split("\"declarationId\"", -1).length - 1;
  }
}
