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

  /** Longer than from the first reading until any list is looked at again, but for registers that do not answer. */
  private static final Duration DRAFT_KEPT = Duration.ofMinutes(30);

  /** A draft has room for one more of so many, who come in the last minutes. */
  private static final int MORE_TO_COME = 50;

  /** @param next where the log of the draw is read on */
  private record Filed(DrawPapers papers, long next) {}

  /** @param next where the log of its urn is read on, unless the draft is closed */
  private record Begun(ListDraft draft, Replay.Start next) {}

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
    var draft =
        begun != null && begun.draft().isClosed() ? begun.draft() : draftAgain(drawId, papers.ready.times().freezeAt());
    return draft.seal(papers.excluded);
  }

  private ListDraft draftAgain(String drawId, Instant freezeAt) {
    String urnId = DrawId.parse(drawId).urn().toString();
    var freezes = new ArrayList<FreezeBegun>();
    var from = new Since(freezeAt.minus(STAMPED_EARLY));
    replay.read("allocation", urnId, from, Set.of(FreezeBegun.class), one -> freezes.add((FreezeBegun) one.event()));
    var freeze =
        freezes.stream()
            .filter(one -> one.drawId().equals(drawId))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("the freeze of " + drawId + " is not in the log"));
    var begun =
        freeze.list() == null
            ? new Begun(new ListDraft(drawId, null, freeze.entries(), blinds), from)
            : begun(drawId, freeze.list(), freeze.entries());
    return readOn(urnId, begun).draft();
  }

  /** Reads what the log has so far of a list that closes soon: {@link #draft} has only the rest to read then. */
  void draftAhead(FreezeNear near) {
    draft(near.urnId(), near.drawId(), near.list(), near.entries() + near.entries() / MORE_TO_COME);
  }

  /**
   * Makes the list of a draw that was just frozen from the log; {@link #list} has little left to do then.
   *
   * @throws IllegalStateException if the log has not as many cases as the urn has counted
   */
  ListDraft draft(FreezeBegun freeze) {
    return draft(freeze.urnId(), freeze.drawId(), freeze.list(), freeze.entries());
  }

  /** From where it was read to, if by the same rule. */
  private ListDraft draft(String urnId, String drawId, ListRule rule, int expected) {
    var before = drafts.asMap().remove(drawId);
    if (before == null || !rule.equals(before.draft().rule())) {
      makeRoom(drafts, begun -> begun.draft().size(), expected);
      before = begun(drawId, rule, expected);
    }
    var now = readOn(urnId, before);
    drafts.put(drawId, now);
    return now.draft();
  }

  private Begun begun(String drawId, ListRule rule, int expected) {
    Instant first = rule.from() != null ? rule.from() : rule.since();
    return new Begun(new ListDraft(drawId, rule, expected, blinds), new Since(first.minus(STAMPED_EARLY)));
  }

  private Begun readOn(String urnId, Begun begun) {
    var draft = begun.draft();
    if (draft.isClosed()) {
      return begun;
    }
    long next =
        replay.readMany(
            "allocation", urnId, begun.next(), draft.types(), event -> draft.step((UrnEvent) event), step -> {
              step.ifPresent(draft::take);
              return !draft.isClosed();
            });
    return new Begun(draft, new At(next));
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
