package org.fairlot.contracts.registration;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Wire;
import org.jspecify.annotations.Nullable;

/** A programme (预约项目): one version of a pack at work for its goods, outlets and days. Key: programme id. */
public sealed interface ProgrammeEvent extends Event {

  String programmeId();

  /** @param sku its code; @param names name by language (zh-CN, en); @param priceFen price in fen (0.01 CNY), 0: free */
  record Goods(
      String sku, Map<String, String> names, @Nullable String type, @Nullable String model, int unitsPerShare, int priceFen) {
    public Goods {
      names = new TreeMap<>(names);
    }
  }

  /**
   * @param district county code (GB/T 2260)
   * @param lon longitude, lat latitude in degrees, GCJ-02
   * @param skus     goods it hands out; empty: all of the programme
   * @param slots    arrival slots of a day as {@code 10:00/11:00}; empty: none to choose
   * @param committees committees (12 digits) whose people it serves, where the outlet is assigned; {@code null}: none
   */
  record Outlet(
      String outletId, String district, Map<String, String> names, String address, double lon, double lat, List<String> skus,
      List<String> slots, @Nullable List<String> committees) {
    public Outlet {
      names = new TreeMap<>(names);
      skus = List.copyOf(skus);
      slots = List.copyOf(slots);
      committees = committees == null || committees.isEmpty() ? null : List.copyOf(committees);
    }

    /** It is chosen, not assigned. */
    public Outlet(
        String outletId, String district, Map<String, String> names, String address, double lon, double lat,
        List<String> skus, List<String> slots) {
      this(outletId, district, names, address, lon, lat, skus, slots, null);
    }
  }

  /**
   * A public key of the notary office (公证处公钥): a JWK (RFC 7517) on P-256.
   *
   * @param kty {@code EC}, @param crv {@code P-256}
   * @param x   coordinates of the point, base64url, @param y the other one
   */
  record NotaryKey(String kty, String crv, String x, String y) {}

  /** From {@code from} on, new cases follow this version of the pack; cases that are open keep theirs. */
  record Edition(int packVersion, Instant from) {}

  /**
   * A part of the city that runs a pack of its own (分区规则); the smallest area that a person lives in counts.
   *
   * @param area division code: a district (6 digits) or a street (9 digits)
   * @param editions the versions of its pack in order of {@code from}, at least one
   */
  record AreaPack(String area, String pack, List<Edition> editions) {
    public AreaPack {
      editions = List.copyOf(editions);
    }
  }

  /**
   * How a programme comes to its end (项目终止): from {@code closesAt} on nobody registers, and at {@code endsAt} at the latest it ends
   * and is erased.
   *
   * @param retentionDays between the two, in local days
   */
  record Ending(Instant closesAt, int retentionDays, Instant endsAt) {}

  /**
   * The programme was set up or changed; whole each time.
   *
   * @param city     division code (GB/T 2260, 6 digits) whose districts it serves
   * @param editions the pack's versions in order of {@code from}, at least one
   * @param opensOn  first day (local) of registration, @param closesOn first day no more, or {@code null}
   * @param notaryKeys with which its draws are notarised; {@code null} where none was named
   * @param areas    parts of the city with packs of their own; {@code null}: none
   * @param ending   {@code null} without {@code closesOn}: it has no end
   */
  @Wire("registration.programme-defined.v1")
  record ProgrammeDefined(
      String programmeId, Map<String, String> names, String city, String pack, List<Edition> editions, List<Goods> goods,
      LocalDate opensOn, @Nullable LocalDate closesOn, @Nullable List<NotaryKey> notaryKeys,
      @Nullable List<AreaPack> areas, @Nullable Ending ending)
      implements ProgrammeEvent {
    public ProgrammeDefined {
      names = new TreeMap<>(names);
      editions = List.copyOf(editions);
      goods = List.copyOf(goods);
      notaryKeys = notaryKeys == null || notaryKeys.isEmpty() ? null : List.copyOf(notaryKeys);
      areas = areas == null || areas.isEmpty() ? null : List.copyOf(areas);
    }

    /** It has no end. */
    public ProgrammeDefined(
        String programmeId, Map<String, String> names, String city, String pack, List<Edition> editions, List<Goods> goods,
        LocalDate opensOn, LocalDate closesOn, List<NotaryKey> notaryKeys, List<AreaPack> areas) {
      this(programmeId, names, city, pack, editions, goods, opensOn, closesOn, notaryKeys, areas, null);
    }

    /** One pack for the whole city. */
    public ProgrammeDefined(
        String programmeId, Map<String, String> names, String city, String pack, List<Edition> editions, List<Goods> goods,
        LocalDate opensOn, LocalDate closesOn, List<NotaryKey> notaryKeys) {
      this(programmeId, names, city, pack, editions, goods, opensOn, closesOn, notaryKeys, null);
    }

    /** One pack for the whole city, and no notary. */
    public ProgrammeDefined(
        String programmeId, Map<String, String> names, String city, String pack, List<Edition> editions, List<Goods> goods,
        LocalDate opensOn, LocalDate closesOn) {
      this(programmeId, names, city, pack, editions, goods, opensOn, closesOn, null, null);
    }
  }

  /** The list of outlets (网点) was replaced as a whole. */
  @Wire("registration.outlets-replaced.v1")
  record OutletsReplaced(String programmeId, List<Outlet> outlets) implements ProgrammeEvent {
    public OutletsReplaced {
      outlets = List.copyOf(outlets);
    }
  }

  /**
   * The short codes by which people of this city know their committees (居委会短代码) were replaced as a whole.
   *
   * @param aliases statistical code of 12 digits by short code
   */
  @Wire("registration.committee-aliases-replaced.v1")
  record CommitteeAliasesReplaced(String programmeId, Map<String, String> aliases) implements ProgrammeEvent {
    public CommitteeAliasesReplaced {
      aliases = new TreeMap<>(aliases);
    }
  }

  /** The numbers to which citizens of this programme send short messages (上行号码) were replaced as a whole. */
  @Wire("registration.sms-numbers-replaced.v1")
  record SmsNumbersReplaced(String programmeId, List<String> numbers) implements ProgrammeEvent {
    public SmsNumbersReplaced {
      numbers = List.copyOf(numbers);
    }
  }

  /**
   * The programme is over (项目终止): nothing of it changes any more, and what is personal of it is erased from now on.
   *
   * @param endedBy the operator, as the subject of the token; {@code null}: its time had come
   */
  @Wire("registration.programme-ended.v1")
  record ProgrammeEnded(String programmeId, Instant endedAt, @Nullable String endedBy) implements ProgrammeEvent {}

  /**
   * Keys were deleted under which this programme's personal fields were sealed, in the same step as this was recorded; what stands
   * sealed under them, wherever it was copied to, can be opened by nobody.
   *
   * @param part   1, 2, 3 …
   * @param keyIds {@code programme|personTag.mark}; whoever sent short messages stands there with the sender's tag
   */
  @Wire("registration.keys-erased.v1")
  record KeysErased(String programmeId, int part, List<String> keyIds) implements ProgrammeEvent {
    public KeysErased {
      keyIds = List.copyOf(keyIds);
    }
  }

  /**
   * The certificate of destruction (销毁证明): no key is left under which personal fields of this programme were sealed.
   *
   * @param endedBy as in {@link ProgrammeEnded}
   * @param holders whose keys they were: persons, and numbers that sent short messages
   * @param keys    how many were deleted; a person has a second one after two first registrations at the same instant
   */
  @Wire("registration.programme-erased.v1")
  record ProgrammeErased(
      String programmeId, Instant endedAt, @Nullable String endedBy, Instant erasedAt, int holders, int keys, int parts)
      implements ProgrammeEvent {}
}
