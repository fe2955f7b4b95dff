package org.fairlot.allocation.draw.work;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.fairlot.allocation.draw.fd1.Allotment;
import org.fairlot.allocation.draw.fd1.DrawSpec;
import org.fairlot.allocation.draw.fd1.Hash;
import org.fairlot.allocation.draw.fd1.NotaryShare;
import org.fairlot.allocation.draw.fd1.Ranking;
import org.fairlot.allocation.draw.fd1.Seed;
import org.fairlot.contracts.allocation.DrawEvent;
import org.fairlot.contracts.allocation.UrnEvent;
import org.fairlot.contracts.allocation.UrnEvent.EntriesFrozen;
import org.fairlot.contracts.allocation.UrnEvent.FreezeBegun;
import org.fairlot.contracts.allocation.UrnEvent.FreezeNear;
import org.fairlot.contracts.allocation.UrnEvent.ListRule;
import org.fairlot.contracts.draw.DrawId;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.replay.Replay;
import org.fairlot.runtime.replay.Replay.Start.At;
import org.fairlot.runtime.replay.Replay.Start.Since;
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

  /** So much earlier a broker may have stamped an event whose clock goes behind. */
  private static final Duration STAMPED_EARLY = Duration.ofMinutes(10);

  private static final int PAPERS_KEPT_MAX = 1_000;

  /** What lists were made from once. */
  private static final Set<Class<? extends Event>> WRITTEN = Set.of(EntriesFrozen.class);

  /** Longer than from the first reading until any list is looked at again, but for registers that do not answer. */
  private static final Duration DRAFT_KEPT = Duration.ofMinutes(30);

  /** A draft has room for one more of so many, who come in the last minutes. */
  private static final int MORE_TO_COME = 50;

  /** @param next where the log of the draw is read on */
  private record Filed(DrawPapers papers, long next) {}

  /**
   * @param next    where the log of its urn is read on
   * @param settled whether it is read up to the freeze
   */
  private record Begun(ListDraft draft, Replay.Start next, boolean settled) {}

  private final Replay replay;
  private final Blinds blinds;
  /** By draw. Who takes one out owns it; it is gone after a while if another instance carries the draw on. */
  private final Cache<String, Begun> drafts =
      Caffeine.newBuilder().expireAfterAccess(DRAFT_KEPT).scheduler(Scheduler.systemScheduler()).build();
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
            ? replay.read("allocation", drawId, new Since(from(drawId)), types, sink)
            : replay.read("allocation", drawId, new At(before.next()), types, sink);
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
    var begun = drafts.asMap().remove(drawId);
    var draft = begun != null && begun.settled() ? begun.draft() : draftAgain(drawId, papers.ready.times().freezeAt());
    return draft.seal(papers.excluded);
  }

  private ListDraft draftAgain(String drawId, Instant freezeAt) {
    String urnId = DrawId.parse(drawId).urn().toString();
    var freezes = new ArrayList<Recorded<?>>();
    var from = new Since(freezeAt.minus(STAMPED_EARLY));
    replay.read("allocation", urnId, from, Set.of(FreezeBegun.class), freezes::add);
    var recorded =
        freezes.stream()
            .filter(one -> ((FreezeBegun) one.event()).drawId().equals(drawId))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("the freeze of " + drawId + " is not in the log"));
    var freeze = (FreezeBegun) recorded.event();
    if (freeze.list() != null) {
      return drafted(freeze, recorded.sequence(), begun(drawId, freeze.list(), freeze.entries()));
    }
    var written = new ListDraft(drawId, null, freeze.entries(), blinds);
    read(urnId, from, Long.MAX_VALUE, WRITTEN, written);
    written.settle(freeze.entries());
    return written;
  }

  /**
   * Reads what the log has so far of a list that closes soon: {@link #draft} has only the rest to read then.
   */
  void draftAhead(FreezeNear near) {
    makeRoom(drafts, begun -> begun.draft().entries(), near.entries());
    var begun = begun(near.drawId(), near.list(), near.entries() + near.entries() / MORE_TO_COME);
    long next = read(near.urnId(), begun.next(), Long.MAX_VALUE, ListDraft.TYPES, begun.draft());
    drafts.put(near.drawId(), new Begun(begun.draft(), new At(next), false));
  }

  /**
   * Makes the list of a draw that was just frozen from the log; {@link #list} has little left to do then.
   *
   * @param sequence of the freeze among the events of its urn
   */
  ListDraft draft(FreezeBegun freeze, long sequence) {
    var ahead = drafts.asMap().remove(freeze.drawId());
    boolean fits = ahead != null && !ahead.settled() && freeze.list().equals(ahead.draft().rule());
    if (!fits) {
      makeRoom(drafts, begun -> begun.draft().entries(), freeze.entries());
    }
    var draft =
        drafted(freeze, sequence, fits ? ahead : begun(freeze.drawId(), freeze.list(), freeze.entries()));
    drafts.put(freeze.drawId(), new Begun(draft, new At(0), true));
    return draft;
  }

  private ListDraft drafted(FreezeBegun freeze, long sequence, Begun begun) {
    read(freeze.urnId(), begun.next(), sequence, ListDraft.TYPES, begun.draft());
    begun.draft().settle(freeze.entries());
    return begun.draft();
  }

  private Begun begun(String drawId, ListRule rule, int expected) {
    Instant first = rule.from() != null ? rule.from() : rule.since();
    return new Begun(new ListDraft(drawId, rule, expected, blinds), new Since(first.minus(STAMPED_EARLY)), false);
  }

  private long read(String urnId, Replay.Start from, long before, Set<Class<? extends Event>> types, ListDraft draft) {
    return replay.readMany(
        "allocation", urnId, from, before, types, event -> draft.step((UrnEvent) event), step -> step.ifPresent(draft::take));
  }

  /** Nobody will ask for the list of this draw. */
  void forgetDraft(String drawId) {
    drafts.invalidate(drawId);
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
