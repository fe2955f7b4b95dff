package org.fairlot.allocation.draw.work;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.fairlot.allocation.draw.drand.Rounds;
import org.fairlot.allocation.draw.fd1.BeaconTerms.DrandQuicknet;
import org.fairlot.contracts.allocation.DrawEvent.BeaconDue;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Worker;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.CommandGateway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Fetches the round of a draw whose spec names drand as soon as it is due (随机源获取), until a source has it or a person has
 * reported it. What it sends has an id of its own place, and the first beacon counts, so nothing is recorded twice.
 */
public final class BeaconWorker implements Worker {

  public static final Set<Class<? extends Event>> TYPES = Set.of(BeaconDue.class);

  /** How many rounds are due and not had: more than none for more than minutes means that a person has to report them. */
  static final String AWAITED = "fairlot.draw.beacons.awaited";

  private static final Logger LOG = LoggerFactory.getLogger(BeaconWorker.class);

  private final CommandGateway commands;
  private final DrawArchive archive;
  private final Rounds rounds;
  private final Set<BeaconDue> awaited = ConcurrentHashMap.newKeySet();

  public BeaconWorker(CommandGateway commands, DrawArchive archive, Rounds rounds, MeterRegistry meters) {
    this.commands = commands;
    this.archive = archive;
    this.rounds = rounds;
    meters.gaugeCollectionSize(AWAITED, Tags.empty(), awaited);
  }

  @Override
  public Mono<Void> on(Recorded<?> recorded) {
    return recorded.event() instanceof BeaconDue due && rounds.areFetched() ? fetch(due) : Mono.empty();
  }

  /** The log is asked at each try: by then somebody else may have recorded the beacon, or given the draw up. */
  private Mono<Void> fetch(BeaconDue due) {
    awaited.add(due);
    return Mono.fromCallable(() -> wanted(due))
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(Mono::justOrEmpty)
        .flatMap(rounds::fetch)
        .flatMap(round -> {
          var command = Beacons.command(due.drawId(), round, due.later());
          return commands.submit(command, CommandContext.of(due.drawId() + "/beacon/" + round.round(), null, null));
        })
        .flatMap(outcome -> recorded(due, outcome))
        .doOnSuccess(nothing -> awaited.remove(due));
  }

  private Optional<Long> wanted(BeaconDue due) {
    var papers = archive.papers(due.drawId());
    boolean open = papers.sealed != null && papers.seed == null && !papers.aborted;
    return open && DrawArchive.spec(papers).beacon(due.later()) instanceof DrandQuicknet terms
        ? Optional.of(terms.round())
        : Optional.empty();
  }

  private static Mono<Void> recorded(BeaconDue due, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted accepted -> Mono.empty();
      case Outcome.Rejected rejected -> {
        LOG.warn("the round for {} was refused: {} {}", due.drawId(), rejected.code(), rejected.data());
        yield Mono.empty();
      }
      case Outcome.Pending pending ->
          Mono.error(new IllegalStateException("the round for " + due.drawId() + " is not answered yet"));
    };
  }
}
