package org.fairlot.contracts.pack;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One step of a city's pipeline (环节), as its pack declares it. A new kind of stage is one record here and one
 * capability folder in the service that answers it; every {@code switch} over stages then names itself to the compiler.
 */
public sealed interface Stage {

  /** Parts of each pool that the stage keeps for groups (预留), in their order; a stage that allots nothing keeps none. */
  default List<Reserve> kept() {
    return List.of();
  }

  /**
   * Health pre-check (健康申报): answered by health-declaration-service.
   *
   * @param gate          whether a valid declaration must exist before one may register (穗康)
   * @param validityHours how long a declaration counts
   * @param onSymptom     what a symptom does; a symptom never denies goods unless the pack says so
   */
  record HealthPrecheck(boolean gate, int validityHours, OnSymptom onSymptom) implements Stage {}

  enum OnSymptom {
    /** Goods by courier instead of at the counter (verdict {@code BLOCK_PICKUP_ONLY}). */
    DELIVER,
    /** The case is refused. */
    DENY,
    /** No consequence for the case; the authority still sees the declaration. */
    NOTE
  }

  /**
   * Allotment first come, first served (先到先得): answered by allocation-service.
   *
   * @param pool        what one pool of supply covers
   * @param units       units (份) that one case claims
   * @param whenSoldOut what a citizen gets who comes too late
   * @param restock     whom new stock serves
   * @param wantTtlHours how long a want (缺货登记) stays in the queue
   * @param reserves    parts of every batch of supply that are kept for a group, in the order in which a member of several
   *     is served from them, and from all of them before the open part; {@code null}: all is open
   */
  record FirstCome(
      PoolScope pool, int units, WhenSoldOut whenSoldOut, RestockOrder restock, int wantTtlHours,
      @Nullable List<Reserve> reserves)
      implements Stage {
    public FirstCome {
      reserves = ifAny(reserves);
    }

    /** All is open to everybody. */
    public FirstCome(PoolScope pool, int units, WhenSoldOut whenSoldOut, RestockOrder restock, int wantTtlHours) {
      this(pool, units, whenSoldOut, restock, wantTtlHours, null);
    }

    @Override
    public List<Reserve> kept() {
      return reserves == null ? List.of() : reserves;
    }
  }

  /**
   * Allotment in the order of booking numbers (按号领取): answered by allocation-service. Every case gets the next number of
   * its pool; the stock of the day serves the numbers in turn, and nobody passes another who waits for the same part.
   *
   * @param pool  what one pool of supply covers, mostly a committee
   * @param units units (份) that one case claims
   * @param reserves parts of every batch of supply that are kept for a group, as for {@link FirstCome}; {@code null}: all
   *     is open
   */
  record CommitteeOrder(PoolScope pool, int units, @Nullable List<Reserve> reserves) implements Stage {
    public CommitteeOrder {
      reserves = ifAny(reserves);
    }

    /** All is open to everybody. */
    public CommitteeOrder(PoolScope pool, int units) {
      this(pool, units, null);
    }

    @Override
    public List<Reserve> kept() {
      return reserves == null ? List.of() : reserves;
    }
  }

  enum PoolScope { CITY, DISTRICT, COMMITTEE, OUTLET, OUTLET_SKU_SLOT }

  enum WhenSoldOut {
    /** The case ends as sold out. */
    REFUSE,
    /** A want is left (缺货登记) if the citizen asked for it with the registration, else the case ends as sold out. */
    OFFER_WANT,
    /** A want is left for everyone. */
    WANT
  }

  /** The rule by which a restock (动态补货) serves the wants. */
  enum RestockOrder {
    /** The earliest want first; a want that is larger than what is left waits and lets smaller ones pass. */
    EARLIEST_FIRST,
    /** The earliest want first, and nobody passes a want that does not fit. */
    EARLIEST_STRICT,
    /** New stock is for newcomers; wants are only recorded as demand. */
    NEWCOMERS
  }

  /**
   * Eligibility (资格审核): answered by registration-service from facts that registers attest, never from the number of a
   * document (its first digits tell where it was issued once, not where its holder lives).
   *
   * @param anyOf           the ways to be eligible; one suffices
   * @param factsValidHours how long an attested fact counts before its register is asked again
   * @param recheckAtFreeze whether the facts are looked at again when a draw is frozen
   * @param asked           facts that decide nothing here and are asked of everybody all the same, since a {@link Reserve}
   *     goes by them; {@code null}: none
   */
  record Eligibility(List<Way> anyOf, int factsValidHours, boolean recheckAtFreeze, @Nullable List<Attested> asked)
      implements Stage {
    public Eligibility {
      anyOf = List.copyOf(anyOf);
      asked = asked == null || asked.isEmpty() ? null : List.copyOf(asked);
    }

    /** The same, with these facts asked of everybody: in the area that a way names with the fact, else in that of the first way. */
    public Eligibility asking(List<Fact> facts) {
      var ofWays = anyOf.stream().flatMap(way -> way.allOf().stream()).toList();
      return new Eligibility(
          anyOf, factsValidHours, recheckAtFreeze,
          facts.stream()
              .map(fact -> ofWays.stream().filter(one -> one.fact() == fact).findFirst()
                  .orElseGet(() -> new Attested(fact, ofWays.getFirst().area())))
              .toList());
    }

    /** All that registers may be asked, each once. */
    public List<Attested> facts() {
      return Stream.concat(anyOf.stream().flatMap(way -> way.allOf().stream()), besides().stream()).distinct().toList();
    }

    /** {@link #asked}, empty where it is none. */
    public List<Attested> besides() {
      return asked == null ? List.of() : asked;
    }
  }

  /** One way to be eligible: all of its facts are needed. */
  record Way(List<Attested> allOf) {
    public Way {
      allOf = List.copyOf(allOf);
    }
  }

  /** @param area division code (GB/T 2260, 6 digits) within which the fact must hold */
  record Attested(Fact fact, String area) {}

  /** What a register can attest of a person (共享数据). */
  enum Fact {
    /** 户籍: in the household register of the area (公安). */
    HOUSEHOLD_REGISTER,
    /** 社保: pays social insurance there (人社). */
    SOCIAL_INSURANCE,
    /** 居住证: holds a residence permit there (公安). */
    RESIDENCE_PERMIT,
    /** 低保: on the list of those in hardship there (民政). */
    HARDSHIP,
    /** 通信行程: located there by the data of the mobile operators (工信部, 通信大数据行程卡), not by what an app says of itself. */
    LOCATION
  }

  /**
   * Review by the neighbourhood or village committee (居委会审核): answered by registration-service when a worker of the
   * case's committee has decided.
   *
   * @param decideHours what the committee has time for, from the request on
   * @param atDeadline  what becomes of a case that nobody has looked at by then; declared in advance
   * @param appealHours how long a citizen may appeal against a refusal (申诉); 0: a refusal is final
   */
  record CommitteeReview(int decideHours, AtDeadline atDeadline, int appealHours) implements Stage {}

  /** What the deadline does to a case that was not reviewed (逾期处理). */
  enum AtDeadline {
    /** The case is refused with {@code REVIEW_DEADLINE}. */
    EXCLUDE,
    /** The case passes, and it is recorded that nobody looked at it. */
    INCLUDE,
    /** The case stays in the queue, and is in the next draw or supply instead of this one. */
    DEFER
  }

  /**
   * A limit that several persons share (限购): answered by registration-service, which counts the live and the served cases
   * of one dwelling, phone or likeness in the programme.
   *
   * @param by   what is counted
   * @param max  cases at the same time
   * @param over what becomes of one more
   * @param days how long a case that got its goods still counts, in local days from its grant; {@code null}: as long as the
   *     programme lasts
   */
  record Cap(CapBy by, int max, OverCap over, @Nullable Integer days) implements Stage {}

  /** What a shared limit counts by; each is a keyed hash, never the thing itself. */
  enum CapBy {
    /** 一户: the door, from the normalised address; where one lives, not where one's household register is. */
    DWELLING,
    /** 同一手机: the mobile number. */
    PHONE,
    /** 疑似同一人: the same name and mobile number with another document, which may be the same person. */
    LIKENESS
  }

  enum OverCap {
    /** The case is refused: {@code HOUSEHOLD_LIMIT}, {@code PHONE_LIMIT}, {@code POSSIBLE_DUPLICATE}. */
    REFUSE,
    /** The committee, or else an operator, looks at it and decides. */
    REVIEW
  }

  /**
   * The outlet is assigned (网点分配), from the committee, and the citizen cannot choose: answered by registration-service. A
   * committee without an outlet goes to the operator's queue.
   */
  record OutletAssignment() implements Stage {}

  /**
   * The citizen confirms that the goods are still wanted (确认领取): answered by registration-service.
   *
   * @param withinHours who has not confirmed by then forfeits
   */
  record Confirmation(int withinHours) implements Stage {}

  /**
   * Allotment by lot (摇号): answered by allocation-service, spec FD1.
   *
   * @param pool         what one pool of supply covers; each choice of a case is one pool
   * @param units        units (份) of one win
   * @param choicesMax   how many pools a case may rank
   * @param draw         when and how it is drawn
   * @param tickets      the weight of those who lost before
   * @param householdMax wins of one household in one draw, 0: any number
   * @param reserves     parts of each pool that are kept for a group, in the order in which they are served
   * @param openFirst    whether the part that is open to all is served before the reserves, instead of after them; the
   *     order changes who wins, so it is published with the draw
   * @param carryOver    whether who is not drawn stays in for the next draw (未中签自动转入下一轮), {@code null}: yes; else the case
   *     ends when the draw has found its last substitute
   * @param pauseDraws   how many draws who has won must let pass (中签后暂停期), whether the goods were collected or not;
   *     {@code null}: none
   */
  record Lottery(
      PoolScope pool, int units, int choicesMax, DrawRules draw, Tickets tickets, int householdMax, List<Reserve> reserves,
      boolean openFirst, @Nullable Boolean carryOver, @Nullable Integer pauseDraws)
      implements Stage {
    public Lottery {
      reserves = List.copyOf(reserves);
    }

    /** Losers stay in, and winners may come again at once. */
    public Lottery(
        PoolScope pool, int units, int choicesMax, DrawRules draw, Tickets tickets, int householdMax,
        List<Reserve> reserves, boolean openFirst) {
      this(pool, units, choicesMax, draw, tickets, householdMax, reserves, openFirst, null, null);
    }

    @Override
    public List<Reserve> kept() {
      return reserves;
    }

    /** Whether a case has one draw only. */
    public boolean endsLosers() {
      return Boolean.FALSE.equals(carryOver);
    }
  }

  /**
   * The days and hours of a draw, local time. An hour that is after {@code at} is meant on the day before.
   *
   * @param from          first day with a draw, {@code null}: any
   * @param everyDays     1: daily
   * @param at            when the beacon is there and the draw is held
   * @param freezesAt     when the list is closed: who registers later is in the next draw
   * @param rootBy        by when the list's root and the spec are published; always before the beacon can be known
   * @param notary        whether a notary commits a share of the seed and attests the result
   * @param fallbackHours after a share was withheld, the beacon of so many hours later counts; announced with the spec
   * @param substituteHours for how long after the draw a forfeited unit goes to the next in its order
   */
  record DrawRules(
      @Nullable LocalDate from, int everyDays, LocalTime at, LocalTime freezesAt, LocalTime rootBy, Beacon beacon,
      boolean notary, int fallbackHours, int substituteHours) {}

  /**
   * Where the part of the seed comes from that nobody can choose.
   *
   * @param availableAt when it can be known at the earliest, local time
   * @param draws       the names of the public draws that are combined, in order; empty for other sources
   */
  record Beacon(BeaconSource source, LocalTime availableAt, List<String> draws) {
    public Beacon {
      draws = List.copyOf(draws);
    }
  }

  enum BeaconSource {
    /** 体彩、福彩: numbers of public lotteries, in the canonical form of RFC 3797. */
    PUBLIC_LOTTERY,
    /** The drand quicknet round of the instant. */
    DRAND_QUICKNET,
    /** 现场摇号: digits drawn by hand before the notary. */
    PHYSICAL_DRAW,
    /** Thirty-two bytes given beforehand; for tests and simulations, refused in a published pack. */
    RECORDED
  }

  /**
   * 1 ticket, and {@code perLoss} more for each draw that the case took part in and lost; {@code max} at the most.
   */
  record Tickets(int perLoss, int max) {}

  /**
   * A part of each pool for a group (预留): by age, by an attested fact or by both, or by a list that an operator enters
   * (名单直发).
   *
   * @param percent of a draw's units in each pool, rounded down; or of the supply, where what is less than a case takes counts with the next
   *     batch
   * @param minAge  the group is those of this age and older, or {@code null}
   * @param fact    the group is those of whom this was attested, or {@code null}
   * @param listed  whether the group is those who were entered from a register's list and need not apply (免申即享);
   *     {@code null}: no
   */
  record Reserve(
      String name, int percent, @Nullable Integer minAge, @Nullable Fact fact, @Nullable Boolean listed) {

    /** The name of the part that no group has: what is open to all. */
    public static final String OPEN = "OPEN";

    /** By age or by an attested fact. */
    public Reserve(String name, int percent, Integer minAge, Fact fact) {
      this(name, percent, minAge, fact, null);
    }

    /** Whether its group comes from a list instead of applying. */
    public boolean comesFromList() {
      return Boolean.TRUE.equals(listed);
    }
  }

  /**
   * Hand-over of the goods: answered by delivery-service. The mode may change by day without a new registration
   * (Guangzhou moved from pick-up to courier during its trial).
   *
   * @param modes   the modes on offer and their days; where several are open the citizen chooses, the first is the
   *     default
   * @param courier rules for {@link Mode#COURIER}, {@code null} if never used
   * @param pickup  rules for {@link Mode#PICKUP}, {@code null} if never used
   * @param committee rules for {@link Mode#COMMITTEE}, {@code null} if never used
   */
  record Fulfilment(
      List<DatedMode> modes, @Nullable CourierRules courier, @Nullable PickupRules pickup,
      @Nullable CommitteeRules committee)
      implements Stage {
    public Fulfilment {
      modes = List.copyOf(modes);
    }

    /** No hand-over by the committee. */
    public Fulfilment(List<DatedMode> modes, @Nullable CourierRules courier, @Nullable PickupRules pickup) {
      this(modes, courier, pickup, null);
    }
  }

  enum Mode {
    /** 快递 */
    COURIER,
    /** 到店自取 */
    PICKUP,
    /** 居委会送货上门: the committee brings it to the door. */
    COMMITTEE
  }

  /**
   * @param withinDays local days from the grant within which the committee brings the goods; what is not handed over by then
   *     is forfeited
   * @param attempts   visits before the goods count as not deliverable
   */
  record CommitteeRules(int withinDays, int attempts) {}

  /** @param from first day, {@code null}: from the start; @param until first day no more, {@code null}: for good */
  record DatedMode(Mode mode, @Nullable LocalDate from, @Nullable LocalDate until) {
    public boolean openOn(LocalDate day) {
      return (from == null || !day.isBefore(from)) && (until == null || day.isBefore(until));
    }
  }

  /**
   * @param partners           the couriers: a parcel goes to the one with the largest part of its day's limit left, of equal ones to the first
   * @param acceptMinutes      a courier that has not accepted a parcel by then loses it to the next one
   * @param overdueUntilDown   parcels in a row not accepted in time until the courier counts as down
   * @param downMinutes        how long a courier that is down gets nothing new
   * @param attempts           delivery attempts before the parcel turns back
   * @param correctionHours    how long the citizen has to correct an address that cannot be found (once)
   * @param correctBelow       an address understood with less confidence (0–100) than this is asked about first
   */
  record CourierRules(
      List<Partner> partners, int acceptMinutes, int overdueUntilDown, int downMinutes, int attempts,
      int correctionHours,
      int correctBelow) {
    public CourierRules {
      partners = List.copyOf(partners);
    }
  }

  /**
   * A courier partner and its part of the work.
   *
   * @param courier    its code, {@code [a-z0-9-]}
   * @param districts  county codes (GB/T 2260) it serves; empty: all
   * @param dailyLimit parcels per day it takes at most
   */
  record Partner(String courier, List<String> districts, int dailyLimit) {
    public Partner {
      districts = List.copyOf(districts);
    }
  }

  /**
   * @param daysAfterGrant the day of the pick-up window, counted from the day of the grant
   * @param opens          window start, local time, inclusive
   * @param closes         window end, local time, exclusive
   * @param windowDays     how many days the window is open
   */
  record PickupRules(int daysAfterGrant, LocalTime opens, LocalTime closes, int windowDays) {}

  /** {@code null} rather than empty, so that what has none looks as it did before there were any. */
  private static List<Reserve> ifAny(List<Reserve> reserves) {
    return reserves == null || reserves.isEmpty() ? null : List.copyOf(reserves);
  }
}
