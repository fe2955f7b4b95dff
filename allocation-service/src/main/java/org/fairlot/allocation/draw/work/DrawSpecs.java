package org.fairlot.allocation.draw.work;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fairlot.allocation.draw.fd1.Beacon;
import org.fairlot.allocation.draw.fd1.BeaconTerms;
import org.fairlot.allocation.draw.fd1.DrawSpec;
import org.fairlot.allocation.draw.fd1.Seal.PublicKey;
import org.fairlot.contracts.allocation.DrawEvent.ListReady;
import org.fairlot.contracts.draw.DrawId;
import org.fairlot.contracts.draw.DrawTimes;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.ProgrammeEvent.NotaryKey;

/** Makes the published specification of a draw (摇号规则) of its pack's rules, the hours of the day and the capacities. */
final class DrawSpecs {

  private static final int PHYSICAL_DIGITS = 6;

  private DrawSpecs() {}

  /** @param notaryKeys that the programme names */
  static DrawSpec of(ListReady ready, List<NotaryKey> notaryKeys) {
    var id = DrawId.parse(ready.drawId());
    var rules = ready.rules();
    var spec = new LinkedHashMap<String, Object>();
    spec.put("alg", "FD1");
    spec.put("suite", "SHA256");
    spec.put("mech", "RSD");
    spec.put("draw", ready.drawId());
    spec.put("programme", id.urn().programmeId());
    spec.put("packVersion", id.urn().packVersion());
    spec.put("cap", wins(ready.capacity(), rules.units()));
    spec.put("household", rules.householdMax());
    spec.put("unitsPerWin", rules.units());
    spec.put("reserves", rules.reserves().stream().map(r -> Map.of("name", r.name(), "percent", r.percent())).toList());
    spec.put("openFirst", rules.openFirst());
    spec.put("tickets", Map.of("perLoss", rules.tickets().perLoss(), "max", rules.tickets().max()));
    spec.put("notary", rules.draw().notary());
    if (rules.draw().notary() && !notaryKeys.isEmpty()) {
      spec.put("notaryKeys", notaryKeys.stream().map(key -> new PublicKey(key.x(), key.y()).jwk()).toList());
    }
    spec.put("freezeAt", ready.times().freezeAt().toString());
    spec.put("publishRootBy", ready.times().rootBy().toString());
    spec.put("beacon", beacon(rules.draw().beacon(), ready.times()));
    return DrawSpec.of(spec);
  }

  /** A pool's units as wins: what is too little for one more win stays in the pool. */
  private static Map<String, Integer> wins(Map<String, Integer> units, int unitsPerWin) {
    var wins = new TreeMap<String, Integer>();
    units.forEach((pool, number) -> wins.put(pool, number / unitsPerWin));
    return wins;
  }

  private static Map<String, Object> beacon(Stage.Beacon beacon, DrawTimes times) {
    var terms = new LinkedHashMap<String, Object>();
    terms.put("availableAt", times.beaconAt().toString());
    terms.put("fallbackAvailableAt", times.fallbackAt().toString());
    switch (beacon.source()) {
      case PUBLIC_LOTTERY -> {
        terms.put("type", Beacon.PUBLIC_LOTTERY);
        terms.put(
            "sources",
            beacon.draws().stream().map(name -> Map.of("name", name, "ordered", true)).toList());
      }
      case DRAND_QUICKNET -> {
        terms.put("type", Beacon.DRAND_QUICKNET);
        terms.put("round", roundAt(times.beaconAt()));
        terms.put("fallbackRound", roundAt(times.fallbackAt()));
      }
      case PHYSICAL_DRAW -> {
        terms.put("type", Beacon.PHYSICAL_DRAW);
        terms.put("digits", PHYSICAL_DIGITS);
      }
      case RECORDED -> terms.put("type", Beacon.RECORDED);
    }
    return terms;
  }

  /** The first round that is published at {@code at} or later. */
  private static long roundAt(Instant at) {
    Instant first = BeaconTerms.DrandQuicknet.publishedAt(1);
    Duration rest = Duration.between(first, at);
    Duration period = Duration.between(first, BeaconTerms.DrandQuicknet.publishedAt(2));
    return 1 + Math.ceilDiv(rest.toMillis(), period.toMillis());
  }
}
