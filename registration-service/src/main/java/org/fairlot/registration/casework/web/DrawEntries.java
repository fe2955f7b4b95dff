package org.fairlot.registration.casework.web;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.fairlot.contracts.draw.DrawId;
import org.fairlot.contracts.draw.DrawTimes;
import org.fairlot.contracts.draw.EntryTag;
import org.fairlot.contracts.draw.UrnId;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.pack.Stage.Lottery;
import org.fairlot.runtime.vault.Blinds;

/**
 * Under which tag a registration will stand on the public list of which draw, so that the citizen can look for it, and
 * can show that it was left out.
 */
final class DrawEntries {

  private final Blinds blinds;

  DrawEntries(Blinds blinds) {
    this.blinds = blinds;
  }

  /** The first draw whose list is still open at {@code at}; empty where the pack draws no lots. */
  Optional<DrawId> next(Pack pack, String programmeId, Instant at) {
    return Optional.ofNullable(pack.firstStage(Lottery.class))
        .map(lottery -> new DrawId(
            new UrnId(programmeId, pack.version()), DrawTimes.next(lottery.draw(), pack.timezone(), at).day()));
  }

  /**
   * The draw that a case waits for now: of those whose list it came in time for, the first that is still to be held.
   *
   * @param inSince when it came
   */
  Optional<DrawId> awaited(Pack pack, String programmeId, Instant inSince, Instant now) {
    var lottery = pack.firstStage(Lottery.class);
    if (lottery == null) {
      return Optional.empty();
    }
    var rules = lottery.draw();
    // lists are closed at most a day before their draw, so none that is still to come was closed before that
    var earliest = now.minus(Duration.ofDays(2));
    var times = DrawTimes.next(rules, pack.timezone(), inSince.isBefore(earliest) ? earliest : inSince);
    while (!times.beaconAt().isAfter(now)) {
      times = DrawTimes.next(rules, pack.timezone(), times.freezeAt());
    }
    return Optional.of(new DrawId(new UrnId(programmeId, pack.version()), times.day()));
  }

  /** Draw and tag, as they stand in answers and receipts. */
  Map<String, String> entry(DrawId draw, String registrationId) {
    var entry = new LinkedHashMap<String, String>();
    entry.put("drawId", draw.toString());
    entry.put("entryTag", EntryTag.of(draw.toString(), registrationId, blinds.of(registrationId)));
    return entry;
  }

  /** For nobody but the citizen: with it everybody can find the entry. */
  String blind(String registrationId) {
    return HexFormat.of().formatHex(blinds.of(registrationId));
  }
}
