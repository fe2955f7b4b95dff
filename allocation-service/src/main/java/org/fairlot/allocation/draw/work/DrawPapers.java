package org.fairlot.allocation.draw.work;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fairlot.contracts.allocation.DrawEvent;
import org.fairlot.contracts.allocation.DrawEvent.AllWinnersDrawn;
import org.fairlot.contracts.allocation.DrawEvent.BeaconRecorded;
import org.fairlot.contracts.allocation.DrawEvent.DrawAborted;
import org.fairlot.contracts.allocation.DrawEvent.DrawPublished;
import org.fairlot.contracts.allocation.DrawEvent.DrawRanked;
import org.fairlot.contracts.allocation.DrawEvent.DrawSealed;
import org.fairlot.contracts.allocation.DrawEvent.EntriesExcluded;
import org.fairlot.contracts.allocation.DrawEvent.ListReady;
import org.fairlot.contracts.allocation.DrawEvent.NotaryCommitted;
import org.fairlot.contracts.allocation.DrawEvent.SeedFixed;
import org.fairlot.contracts.allocation.DrawEvent.ShareRevealed;
import org.fairlot.contracts.allocation.DrawEvent.ShareWithheld;
import org.fairlot.contracts.allocation.DrawEvent.SubstituteDrawn;
import org.fairlot.contracts.allocation.DrawEvent.SubstituteWanted;
import org.fairlot.contracts.allocation.DrawEvent.SubstitutesExhausted;
import org.fairlot.runtime.wire.Json;
import tools.jackson.databind.JsonNode;

/** What the log says of a draw up to now (摇号卷宗); members are {@code null} until it has come so far. */
final class DrawPapers {

  /** Those that {@link #add} understands. */
  static final Set<Class<? extends DrawEvent>> TYPES =
      Set.of(
          EntriesExcluded.class, ListReady.class, DrawSealed.class, NotaryCommitted.class, ShareRevealed.class,
          ShareWithheld.class, BeaconRecorded.class, SeedFixed.class, DrawRanked.class, DrawPublished.class,
          AllWinnersDrawn.class, DrawAborted.class, SubstituteWanted.class, SubstituteDrawn.class,
          SubstitutesExhausted.class);

  final Set<String> excluded = new HashSet<>();
  /** {@link SubstituteDrawn} and {@link SubstitutesExhausted}, in order. */
  final List<DrawEvent> substitutions = new ArrayList<>();
  /** Those that are neither drawn nor given up, in order. */
  final List<SubstituteWanted> wanted = new ArrayList<>();
  /** Every want there was, by which the reason of one that was given up is known. */
  private final List<SubstituteWanted> allWanted = new ArrayList<>();
  ListReady ready;
  DrawSealed sealed;
  NotaryCommitted notary;
  boolean shareRevealed;
  boolean shareWithheld;
  BeaconRecorded beacon;
  SeedFixed seed;
  DrawRanked ranked;
  DrawPublished published;
  boolean allDrawn;
  boolean aborted;

  /** Goes its own way from here on. */
  DrawPapers copy() {
    var copy = new DrawPapers();
    copy.excluded.addAll(excluded);
    copy.substitutions.addAll(substitutions);
    copy.wanted.addAll(wanted);
    copy.allWanted.addAll(allWanted);
    copy.ready = ready;
    copy.sealed = sealed;
    copy.notary = notary;
    copy.shareRevealed = shareRevealed;
    copy.shareWithheld = shareWithheld;
    copy.beacon = beacon;
    copy.seed = seed;
    copy.ranked = ranked;
    copy.published = published;
    copy.allDrawn = allDrawn;
    copy.aborted = aborted;
    return copy;
  }

  void add(DrawEvent event) {
    switch (event) {
      case EntriesExcluded e -> excluded.addAll(e.caseIds());
      case ListReady e -> ready = e;
      case DrawSealed e -> sealed = e;
      case NotaryCommitted e -> notary = e;
      case ShareRevealed e -> shareRevealed = true;
      case ShareWithheld e -> shareWithheld = true;
      case BeaconRecorded e -> beacon = e;
      case SeedFixed e -> seed = e;
      case DrawRanked e -> ranked = e;
      case DrawPublished e -> published = e;
      case AllWinnersDrawn e -> allDrawn = true;
      case DrawAborted e -> aborted = true;
      case SubstituteWanted e -> {
        wanted.add(e);
        allWanted.add(e);
      }
      case SubstituteDrawn e -> {
        substitutions.add(e);
        wanted.removeIf(want -> want.caseId().equals(e.caseId()));
      }
      case SubstitutesExhausted e -> {
        substitutions.add(e);
        wanted.removeIf(want -> want.caseId().equals(e.caseId()));
      }
      default -> throw new IllegalArgumentException("not asked for: " + event);
    }
  }

  String reasonOf(String caseId) {
    return allWanted.stream().filter(want -> want.caseId().equals(caseId)).findFirst().orElseThrow().reason();
  }

  /** Whether the later beacon is the one that counts at {@code at}, also if the log does not say so yet. */
  boolean needsLaterBeacon(Instant firstAvailableAt, Instant at) {
    return shareWithheld || asksForNotary() && !shareRevealed && !at.isBefore(firstAvailableAt);
  }

  /** Whether a notary has to attest the result. */
  boolean asksForNotary() {
    return spec().path("notary").asBoolean();
  }

  int unitsPerWin() {
    return spec().path("unitsPerWin").asInt(1);
  }

  private JsonNode spec() {
    return Json.MAPPER.readTree(sealed.spec());
  }
}
