package org.fairlot.registration.programme.work;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.fairlot.contracts.registration.ProgrammeEvent.KeysErased;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeEnded;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.registration.casework.domain.CaseCommand.EraseCases;
import org.fairlot.registration.programme.domain.ProgrammeCommand.CertifyErasure;
import org.fairlot.registration.programme.domain.ProgrammeCommand.EraseKeys;
import org.fairlot.runtime.Worker;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Problem;
import org.fairlot.runtime.vault.PersonKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Erases a programme that is over (数据销毁), part by part: the cases of so many holders of keys first, then those keys. Each part is
 * done for the event of the part before it, so that after a crash it goes on where it stood; what to erase is read from the keys
 * themselves, so that nothing is certified while one is left.
 */
public final class ErasureWorker implements Worker {

  private static final Logger LOG = LoggerFactory.getLogger(ErasureWorker.class);

  /** The end, and every part that is done. */
  public static final Set<Class<? extends Event>> TYPES = Set.of(ProgrammeEnded.class, KeysErased.class);

  /** Keys of one command: its event has some 15 KB, and a million take 5,000. */
  public static final int KEYS_PER_PART = 200;

  /** Cases of one part at a time: citizens of other programmes want their turn meanwhile. */
  private static final int AT_ONCE = 32;

  /** The table of keys follows the log by milliseconds; one that is this far behind is asked again later. */
  private static final Duration TABLE_LAG_MAX = Duration.ofSeconds(10);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private final CommandGateway gateway;
  private final PersonKeys keys;
  private final int keysPerPart;

  /** @param keysPerPart {@link #KEYS_PER_PART} */
  public ErasureWorker(CommandGateway gateway, PersonKeys keys, int keysPerPart) {
    this.gateway = gateway;
    this.keys = keys;
    this.keysPerPart = keysPerPart;
  }

  @Override
  public Mono<Void> on(Recorded<?> recorded) {
    return switch (recorded.event()) {
      case ProgrammeEnded e -> goOn(e.programmeId(), 0, List.of(), recorded.id());
      case KeysErased e -> goOn(e.programmeId(), e.part(), e.keyIds(), recorded.id());
      default -> Mono.empty();
    };
  }

  /** @param done how many parts are, {@code erased}: the keys of the last of them */
  private Mono<Void> goOn(String programmeId, int done, List<String> erased, String eventId) {
    return gone(erased)
        .then(Mono.fromSupplier(() -> keys.keyIdsOf(programmeId + "|", keysPerPart)))
        .flatMap(
            keyIds ->
                keyIds.isEmpty()
                    ? submit(new CertifyErasure(programmeId, done), eventId + "/certify", eventId)
                    : eraseCases(keyIds, eventId)
                        .then(submit(new EraseKeys(programmeId, done + 1, keyIds), eventId + "/keys", eventId)));
  }

  /** Else they would be counted once more. */
  private Mono<Void> gone(List<String> keyIds) {
    return Mono.fromSupplier(() -> keyIds.stream().allMatch(id -> keys.find(id).isEmpty()))
        .filter(gone -> gone)
        .repeatWhenEmpty(looks -> looks.delayElements(LOOK_AGAIN))
        .timeout(TABLE_LAG_MAX)
        .then();
  }

  private Mono<Void> eraseCases(List<String> keyIds, String eventId) {
    return Flux.fromStream(keyIds.stream().map(id -> id.substring(0, id.indexOf('.'))).distinct())
        .flatMap(holder -> submit(new EraseCases(holder), eventId + "/" + holder, eventId), AT_ONCE)
        .then();
  }

  private Mono<Void> submit(Command command, String id, String eventId) {
    return gateway.submit(command, CommandContext.of(id, null, eventId))
        .doOnNext(
            outcome -> {
              if (outcome instanceof Outcome.Pending) {
                // no key goes before it is known that its cases do
                throw Problem.busy();
              }
              if (outcome instanceof Outcome.Rejected refused) {
                // for good, and one case that cannot be closed must not keep everybody's data; whose it is is not for the log
                LOG.warn("after {}: {} refused, {}", eventId, command.getClass().getSimpleName(), refused.code());
              }
            })
        .then();
  }
}
