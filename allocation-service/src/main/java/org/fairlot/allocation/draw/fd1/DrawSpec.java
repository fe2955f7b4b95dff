package org.fairlot.allocation.draw.fd1;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import org.fairlot.allocation.draw.fd1.Seal.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one draw (摇号规则), published and signed before the beacon exists. Its hash covers the whole document, also
 * members that mean nothing here, so a city may add its own.
 *
 * <pre>{@code
 * {"alg":"FD1", "suite":"SHA256", "mech":"RSD", "draw":"xiamen-masks-2020-02-03",
 *  "cap":{"xiamen-masks/XM-001":500, …}, "household":1,
 *  "reserves":[{"name":"ELDERLY","percent":10}], "openFirst":false,
 *  "notary":true, "notaryKeys":[{"crv":"P-256","kty":"EC","x":…,"y":…}],
 *  "publishRootBy":"2020-02-02T14:30:00Z",
 *  "beacon":{"type":"public-lottery","sources":[{"name":"3D","ordered":true}],
 *            "availableAt":"2020-02-03T01:00:00Z","fallbackAvailableAt":"2020-02-03T13:00:00Z"}}
 * }</pre>
 */
public final class DrawSpec {

  /** A share of every pool that is kept for a group (预留名额), rounded down to whole units. */
  public record Reserve(String name, int percent) {

    int unitsOf(int capacity) {
      return (int) ((long) capacity * percent / 100);
    }
  }

  /** Whether the rules have a notary (公证) commit a share of the seed. */
  enum Notary { NEEDED, NONE, UNSAID }

  static final int UNITS_PER_POOL_MAX = 100_000_000;
  private static final int HOUSEHOLD_MAX = 1_000;
  private static final int RESERVES_MAX = 100;
  private static final int NOTARY_KEYS_MAX = 100;
  private static final int DRAW_ID_LENGTH_MAX = 256;

  /** What an outcome may say instead of a pool. */
  private static final Set<String> NO_POOL = Set.of(Outcome.HOUSEHOLD, Outcome.WAITLIST);

  private final byte[] canonical;
  private final Hash hash;
  private final Suite suite;
  private final String draw;
  private final SequencedMap<String, Integer> capacities;
  private final int householdCap;
  private final List<Reserve> reserves;
  private final boolean openFirst;
  private final Notary notary;
  private final List<PublicKey> notaryKeys;
  private final BeaconTerms beacon;
  private final @Nullable BeaconTerms laterBeacon;

  private DrawSpec(byte[] canonical, Members spec) {
    this.canonical = canonical;
    hash = Sha256.of("FD1/spec", canonical);
    mustSay(spec, "alg", "FD1");
    mustSay(spec, "mech", "RSD");
    suite = Suite.named(spec.text("suite"));
    draw = spec.text("draw");
    if (draw.isEmpty() || draw.length() > DRAW_ID_LENGTH_MAX || draw.chars().anyMatch(c -> c < ' ')) {
      throw new IllegalArgumentException("draw is not an id");
    }
    capacities = capacities(spec.object("cap"));
    householdCap = spec.has("household") ? spec.integer("household", 0, HOUSEHOLD_MAX) : 0;
    reserves = spec.has("reserves") ? reserves(spec.objects("reserves", RESERVES_MAX)) : List.of();
    openFirst = spec.has("openFirst") && spec.flag("openFirst");
    notary = !spec.has("notary") ? Notary.UNSAID : spec.flag("notary") ? Notary.NEEDED : Notary.NONE;
    notaryKeys = spec.has("notaryKeys") ? notaryKeys(spec.objects("notaryKeys", NOTARY_KEYS_MAX)) : List.of();
    beacon = BeaconTerms.of(spec.object("beacon"));
    laterBeacon = BeaconTerms.laterOf(spec.object("beacon"));
    if (spec.has("publishRootBy") && beacon.availableAt() != null) {
      Instant publishRootBy = spec.parsed("publishRootBy", Moment::parse);
      if (!publishRootBy.isBefore(beacon.availableAt())) {
        throw new IllegalArgumentException("the root would not be published before the beacon is available");
      }
    }
  }

  /**
   * @param json in any form; the hash is that of the canonical one
   * @throws IllegalArgumentException if it is not a spec that this version can draw by
   */
  public static DrawSpec parse(byte[] json) {
    return new DrawSpec(Canonical.form(json), Canonical.read(json));
  }

  /** @throws IllegalArgumentException if it is not a spec that this version can draw by */
  public static DrawSpec of(Map<String, ?> members) {
    return parse(Canonical.bytes(members));
  }

  private static void mustSay(Members spec, String member, String value) {
    if (!spec.text(member).equals(value)) {
      throw new IllegalArgumentException(member + " is '" + spec.text(member) + "', this version knows " + value);
    }
  }

  private static SequencedMap<String, Integer> capacities(Members cap) {
    var capacities = new TreeMap<String, Integer>();
    for (String pool : cap.names()) {
      if (NO_POOL.contains(pool) || pool.isEmpty() || pool.length() > Entry.TEXT_LENGTH_MAX) {
        throw new IllegalArgumentException("cap: '" + pool + "' cannot be a pool");
      }
      capacities.put(pool, cap.integer(pool, 0, UNITS_PER_POOL_MAX));
    }
    return Collections.unmodifiableSequencedMap(capacities);
  }

  private static List<Reserve> reserves(List<Members> published) {
    var names = new HashSet<String>();
    var reserves = new ArrayList<Reserve>();
    int total = 0;
    for (Members reserve : published) {
      reserve.only("name", "percent");
      var read = new Reserve(reserve.text("name"), reserve.integer("percent", 1, 100));
      total += read.percent();
      if (!names.add(read.name()) || total > 100) {
        throw new IllegalArgumentException("reserves: a name occurs twice, or they exceed 100 percent");
      }
      reserves.add(read);
    }
    return List.copyOf(reserves);
  }

  private static List<PublicKey> notaryKeys(List<Members> published) {
    var keys = new ArrayList<PublicKey>();
    for (Members jwk : published) {
      mustSay(jwk, "crv", "P-256");
      mustSay(jwk, "kty", "EC");
      keys.add(PublicKey.read(jwk));
    }
    return List.copyOf(keys);
  }

  public String draw() {
    return draw;
  }

  public Suite suite() {
    return suite;
  }

  /** Units by pool, in the order of canonical JSON. */
  public SequencedMap<String, Integer> capacities() {
    return capacities;
  }

  /** How many of one household may be served; 0 means as many as there are. */
  public int householdCap() {
    return householdCap;
  }

  /** In the order in which they are served. */
  public List<Reserve> reserves() {
    return reserves;
  }

  public boolean openFirst() {
    return openFirst;
  }

  /** Whose signatures count as the notary's (公证处公钥); empty: the spec does not say, so whoever commits a share is. */
  public List<PublicKey> notaryKeys() {
    return notaryKeys;
  }

  /** Whether a signature by this key can be the notary's. */
  public boolean isNotary(PublicKey key) {
    return notaryKeys.isEmpty() || notaryKeys.contains(key);
  }

  public BeaconTerms beacon() {
    return beacon;
  }

  /**
   * @param later whether the notary's share did not come before the first beacon, so that the later one counts
   * @throws IllegalArgumentException if it has to be the later one and the spec has none
   */
  public BeaconTerms beacon(boolean later) {
    if (later && (laterBeacon == null || notary == Notary.NONE)) {
      throw new IllegalArgumentException("no later beacon was announced");
    }
    return later ? laterBeacon : beacon;
  }

  Notary notary() {
    return notary;
  }

  /** {@code JCS(spec)}. */
  public byte[] canonical() {
    return canonical.clone();
  }

  /** {@code H("FD1/spec" 0x00 || JCS(spec))}. */
  public Hash hash() {
    return hash;
  }
}
