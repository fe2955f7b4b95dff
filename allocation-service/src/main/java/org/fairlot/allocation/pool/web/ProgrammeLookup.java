package org.fairlot.allocation.pool.web;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fairlot.allocation.pool.web.PackAllotments.Allotment;
import org.fairlot.contracts.allocation.PoolId;
import org.fairlot.contracts.pack.Stage.PoolScope;
import org.fairlot.contracts.registration.PackEvent.PackPublished;
import org.fairlot.contracts.registration.ProgrammeEvent.AreaPack;
import org.fairlot.contracts.registration.ProgrammeEvent.Edition;
import org.fairlot.contracts.registration.ProgrammeEvent.Outlet;
import org.fairlot.contracts.registration.ProgrammeEvent.OutletsReplaced;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeDefined;
import org.fairlot.runtime.edge.FieldErrors;
import org.fairlot.runtime.edge.Problem;
import org.fairlot.runtime.reference.ReferenceData;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** What registration has published about programmes, as far as supply must agree with it. */
public final class ProgrammeLookup {

  /**
   * An operator defines a programme and releases its first supply in one go; the news of the one takes a moment to get
   * here, and the other must not be refused for that.
   */
  private static final Retry UNTIL_NEWS_HAS_COME = Retry.fixedDelay(30, Duration.ofMillis(50)).filter(Problem.class::isInstance);

  private final ReferenceData reference;

  public ProgrammeLookup(ReferenceData reference) {
    this.reference = reference;
  }

  /** Completes if there is such a programme, else fails with 404 {@code UNKNOWN_PROGRAMME}. */
  public Mono<Void> programme(String programmeId) {
    return afterNews(() -> find(programmeId));
  }

  /** Completes if the programme has what the pool names, else fails with 404, or 422 naming the field. */
  Mono<Void> pool(PoolId pool) {
    return afterNews(() -> check(pool));
  }

  /**
   * How cases claim from this pool: by the rules of the smallest part of the city that the pool lies in, as they are in force at
   * {@code at}. Asked once the pool was found.
   */
  Allotment allotment(PoolId pool, Instant at) {
    return rulesFor(find(pool.programmeId()), placeOf(pool), at)
        .flatMap(
            pack -> PackAllotments.of(pack.yaml()).stream()
                .filter(allotment -> allotment.scope() == pool.scope())
                .findFirst())
        .orElseGet(() -> new Allotment(pool.scope(), 1, new TreeMap<>()));
  }

  private Optional<PackPublished> rulesFor(ProgrammeDefined programme, String place, Instant at) {
    return areas(programme).stream()
        .filter(area -> place != null && place.startsWith(area.area()))
        .filter(area -> !area.editions().getFirst().from().isAfter(at))
        .max(Comparator.comparingInt(area -> area.area().length()))
        .map(area -> inForce(area.pack(), area.editions(), at))
        .orElseGet(() -> inForce(programme.pack(), programme.editions(), at));
  }

  private Optional<PackPublished> inForce(String name, List<Edition> editions, Instant at) {
    var edition =
        editions.stream().filter(e -> !e.from().isAfter(at)).reduce((earlier, later) -> later).orElse(editions.getFirst());
    return reference.all(PackPublished.class).stream()
        .filter(pack -> pack.pack().equals(name) && pack.version() == edition.packVersion())
        .findFirst();
  }

  /** The district or committee that the pool lies in, {@code null} for one of the whole city. */
  private String placeOf(PoolId pool) {
    return switch (pool.scope()) {
      case CITY -> null;
      case DISTRICT -> pool.district();
      case COMMITTEE -> pool.committee();
      case OUTLET, OUTLET_SKU_SLOT -> outlet(pool).map(Outlet::district).orElse(null);
    };
  }

  private static Mono<Void> afterNews(Runnable check) {
    return Mono.<Void>fromRunnable(check)
        .retryWhen(UNTIL_NEWS_HAS_COME)
        .onErrorMap(Exceptions::isRetryExhausted, Throwable::getCause);
  }

  private ProgrammeDefined find(String programmeId) {
    return reference.all(ProgrammeDefined.class).stream()
        .filter(programme -> programme.programmeId().equals(programmeId))
        .findFirst()
        .orElseThrow(() -> new Problem(404, "UNKNOWN_PROGRAMME"));
  }

  private void check(PoolId pool) {
    var programme = find(pool.programmeId());
    var errors = new FieldErrors();
    if (pool.district() != null && !isWithin(pool.district(), programme.city())) {
      errors.add("district", "UNKNOWN_DISTRICT");
    }
    if (pool.committee() != null && !isWithin(pool.committee(), programme.city())) {
      errors.add("committee", "UNKNOWN_COMMITTEE");
    }
    if (pool.outletId() != null) {
      outlet(pool).ifPresentOrElse(
          outlet -> checkSlot(pool, outlet, errors), () -> errors.add("outletId", "UNKNOWN_OUTLET"));
    }
    if (pool.sku() != null && programme.goods().stream().noneMatch(goods -> goods.sku().equals(pool.sku()))) {
      errors.add("sku", "UNKNOWN_SKU");
    }
    errors.throwIfAny();
    checkScope(pool, programme);
  }

  /** Supply in a pool that no case of the programme claims from would lie there for ever. */
  private void checkScope(PoolId pool, ProgrammeDefined programme) {
    var scopes = EnumSet.noneOf(PoolScope.class);
    reference.all(PackPublished.class).stream()
        .filter(pack -> isOf(programme, pack))
        .forEach(pack -> PackAllotments.of(pack.yaml()).forEach(allotment -> scopes.add(allotment.scope())));
    if (!scopes.isEmpty() && !scopes.contains(pool.scope())) {
      throw new Problem(422, "POOL_NOT_OF_PACK", Map.of("scope", pool.scope(), "scopes", scopes));
    }
  }

  /** Of the city, or of a part of it. */
  private static boolean isOf(ProgrammeDefined programme, PackPublished pack) {
    return follows(programme.pack(), programme.editions(), pack)
        || areas(programme).stream().anyMatch(area -> follows(area.pack(), area.editions(), pack));
  }

  private static List<AreaPack> areas(ProgrammeDefined programme) {
    return programme.areas() == null ? List.of() : programme.areas();
  }

  private static boolean follows(String name, List<Edition> editions, PackPublished pack) {
    return pack.pack().equals(name) && editions.stream().anyMatch(edition -> edition.packVersion() == pack.version());
  }

  /** A city's code ends in 00, the codes of its districts and committees share what is before. */
  private static boolean isWithin(String area, String city) {
    return area.startsWith(city.replaceAll("(00)+$", ""));
  }

  private Optional<Outlet> outlet(PoolId pool) {
    return reference.all(OutletsReplaced.class).stream()
        .filter(list -> list.programmeId().equals(pool.programmeId()))
        .flatMap(list -> list.outlets().stream())
        .filter(outlet -> outlet.outletId().equals(pool.outletId()))
        .findFirst();
  }

  private static void checkSlot(PoolId pool, Outlet outlet, FieldErrors errors) {
    if (pool.sku() != null && !outlet.skus().isEmpty() && !outlet.skus().contains(pool.sku())) {
      errors.add("sku", "NOT_AT_OUTLET");
    }
    if (pool.slot() != null && !isOneOf(outlet.slots(), pool.slot())) {
      errors.add("slot", "UNKNOWN_SLOT");
    }
  }

  private static boolean isOneOf(List<String> slotsOfDay, String slot) {
    return slotsOfDay.contains(slot.substring(slot.indexOf('T') + 1));
  }
}
