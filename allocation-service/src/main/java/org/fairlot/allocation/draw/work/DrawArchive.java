package org.fairlot.allocation.draw.work;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.fairlot.allocation.draw.fd1.Allotment;
import org.fairlot.allocation.draw.fd1.DrawSpec;
import org.fairlot.allocation.draw.fd1.Hash;
import org.fairlot.allocation.draw.fd1.NotaryShare;
import org.fairlot.allocation.draw.fd1.Ranking;
import org.fairlot.allocation.draw.fd1.Seed;
import org.fairlot.contracts.allocation.DrawEvent;
import org.fairlot.contracts.allocation.UrnEvent.EntriesFrozen;
import org.fairlot.contracts.draw.DrawId;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.replay.Replay;
import org.fairlot.runtime.vault.Blinds;

/**
 * Draws as they can be computed from the log (摇号档案). The last ones stay in memory, since questions about a draw come
 * when it has just been published; any other is computed again in seconds.
 */
public final class DrawArchive {

  /** Entries of all draws that are kept at a time, about 250 bytes each; for a new one the oldest go. A larger one is kept alone. */
  private static final int ENTRIES_KEPT_MAX = 3_000_000;

  private static final Duration KEPT = Duration.ofHours(1);

  /** A list is frozen on the day of its draw or the evening before; zones and a late freeze are well within this. */
  private static final int DAYS_BACK = 2;

  /** A list is written down from its freeze on; so much earlier a broker may have stamped it whose clock goes behind. */
  private static final Duration STAMPED_EARLY = Duration.ofMinutes(10);

  private static final int PAPERS_KEPT_MAX = 1_000;

  private static final Set<Class<? extends Event>> PARTS = Set.of(EntriesFrozen.class);

  /** Longer than any list takes to be written down and looked at again, but for registers that do not answer. */
  private static final Duration DRAFT_KEPT = Duration.ofMinutes(15);

  /** @param next where the log of the draw is read on */
  private record Filed(DrawPapers papers, long next) {}

  /** A list that is being read. @param next where the log of its urn is read on */
  private record Draft(String drawId, FrozenList.Builder list, Instant since, long next) {
    static final long NOTHING_READ = -1;

    String urnId() {
      return DrawId.parse(drawId).urn().toString();
    }
  }

  private final Replay replay;
  private final Blinds blinds;
  /**
   * By draw. Who takes one out owns it; it is gone if reading on fails, since nobody knows then how far it came, and after a
   * while if another instance carries the draw on.
   */
  private final Cache<String, Draft> drafts =
      Caffeine.newBuilder().expireAfterWrite(DRAFT_KEPT).scheduler(Scheduler.systemScheduler()).build();
  private final Cache<String, Filed> filed =
      Caffeine.newBuilder().maximumSize(PAPERS_KEPT_MAX).expireAfterAccess(KEPT).build();
  private final Cache<String, FrozenList> lists = Caffeine.newBuilder().expireAfterAccess(KEPT).build();
  private final Cache<String, Allotment> results = Caffeine.newBuilder().expireAfterAccess(KEPT).build();

  public DrawArchive(Replay replay, Blinds blinds) {
    this.replay = replay;
    this.blinds = blinds;
  }

  /** What is on the log up to this moment; whoever asks again has only what is new read. */
  DrawPapers papers(String drawId) {
    return filed.asMap().compute(drawId, this::upToNow).papers();
  }

  private Filed upToNow(String drawId, Filed before) {
    var papers = before == null ? new DrawPapers() : before.papers().copy();
    Consumer<Recorded<?>> sink = recorded -> papers.add((DrawEvent) recorded.event());
    var types = events(DrawPapers.TYPES);
    long next =
        before == null
            ? replay.read("allocation", drawId, from(drawId), types, sink)
            : replay.readOn("allocation", drawId, before.next(), types, sink);
    return new Filed(papers, next);
  }

  /** The list as it was frozen, without those who were excluded; read from the log if it is not at hand. */
  FrozenList list(String drawId, DrawPapers papers) {
    if (lists.getIfPresent(drawId) == null) {
      makeRoom(lists, list -> list.list().size(), papers.ready.entries());
    }
    return lists.get(drawId, id -> read(id, papers));
  }

  /** By age and not by a bound of the cache: that would rather do without a new draw than without one that was asked for often. */
  private static <T> void makeRoom(Cache<String, T> kept, ToIntFunction<T> entries, int coming) {
    long left = ENTRIES_KEPT_MAX - coming;
    for (T one : kept.asMap().values()) {
      left -= entries.applyAsInt(one);
    }
    for (var oldest : kept.policy().expireAfterAccess().orElseThrow().oldest(Integer.MAX_VALUE).entrySet()) {
      if (left >= 0) {
        return;
      }
      kept.invalidate(oldest.getKey());
      left += entries.applyAsInt(oldest.getValue());
    }
  }

  private FrozenList read(String drawId, DrawPapers papers) {
    var draft = drafts.asMap().remove(drawId);
    return readToEnd(draft != null ? draft : draft(drawId, papers.ready.times().freezeAt())).build(papers.excluded);
  }

  /**
   * Reads what is written down of a list so far, while the rest of it is being written: {@link #list} has little left to do
   * then. One list at a time, for the memory it takes; that of another draw is read when it is whole.
   *
   * @param freezeAt when the list was closed
   */
  void readAhead(String drawId, Instant freezeAt) {
    var begun = drafts.asMap().remove(drawId);
    if (begun != null || drafts.asMap().isEmpty()) {
      drafts.put(drawId, readOn(begun != null ? begun : draft(drawId, freezeAt)));
    }
  }

  /** Nobody will ask for the list of this draw. */
  void forgetDraft(String drawId) {
    drafts.invalidate(drawId);
  }

  private static Draft draft(String drawId, Instant freezeAt) {
    return new Draft(drawId, FrozenList.of(drawId), freezeAt.minus(STAMPED_EARLY), Draft.NOTHING_READ);
  }

  /** By one thread: nobody waits for it yet, and those who write the list down need the others. */
  private Draft readOn(Draft draft) {
    Consumer<Recorded<?>> sink = recorded -> part(draft, recorded).ifPresent(draft.list()::add);
    long next =
        draft.next() == Draft.NOTHING_READ
            ? replay.read("allocation", draft.urnId(), draft.since(), PARTS, sink)
            : replay.readOn("allocation", draft.urnId(), draft.next(), PARTS, sink);
    return new Draft(draft.drawId(), draft.list(), draft.since(), next);
  }

  private FrozenList.Builder readToEnd(Draft draft) {
    Consumer<Optional<FrozenList.Part>> sink = part -> part.ifPresent(draft.list()::add);
    if (draft.next() == Draft.NOTHING_READ) {
      replay.read("allocation", draft.urnId(), draft.since(), PARTS, recorded -> part(draft, recorded), sink);
    } else {
      replay.readOn("allocation", draft.urnId(), draft.next(), PARTS, recorded -> part(draft, recorded), sink);
    }
    return draft.list();
  }

  private Optional<FrozenList.Part> part(Draft draft, Recorded<?> recorded) {
    return FrozenList.Part.of(draft.drawId(), (EntriesFrozen) recorded.event(), blinds);
  }

  /**
   * The result, which the seed fixes; computed if it is not at hand.
   *
   * @param frozen {@link #list} of the same draw, given so that a large one is never in memory twice
   */
  Allotment result(String drawId, DrawPapers papers, FrozenList frozen) {
    if (results.getIfPresent(drawId) == null) {
      makeRoom(results, result -> result.ranking().size(), frozen.list().size());
    }
    return results.get(drawId, id -> {
      var spec = spec(papers);
      var list = frozen.list();
      if (!list.root().toString().equals(papers.sealed.root())) {
        throw new IllegalStateException("the list of " + id + " has another root than was sealed");
      }
      return Allotment.of(spec, Ranking.of(list, prk(papers)));
    });
  }

  static DrawSpec spec(DrawPapers papers) {
    return DrawSpec.parse(papers.sealed.spec().getBytes(StandardCharsets.UTF_8));
  }

  static Hash prk(DrawPapers papers) {
    return seed(papers).prk(spec(papers), Hash.parse(papers.sealed.root()));
  }

  static Seed seed(DrawPapers papers) {
    NotaryShare share =
        papers.seed.share() != null
            ? new NotaryShare.Revealed(Hash.parse(papers.seed.share()))
            : papers.notary == null
                ? new NotaryShare.None()
                : new NotaryShare.Withheld(Hash.parse(papers.notary.commitment()));
    boolean later = papers.shareWithheld;
    return new Seed(share, later, Beacons.read(spec(papers).beacon(later), papers.beacon.evidence()));
  }

  private static Instant from(String drawId) {
    return DrawId.parse(drawId).day().minusDays(DAYS_BACK).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  @SuppressWarnings("unchecked")
  private static Set<Class<? extends Event>> events(Set<Class<? extends DrawEvent>> types) {
    return (Set<Class<? extends Event>>) (Set<?>) types;
  }
}
