package org.fairlot.allocation.draw.simulation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.fairlot.allocation.draw.fd1.DrawSpec.Reserve;
import org.fairlot.allocation.draw.simulation.Findings.Waits;
import org.fairlot.allocation.draw.simulation.PastDraw.PastEntry;
import org.fairlot.allocation.draw.simulation.Round.Drawn;
import org.fairlot.allocation.draw.simulation.Round.Entrant;
import org.jspecify.annotations.Nullable;

/**
 * Holds the draws of a real log again under another policy (反事实重演): who would have won, had the rules been others? Each
 * draw has the list and the units that it really had, as far as the other winners before it leave it so. Entrants are
 * persons; a household entry or an age nobody recorded cannot be made up.
 */
public final class Replay {

  private static final int LOSSES_MAX = 100_000;

  private final History history;
  private final Weighting recorded;
  private final Policy policy;
  private final Tally tally = new Tally();
  private final List<Integer> waits = new ArrayList<>();
  private final List<Boolean> won = new ArrayList<>();
  private final List<Integer> wins = new ArrayList<>();
  private long units;

  private Replay(History history, Weighting recorded, Policy policy) {
    this.history = history;
    this.recorded = recorded;
    this.policy = policy;
  }

  /**
   * @param recorded by which the log's tickets were given; says how many losses they stand for
   * @param times    how often the log is played, each time with other seeds; the findings are of all of them together
   */
  public static Findings play(History history, Weighting recorded, Policy policy, int times, long seed) {
    if (policy.entrant() != Policy.Entrant.PERSON) {
      throw new IllegalArgumentException("a log can be replayed among persons only");
    }
    var replay = new Replay(history, recorded, policy);
    for (int time = 0; time < times; time++) {
      if (history.casesJoin()) {
        replay.playJoined(seed + time);
      } else {
        replay.playEach(seed + time);
      }
    }
    return replay.findings();
  }

  private Findings findings() {
    if (!history.casesJoin()) {
      return tally.findings(policy, units, 0, null);
    }
    int[] lengths = waits.stream().mapToInt(Integer::intValue).toArray();
    boolean[] ended = new boolean[lengths.length];
    for (int i = 0; i < ended.length; i++) {
      ended[i] = won.get(i);
    }
    double gini = Findings.gini(wins.stream().mapToInt(Integer::intValue).toArray());
    return tally.findings(policy, units, gini, Waits.of(history.draws().size(), lengths, ended));
  }

  private void playEach(long seed) {
    for (int round = 0; round < history.draws().size(); round++) {
      var draw = history.draws().get(round);
      var entrants = new ArrayList<Entrant>();
      for (PastEntry entry : draw.entries()) {
        int losses = lossesOf(entry.tickets());
        entrants.add(new Entrant(entrants.size(), entry.caseId(), entry.household(), entry.choices(), kept(entry), losses));
      }
      play(draw, entrants, seed, round);
    }
  }

  /** A case as the other policy has it. */
  private static final class Case {

    final int id;
    final int seenFirst;
    PastEntry last;
    int losses;
    int lastDraw;
    boolean won;

    Case(int id, int seenFirst, PastEntry entry, int losses) {
      this.id = id;
      this.seenFirst = seenFirst;
      this.last = entry;
      this.losses = losses;
    }
  }

  private void playJoined(long seed) {
    Map<String, Case> cases = new LinkedHashMap<>();
    var lastSeen = lastSeen();
    for (int round = 0; round < history.draws().size(); round++) {
      var draw = history.draws().get(round);
      Set<String> present = new HashSet<>();
      for (PastEntry entry : draw.entries()) {
        present.add(entry.caseId());
        int now = round;
        cases.computeIfAbsent(
            entry.caseId(), _ -> new Case(cases.size(), now, entry, lossesOf(entry.tickets()))).last = entry;
      }
      var entrants = new ArrayList<Entrant>();
      var byId = new HashMap<Integer, Case>();
      for (Case one : cases.values()) {
        String id = one.last.caseId();
        if (!one.won && (present.contains(id) || staysIn(id, lastSeen.get(id), round))) {
          one.lastDraw = round;
          byId.put(one.id, one);
          entrants.add(
              new Entrant(
                  one.id, Population.tag(one.id), houseTag(one.last), one.last.choices(), kept(one.last), one.losses));
        }
      }
      var drawn = play(draw, entrants, seed, round);
      byId.values().forEach(one -> one.losses++);
      drawn.wins().forEach(win -> byId.get(win.entrant().id()).won = true);
    }
    for (Case one : cases.values()) {
      waits.add(one.lastDraw - one.seenFirst + 1);
      won.add(one.won);
      wins.add(one.won ? 1 : 0);
    }
  }

  /** Whether a case that the real log has no longer would still be there: it has really won, and so not given up. */
  private boolean staysIn(String caseId, int lastSeen, int round) {
    return lastSeen < round && (!history.winsKnown() || history.won().contains(caseId));
  }

  private Map<String, Integer> lastSeen() {
    var lastSeen = new HashMap<String, Integer>();
    for (int round = 0; round < history.draws().size(); round++) {
      for (PastEntry entry : history.draws().get(round).entries()) {
        lastSeen.put(entry.caseId(), round);
      }
    }
    return lastSeen;
  }

  private Drawn play(PastDraw draw, List<Entrant> entrants, long seed, int round) {
    units += draw.capacities().values().stream().mapToLong(Integer::longValue).sum();
    var drawn =
        Round.play(policy, new TreeMap<>(draw.capacities()), entrants, Round.prk(seed, round), _ -> true);
    tally.count(entrants, drawn, houses(entrants));
    return drawn;
  }

  /** The fewest losses that give so many tickets. */
  private int lossesOf(int tickets) {
    for (int losses = 0; losses < LOSSES_MAX; losses++) {
      if (recorded.tickets(losses) >= tickets) {
        return losses;
      }
    }
    return 0;
  }

  private List<String> kept(PastEntry entry) {
    var names = policy.reserves().stream().map(Reserve::name).toList();
    return entry.reserves().stream().filter(names::contains).toList();
  }

  /** The log's key of a household is longer than a list's; a list only needs to know who lives with whom. */
  private static @Nullable String houseTag(PastEntry entry) {
    return entry.household() == null
        ? null
        : HexFormat.of().toHexDigits(
            ByteBuffer.wrap(
                    Round.sha256(entry.household().getBytes(StandardCharsets.UTF_8)))
                .getLong());
  }

  private static Tally.Houses houses(List<Entrant> entrants) {
    var numbers = new HashMap<String, Integer>();
    var sizes = new TreeMap<Integer, Integer>();
    var houses = new HashMap<Integer, Integer>();
    for (Entrant entrant : entrants) {
      String key = entrant.houseTag() == null ? "person " + entrant.id() : entrant.houseTag();
      int house = numbers.computeIfAbsent(key, _ -> numbers.size());
      houses.put(entrant.id(), house);
      sizes.merge(house, 1, Integer::sum);
    }
    return new Tally.Houses() {
      @Override
      public int house(Entrant entrant) {
        return houses.get(entrant.id());
      }

      @Override
      public int size(int house) {
        return sizes.get(house);
      }
    };
  }
}
