package org.fairlot.allocation.draw.work;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
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
import org.fairlot.runtime.replay.Replay;
import org.fairlot.runtime.vault.Blinds;

/**
 * Draws as they can be computed from the log (摇号档案). The last ones stay in memory, since questions about a draw come
 * when it has just been published; any other is computed again in seconds.
 */
public final class DrawArchive {

  /** Entries of all draws that are kept at a time: about 250 bytes each. */
  private static final long ENTRIES_KEPT_MAX = 3_000_000;

  private static final Duration KEPT = Duration.ofHours(1);

  /** A list is frozen on the day of its draw or the evening before; zones and a late freeze are well within this. */
  private static final int DAYS_BACK = 2;

  private final Replay replay;
  private final Blinds blinds;
  private final Cache<String, FrozenList> lists =
      Caffeine.newBuilder()
          .maximumWeight(ENTRIES_KEPT_MAX)
          .weigher((String id, FrozenList list) -> list.list().size() + 1)
          .expireAfterAccess(KEPT)
          .build();
  private final Cache<String, Allotment> results =
      Caffeine.newBuilder()
          .maximumWeight(ENTRIES_KEPT_MAX)
          .weigher((String id, Allotment result) -> result.ranking().size() + 1)
          .expireAfterAccess(KEPT)
          .build();

  public DrawArchive(Replay replay, Blinds blinds) {
    this.replay = replay;
    this.blinds = blinds;
  }

  DrawPapers papers(String drawId) {
    var papers = new DrawPapers();
    replay.read("allocation", drawId, from(drawId), events(DrawPapers.TYPES),
        recorded -> papers.add((DrawEvent) recorded.event()));
    return papers;
  }

  /** The list as it was frozen, without those who were excluded; read from the log if it is not at hand. */
  FrozenList list(String drawId, DrawPapers papers) {
    return lists.get(drawId, id -> read(id, papers.excluded));
  }

  private FrozenList read(String drawId, Set<String> excluded) {
    var list = FrozenList.of(drawId, blinds, excluded);
    String urnId = DrawId.parse(drawId).urn().toString();
    replay.read("allocation", urnId, from(drawId), Set.of(EntriesFrozen.class), recorded -> {
      var frozen = (EntriesFrozen) recorded.event();
      if (frozen.drawId().equals(drawId)) {
        list.add(frozen);
      }
    });
    return list.build();
  }

  /** The result, which the seed fixes; computed if it is not at hand. */
  Allotment result(String drawId, DrawPapers papers) {
    return results.get(drawId, id -> {
      var spec = spec(papers);
      var list = list(id, papers).list();
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
