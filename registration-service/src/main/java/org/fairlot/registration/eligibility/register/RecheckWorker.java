package org.fairlot.registration.eligibility.register;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.allocation.UrnEvent.EntriesListed;
import org.fairlot.contracts.draw.DrawId;
import org.fairlot.contracts.draw.UrnId;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.pack.Stage.Eligibility;
import org.fairlot.contracts.pack.Stage.Lottery;
import org.fairlot.contracts.registration.CaseEvent.Verdict;
import org.fairlot.contracts.registration.EligibilityEvent.ListRechecked;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.registration.casework.domain.CaseCommand.SettleStage;
import org.fairlot.registration.eligibility.domain.EligibilityRejection.NotEligible;
import org.fairlot.registration.eligibility.domain.RecheckCommand.RecordRecheck;
import org.fairlot.registration.eligibility.register.FactFinder.Finding;
import org.fairlot.registration.eligibility.register.FactFinder.Matter;
import org.fairlot.runtime.Worker;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.CommandGateway;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Looks at a frozen list again (资格复核), a part at a time; allocation waits for each. Facts that are still valid are not asked
 * for anew, and whoever cannot be asked about stays in. A part's answer is recorded once: a repeat after a crash changes
 * nothing, whatever it finds.
 */
public final class RecheckWorker implements Worker {

  /** The events by which a list is looked at again, and by which those found are taken off it. */
  public static final Set<Class<? extends Event>> TYPES = Set.of(EntriesListed.class, ListRechecked.class);

  /** Persons of one part at a time: registers allow so many questions, and other parts want their turn. */
  private static final int AT_ONCE = 16;

  private final CommandGateway gateway;
  private final FactFinder facts;
  private final Function<UrnId, Optional<Pack>> packs;

  /** @param packs empty while the pack of an urn is not known here yet */
  public RecheckWorker(CommandGateway gateway, FactFinder facts, Function<UrnId, Optional<Pack>> packs) {
    this.gateway = gateway;
    this.facts = facts;
    this.packs = packs;
  }

  @Override
  public Mono<Void> on(Recorded<?> recorded) {
    return switch (recorded.event()) {
      case EntriesListed e -> recheck(e, recorded.id());
      case ListRechecked e -> exclude(e, recorded.id());
      default -> Mono.empty();
    };
  }

  private Mono<Void> recheck(EntriesListed e, String eventId) {
    var rules = pack(UrnId.parse(e.urnId())).firstStage(Eligibility.class);
    boolean again = rules != null && rules.recheckAtFreeze();
    // the reserves of an entry stay as they were when it was made
    var looked = again ? Flux.fromIterable(e.caseIds()).flatMap(caseId -> look(caseId, rules.asking(List.of()), eventId), AT_ONCE)
        : Flux.<Looked>empty();
    return looked
        .collectList()
        .flatMap(all -> submit(
            new RecordRecheck(e.drawId(), e.part(), excluded(all), unverified(all)), eventId + "/rechecked", null, eventId));
  }

  private record Looked(String caseId, Finding finding) {}

  private Mono<Looked> look(String caseId, Eligibility rules, String eventId) {
    return facts
        .find(new Matter(CaseId.parse(caseId).personTag(), caseId, null, rules, eventId))
        .map(finding -> new Looked(caseId, finding));
  }

  /** In an order that does not depend on who answered first. */
  private static List<String> excluded(List<Looked> all) {
    return all.stream().filter(one -> one.finding instanceof Finding.Refused).map(Looked::caseId).sorted().toList();
  }

  private static int unverified(List<Looked> all) {
    return (int) all.stream().filter(one -> one.finding instanceof Finding.Open).count();
  }

  private Mono<Void> exclude(ListRechecked e, String eventId) {
    if (e.excluded().isEmpty()) {
      return Mono.empty();
    }
    int stageNo = lotteryStage(pack(DrawId.parse(e.drawId()).urn()));
    return Flux.fromIterable(e.excluded())
        .flatMap(
            caseId -> submit(
                new SettleStage(caseId, stageNo, Verdict.FAILED, NotEligible.CODE, Map.of()), eventId + "/" + caseId,
                caseId, eventId),
            AT_ONCE)
        .then();
  }

  private static int lotteryStage(Pack pack) {
    int stageNo = 1;
    while (!(pack.steps().get(stageNo - 1).stage() instanceof Lottery)) {
      stageNo++;
    }
    return stageNo;
  }

  private Pack pack(UrnId urn) {
    return packs.apply(urn).orElseThrow(() -> new IllegalStateException("the pack of " + urn + " is not here yet"));
  }

  private Mono<Void> submit(Command command, String id, String caseId, String eventId) {
    return gateway.submit(command, CommandContext.of(id, caseId, eventId)).then();
  }
}
