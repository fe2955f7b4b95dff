package org.fairlot.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseErased;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.ProgrammeEvent.KeysErased;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeEnded;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeErased;
import org.fairlot.registration.casework.domain.Packs;
import org.fairlot.testkit.KilledService;
import org.fairlot.testkit.Row;
import org.fairlot.testkit.ServiceProcess;
import org.fairlot.testkit.ServiceUnderTest;
import org.fairlot.testkit.TurnedClock;
import org.fairlot.testkit.WatchedLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A programme whose service is killed (SIGKILL) on its way to its end: with the timer set, half through the cases of the first part,
 * and when the keys of the last part are written, mostly before they are committed. It must come to the same end.
 */
class ErasureKillIT {

  private static final String PROGRAMME = "hangzhou-masks";
  /** Their keys are erased in two parts. */
  private static final int PEOPLE = 203;

  @TempDir Path folder;

  private final String prefix = "killend" + ProcessHandle.current().pid() + ".";
  private final TurnedClock clock = TurnedClock.at(Instant.parse("2020-02-02T11:35:00Z"));
  private ServiceProcess process;
  private ServiceUnderTest service;
  private KilledService killed;
  private WatchedLog log;

  @BeforeEach
  void begin() {
    process = new ServiceProcess(RegistrationApplication.class, ErasureKillIT.class, prefix, clock, folder);
    service = process.service();
    killed = new KilledService(process, "registration");
    log = killed.log();
  }

  @AfterEach
  void end() {
    killed.close();
  }

  @Row("M23")
  @Test
  void an_erasure_that_is_killed_on_its_way_forgets_everybody_and_counts_each_once() {
    killed.startUp();
    define();
    for (int person = 0; person < PEOPLE; person++) {
      service.http("registration").post().uri("/v1/programmes/" + PROGRAMME + "/registrations")
          .header("Idempotency-Key", UUID.randomUUID().toString()).bodyValue(RegistrationIT.citizen()).exchange()
          .expectStatus().isCreated();
    }
    killed.await("everybody is in", () -> log.of(CaseOpened.class).count() == PEOPLE);
    process.kill();

    clock.turnTo(Instant.parse("2020-05-29T16:00:01Z"));
    killed.killAt(CaseErased.class::isInstance);
    killed.killAt(e -> e instanceof KeysErased part && part.part() == 2);
    process.start();
    killed.await("the certificate", () -> log.of(ProgrammeErased.class).findAny().isPresent());
    // what was answered is on the log of commands, and may be committed after what followed from the answer
    killed.await("everybody is forgotten", () -> log.of(CaseErased.class).count() == PEOPLE);

    var end = log.of(ProgrammeEnded.class).toList();
    assertThat(end).hasSize(1);
    assertThat(log.of(ProgrammeErased.class).toList()).singleElement().satisfies(e -> {
      assertThat(e.endedAt()).isEqualTo(end.getFirst().endedAt());
      assertThat(List.of(e.holders(), e.keys(), e.parts())).containsExactly(PEOPLE, PEOPLE, 2);
    });
    assertThat(log.of(KeysErased.class).flatMap(e -> e.keyIds().stream())).hasSize(PEOPLE).doesNotHaveDuplicates();
    assertThat(log.of(CaseClosed.class).map(CaseClosed::caseId)).hasSize(PEOPLE).doesNotHaveDuplicates();
    assertThat(log.of(CaseErased.class).map(CaseErased::caseId)).hasSize(PEOPLE).doesNotHaveDuplicates();
    assertThat(log.writtenOtherwise()).as("events that were written again, and otherwise").isEmpty();
    killed.await("it shows the certificate", () -> killed.isUp() && service.http("operator").get()
        .uri("/v1/programmes/" + PROGRAMME).exchange().expectBody(String.class).returnResult().getResponseBody()
        .contains("\"holders\":" + PEOPLE));
  }

  private void define() {
    var operator = service.http("operator");
    operator.put().uri("/v1/packs/hangzhou/versions/1").bodyValue(Map.of("yaml", Packs.yaml("hangzhou"))).exchange()
        .expectStatus().is2xxSuccessful();
    var names = Map.of("zh-CN", "口罩", "en", "Masks");
    operator.put().uri("/v1/programmes/" + PROGRAMME)
        .bodyValue(Map.of(
            "names", names, "pack", "hangzhou", "packVersion", 1, "opensOn", "2020-02-01", "closesOn", "2020-03-01",
            "goods", List.of(Map.of("sku", "MASK5", "names", names))))
        .exchange().expectStatus().is2xxSuccessful();
  }
}
