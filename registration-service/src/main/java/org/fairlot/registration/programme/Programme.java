package org.fairlot.registration.programme;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.ProgrammeEvent.AreaPack;
import org.fairlot.contracts.registration.ProgrammeEvent.Edition;
import org.fairlot.contracts.registration.ProgrammeEvent.Goods;
import org.fairlot.contracts.registration.ProgrammeEvent.Outlet;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeDefined;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeEnded;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeErased;

/** A programme and its outlets as they stand now, ready to be asked. */
public final class Programme {

  private final ProgrammeDefined defined;
  private final List<Outlet> outlets;
  private final Map<String, Outlet> outletsById;
  private final Map<String, Outlet> outletsByCommittee = new TreeMap<>();
  private final Map<String, String> committeeAliases;
  private final List<String> smsNumbers;
  private final Optional<ProgrammeEnded> ended;
  private final Optional<ProgrammeErased> erased;

  private Programme(
      ProgrammeDefined defined, List<Outlet> outlets, Map<String, String> committeeAliases, List<String> smsNumbers,
      Optional<ProgrammeEnded> ended, Optional<ProgrammeErased> erased) {
    this.defined = defined;
    this.ended = ended;
    this.erased = erased;
    this.committeeAliases = Map.copyOf(committeeAliases);
    this.smsNumbers = List.copyOf(smsNumbers);
    this.outlets = List.copyOf(outlets);
    this.outletsById = outlets.stream().collect(Collectors.toMap(Outlet::outletId, Function.identity(), (a, b) -> b));
    for (Outlet outlet : outlets) {
      if (outlet.committees() != null) {
        outlet.committees().forEach(committee -> outletsByCommittee.put(committee, outlet));
      }
    }
  }

  public static Programme of(ProgrammeDefined defined, List<Outlet> outlets) {
    return of(defined, outlets, Map.of(), List.of());
  }

  /** @param committeeAliases codes of committees by short code; @param smsNumbers to which citizens write */
  public static Programme of(
      ProgrammeDefined defined, List<Outlet> outlets, Map<String, String> committeeAliases, List<String> smsNumbers) {
    return new Programme(defined, outlets, committeeAliases, smsNumbers, Optional.empty(), Optional.empty());
  }

  /** The same programme, with how it ended, if it has. */
  Programme ended(Optional<ProgrammeEnded> end, Optional<ProgrammeErased> certificate) {
    return new Programme(defined, outlets, committeeAliases, smsNumbers, end, certificate);
  }

  /** Empty before its end (项目终止). */
  public Optional<ProgrammeEnded> ended() {
    return ended;
  }

  /** The certificate of destruction (销毁证明), once nothing personal of it can be opened any more. */
  public Optional<ProgrammeErased> erased() {
    return erased;
  }

  public ProgrammeDefined defined() {
    return defined;
  }

  public String id() {
    return defined.programmeId();
  }

  public List<Outlet> outlets() {
    return outlets;
  }

  public Optional<Outlet> outlet(String outletId) {
    return Optional.ofNullable(outletsById.get(outletId));
  }

  /** The committee's code of 12 digits, where people of this city know it by a short one. */
  public Optional<String> committeeByAlias(String shortCode) {
    return Optional.ofNullable(committeeAliases.get(shortCode));
  }

  /** Whether citizens send short messages about this programme to that number. */
  public boolean hasSmsNumber(String number) {
    return smsNumbers.contains(number);
  }

  public Optional<Goods> goods(String sku) {
    return defined.goods().stream().filter(goods -> goods.sku().equals(sku)).findFirst();
  }

  /** The outlet that serves the people of this committee (网点分配). */
  public Optional<Outlet> outletFor(String committee) {
    return Optional.ofNullable(committee).map(outletsByCommittee::get);
  }

  /** The outlet that these rules assign to the people of this committee; {@code null}: they assign none, or it has none. */
  public String assignedOutlet(Pack pack, String committee) {
    return pack.firstStage(Stage.OutletAssignment.class) == null
        ? null
        : outletFor(committee).map(Outlet::outletId).orElse(null);
  }

  /** What new cases follow: a pack and its versions in order of their time. */
  public record Rules(String pack, List<Edition> editions) {

    /** The version in force at {@code at}; before the first one, that one. */
    public int packVersion(Instant at) {
      return editions.stream()
          .filter(edition -> !edition.from().isAfter(at))
          .reduce((earlier, later) -> later)
          .map(Edition::packVersion)
          .orElseGet(() -> editions.getFirst().packVersion());
    }
  }

  /** The rules of the city, where no part of it has its own. */
  public Rules rules() {
    return new Rules(defined.pack(), defined.editions());
  }

  /**
   * The rules for who lives there: those of the smallest part of the city that has its own (分区规则), once they are in force.
   *
   * @param place code of a district, street or committee; {@code null}: not known
   */
  public Rules rules(String place, Instant at) {
    return areas().stream()
        .filter(area -> place != null && place.startsWith(area.area()))
        .filter(area -> !area.editions().getFirst().from().isAfter(at))
        .max(Comparator.comparingInt(area -> area.area().length()))
        .map(area -> new Rules(area.pack(), area.editions()))
        .orElseGet(this::rules);
  }

  /** The parts of the city that have rules of their own. */
  public List<AreaPack> areas() {
    return defined.areas() == null ? List.of() : defined.areas();
  }

  /** The version of the city's pack in force at {@code at}; before the first one, that one. */
  public int packVersion(Instant at) {
    return rules().packVersion(at);
  }
}
