package org.fairlot.allocation.draw.work;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.fairlot.allocation.draw.domain.DrawCommand;
import org.fairlot.allocation.draw.domain.DrawCommand.AnnounceWinners;
import org.fairlot.allocation.draw.domain.DrawCommand.DrawSubstitute;
import org.fairlot.allocation.draw.domain.DrawCommand.GiveUpSubstitution;
import org.fairlot.allocation.draw.domain.DrawCommand.Rank;
import org.fairlot.allocation.draw.domain.DrawRejection;
import org.fairlot.allocation.draw.fd1.Allotment;
import org.fairlot.allocation.draw.fd1.Outcome.Won;
import org.fairlot.allocation.draw.fd1.Seal;
import org.fairlot.allocation.draw.health.HealthGate;
import org.fairlot.allocation.urn.domain.UrnCommand;
import org.fairlot.allocation.urn.domain.UrnCommand.CloseList;
import org.fairlot.allocation.urn.domain.UrnCommand.ListEntries;
import org.fairlot.allocation.urn.domain.UrnRejection;
import org.fairlot.contracts.allocation.DrawEvent.AllWinnersDrawn;
import org.fairlot.contracts.allocation.DrawEvent.DrawAborted;
import org.fairlot.contracts.allocation.DrawEvent.DrawClosed;
import org.fairlot.contracts.allocation.DrawEvent.DrawPublished;
import org.fairlot.contracts.allocation.DrawEvent.ListReady;
import org.fairlot.contracts.allocation.DrawEvent.SeedFixed;
import org.fairlot.contracts.allocation.DrawEvent.SubstituteWanted;
import org.fairlot.contracts.allocation.UrnEvent.FreezeBegun;
import org.fairlot.contracts.allocation.UrnEvent.FreezeNear;
import org.fairlot.contracts.allocation.UrnEvent.UrnFrozen;
import org.fairlot.contracts.allocation.UrnEvent.Win;
import org.fairlot.contracts.draw.DrawId;
import org.fairlot.contracts.registration.ProgrammeEvent.NotaryKey;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Worker;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.decider.Outcome.Accepted;
import org.fairlot.runtime.decider.Outcome.Pending;
import org.fairlot.runtime.decider.Outcome.Rejected;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.vault.Receipts;
import org.fairlot.runtime.wire.WireTypes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Carries a draw from step to step (摇号执行): makes the list, tells the urn who is on it, seals it, ranks it, tests it, announces the
 * winners in parts and finds substitutes. What it sends has an id of its own place, or the number of a part that is due
 * only once, so what comes again after a crash is dropped; and it sends little at a time, so that others of the same
 * partition are not kept waiting.
 */
public final class DrawWorker implements Worker {

  /** What the signature of a sealed list is called. */
  public static final String SEAL_KIND = "draw-seal";

  /** The events that move a draw on, and those that end it. */
  public static final Set<Class<? extends Event>> TYPES =
      Set.of(
          FreezeNear.class, FreezeBegun.class, ListReady.class, SeedFixed.class, DrawPublished.class, AllWinnersDrawn.class,
          SubstituteWanted.class, DrawClosed.class, DrawAborted.class);

  private static final Logger LOG = LoggerFactory.getLogger(DrawWorker.class);

  /** Commands of a long list under way at a time: each takes a fraction of a millisecond, and waits several to be sent and read. */
  private static final int AT_ONCE = 16;

  /** Cases of one command: some 25 kB, and as many as are looked at again together. */
  private static final int ENTRIES_PER_PART = 500;

  /** Winners of one command. */
  private static final int WINNERS_PER_PART = 25;

  /**
   * Between two parts of the winners. Each leads to some milliseconds of work of urn and pools, in which who else claims from
   * them has his turn; more than a thousand winners a second all the same, and the result is public before the first.
   */
  private static final Duration PAUSE = Duration.ofMillis(10);

  /** Pool by pool: the winners of a part then go into one pool or two, by one command each, and not into all of them. */
  private static final Comparator<Win> POOL_BY_POOL = Comparator.comparing(Win::poolId).thenComparingInt(Win::rank);

  private static final Duration WAITING_LIST_KEPT = Duration.ofMinutes(1);

  private static final String URN_FROZEN = WireTypes.nameOf(UrnFrozen.class);

  private final CommandGateway commands;
  private final DrawArchive archive;
  private final Receipts receipts;
  private final Function<String, List<NotaryKey>> notaryKeys;
  private final Clock clock;
  /** One thread: a draw takes all memory it needs and both cores; two at a time would take twice that. It may wait. */
  private final Scheduler room =
      Schedulers.fromExecutorService(Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("draws").factory()));
  /**
   * Kept for as long as wants come thick: a list of a million with its order takes some 300 MB. Where another instance took
   * over and gave back, the log is read again.
   */
  private final Cache<String, WaitingList> waitingLists =
      Caffeine.newBuilder().expireAfterAccess(WAITING_LIST_KEPT).build();

  /** @param notaryKeys those of a programme, by its id */
  public DrawWorker(
      CommandGateway commands, DrawArchive archive, Receipts receipts, Function<String, List<NotaryKey>> notaryKeys,
      Clock clock) {
    this.commands = commands;
    this.archive = archive;
    this.receipts = receipts;
    this.notaryKeys = notaryKeys;
    this.clock = clock;
  }

  @Override
  public Mono<Void> on(Recorded<?> recorded) {
    return switch (recorded.event()) {
      case FreezeNear e -> inRoom(() -> archive.draftAhead(e));
      case FreezeBegun e -> freeze(e);
      case ListReady e ->
          // one that is refused for its time is signed anew, which is another command
          Mono.fromCallable(() -> sealed(e)).subscribeOn(room).flatMap(c -> send(c, c.drawId() + "/seal/" + c.sealedAt()));
      case SeedFixed e ->
          Mono.fromCallable(() -> ranked(e.drawId())).subscribeOn(room).flatMap(c -> send(c, c.drawId() + "/rank"));
      case DrawPublished e -> announce(e.drawId());
      case SubstituteWanted e -> inRoom(() -> substitute(e.drawId(), List.of(e)));
      case AllWinnersDrawn e -> inRoom(() -> substitute(e.drawId(), List.of()));
      case DrawClosed e -> Mono.fromRunnable(() -> waitingLists.invalidate(e.drawId()));
      case DrawAborted e -> Mono.fromRunnable(() -> archive.forgetDraft(e.drawId()));
      default -> Mono.empty();
    };
  }

  private Mono<Void> inRoom(Runnable work) {
    return Mono.<Void>fromRunnable(work).subscribeOn(room);
  }

  private Mono<Void> freeze(FreezeBegun e) {
    // old ones had their lists written out
    if (e.entries() == 0 || e.list() == null) {
      return Mono.empty();
    }
    String attempt = attempt(e.drawId() + "/freeze");
    return Mono.fromCallable(() -> listed(archive.draft(e), e.urnId()))
        .subscribeOn(room)
        .flatMapMany(Flux::fromIterable)
        .index()
        .flatMapSequential(command -> outcome(command.getT2(), attempt + command.getT1()), AT_ONCE, 1)
        .takeUntil(DrawWorker::isFrozen)
        .last()
        .flatMap(last -> isFrozen(last) ? Mono.empty() : Mono.error(new IllegalStateException(e.drawId() + " is not whole: " + last)));
  }

  /** What tells the urn who is on the list. */
  private static List<UrnCommand> listed(ListDraft draft, String urnId) {
    var commands = new ArrayList<UrnCommand>();
    var cases = draft.caseIds();
    for (int from = 0; from < cases.size(); from += ENTRIES_PER_PART) {
      var part = cases.subList(from, Math.min(cases.size(), from + ENTRIES_PER_PART));
      commands.add(new ListEntries(urnId, draft.drawId(), commands.size() + 1, part));
    }
    commands.add(new CloseList(urnId, draft.drawId(), commands.size(), cases.size(), draft.pools()));
    return commands;
  }

  private static boolean isFrozen(Outcome outcome) {
    return switch (outcome) {
      case Accepted a -> a.events().contains(URN_FROZEN);
      case Rejected r -> r.code().equals(UrnRejection.NotFreezing.CODE);
      case Pending p -> false;
    };
  }

  private DrawCommand.Seal sealed(ListReady ready) {
    String drawId = ready.drawId();
    var list = archive.list(drawId, archive.papers(drawId));
    var spec = DrawSpecs.of(ready, notaryKeys.apply(DrawId.parse(drawId).urn().programmeId()));
    var seal = Seal.of(spec, list.list(), clock.instant().truncatedTo(ChronoUnit.SECONDS));
    return new DrawCommand.Seal(
        drawId, new String(spec.canonical(), StandardCharsets.UTF_8), spec.hash().toString(), seal.root().toString(),
        seal.count(), seal.sealedAt(), receipts.sign(SEAL_KIND, seal.payload()));
  }

  private Rank ranked(String drawId) {
    var papers = archive.papers(drawId);
    var list = archive.list(drawId, papers);
    var result = archive.result(drawId, papers, list);
    var hash = CompletableFuture.supplyAsync(result::resultHash);
    var tests =
        HealthGate.examine(
            result.spec(), result.ranking(), result, DrawArchive.prk(papers), list.cohorts(), list.list()::arrivalOf);
    var winners = new TreeMap<String, Integer>();
    for (int rank = 1; rank <= result.ranking().size(); rank++) {
      if (result.outcome(rank) instanceof Won(String pool)) {
        winners.merge(pool, 1, Integer::sum);
      }
    }
    return new Rank(drawId, hash.join().toString(), winners, tests);
  }

  private Mono<Void> announce(String drawId) {
    String attempt = attempt(drawId + "/winners");
    return Mono.fromCallable(() -> winners(drawId))
        .subscribeOn(room)
        .flatMapMany(Flux::fromIterable)
        .concatMap(part -> send(part, attempt + part.part()).then(Mono.delay(PAUSE)), 1)
        .then();
  }

  /**
   * Parts that are under way at the same time can be lost one by one, and then those behind the lost one were decided in
   * vain. Under the same ids they would be answered as before for ever; which part is next, the deciders know themselves.
   */
  private static String attempt(String of) {
    return of + "/" + UUID.randomUUID() + "/";
  }

  private List<AnnounceWinners> winners(String drawId) {
    var papers = archive.papers(drawId);
    if (papers.allDrawn) {
      return List.of();
    }
    var list = archive.list(drawId, papers);
    var result = archive.result(drawId, papers, list);
    int units = papers.unitsPerWin();
    var wins = new ArrayList<Win>();
    for (int rank = 1; rank <= result.ranking().size(); rank++) {
      if (result.outcome(rank) instanceof Won(String pool)) {
        wins.add(win(list, result, rank, pool, units));
      }
    }
    wins.sort(POOL_BY_POOL);
    var parts = new ArrayList<AnnounceWinners>();
    for (int from = 0; from < wins.size(); from += WINNERS_PER_PART) {
      int to = Math.min(wins.size(), from + WINNERS_PER_PART);
      parts.add(new AnnounceWinners(drawId, parts.size() + 1, wins.subList(from, to), to == wins.size()));
    }
    return parts;
  }

  private static Win win(FrozenList list, Allotment result, int rank, String pool, int units) {
    int index = result.ranking().indexAt(rank);
    return new Win(list.caseAt(index), list.stageAt(index), pool, units, rank);
  }

  /**
   * Answers what is wanted of a draw, in the order of the wants and one by one: each answer decides who is next. What was
   * wanted while the winners were still being drawn is answered when they all are.
   */
  private void substitute(String drawId, List<SubstituteWanted> wants) {
    var list = waitingLists.get(drawId, this::waitingList);
    if (list == null) {
      return;
    }
    wants.forEach(list::want);
    for (DrawCommand answer = list.due(); answer != null; answer = list.due()) {
      record(answer);
      list.recorded();
    }
  }

  /** As it stands in the log; {@code null} before all winners are drawn. */
  private WaitingList waitingList(String drawId) {
    var papers = archive.papers(drawId);
    if (!papers.allDrawn) {
      return null;
    }
    var list = archive.list(drawId, papers);
    return WaitingList.of(drawId, list, archive.result(drawId, papers, list), papers);
  }

  /** A refusal means that the list here is not that of the log: it is made again when the want is. */
  private void record(DrawCommand answer) {
    if (outcome(answer, idOf(answer)).block() instanceof Rejected refused) {
      waitingLists.invalidate(answer.drawId());
      throw new IllegalStateException(idOf(answer) + " refused: " + refused.code());
    }
  }

  /** One for each substitute of a unit, so that a refusal is not the answer to another one for the same unit. */
  private static String idOf(DrawCommand answer) {
    return switch (answer) {
      case DrawSubstitute c -> c.drawId() + "/substitute/" + c.poolId() + "/" + c.caseId() + "/" + c.win().rank();
      case GiveUpSubstitution c -> c.drawId() + "/substitute/" + c.poolId() + "/" + c.caseId();
      default -> throw new IllegalStateException("no answer to a want: " + answer);
    };
  }

  private Mono<Void> send(Command command, String id) {
    return outcome(command, id).flatMap(outcome -> done(id, outcome));
  }

  /** An error where the same work may well succeed a little later; any other refusal is final. */
  static Mono<Void> done(String id, Outcome outcome) {
    return switch (outcome) {
      case Accepted a -> Mono.empty();
      case Rejected r when r.code().equals(DrawRejection.SealedInFuture.CODE) ->
          Mono.error(new IllegalStateException(id + " is ahead of the log's clock: " + r.data()));
      case Rejected r -> {
        LOG.warn("{} refused: {} {}", id, r.code(), r.data());
        yield Mono.empty();
      }
      case Pending p -> Mono.error(new IllegalStateException(id + " is not answered yet"));
    };
  }

  private Mono<Outcome> outcome(Command command, String id) {
    return Mono.defer(() -> commands.submit(command, CommandContext.of(id, null, null)))
        .flatMap(o -> o instanceof Pending ? Mono.error(new IllegalStateException(id + " is not answered yet")) : Mono.just(o));
  }
}
