package org.fairlot.registration.programme;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.fairlot.contracts.registration.ProgrammeEvent.Edition;
import org.fairlot.contracts.registration.ProgrammeEvent.Goods;
import org.fairlot.contracts.registration.ProgrammeEvent.Outlet;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeDefined;

/** A programme and its outlets as they stand now, ready to be asked. */
public final class Programme {

  private final ProgrammeDefined defined;
  private final List<Outlet> outlets;
  private final Map<String, Outlet> outletsById;
  private final Map<String, String> committeeAliases;
  private final List<String> smsNumbers;

  private Programme(
      ProgrammeDefined defined, List<Outlet> outlets, Map<String, String> committeeAliases, List<String> smsNumbers) {
    this.defined = defined;
    this.committeeAliases = Map.copyOf(committeeAliases);
    this.smsNumbers = List.copyOf(smsNumbers);
    this.outlets = List.copyOf(outlets);
    this.outletsById = outlets.stream().collect(Collectors.toMap(Outlet::outletId, Function.identity(), (a, b) -> b));
  }

  public static Programme of(ProgrammeDefined defined, List<Outlet> outlets) {
    return of(defined, outlets, Map.of(), List.of());
  }

  /** @param committeeAliases codes of committees by short code; @param smsNumbers to which citizens write */
  public static Programme of(
      ProgrammeDefined defined, List<Outlet> outlets, Map<String, String> committeeAliases, List<String> smsNumbers) {
    return new Programme(defined, outlets, committeeAliases, smsNumbers);
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

  /** The version of the pack in force at {@code at}; before the first one, that one. */
  public int packVersion(Instant at) {
    return defined.editions().stream()
        .filter(edition -> !edition.from().isAfter(at))
        .reduce((earlier, later) -> later)
        .map(Edition::packVersion)
        .orElseGet(() -> defined.editions().getFirst().packVersion());
  }
}
