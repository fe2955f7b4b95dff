package org.fairlot.allocation.draw.fd1;

import com.nimbusds.jose.jwk.ECKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.fairlot.allocation.draw.NotaryPen;
import org.fairlot.allocation.draw.fd1.Substitution.Reason;
import org.fairlot.contracts.draw.EntryTag;

/** Draws to test with: the one of the worked vector, and random ones. */
record SampleDraw(DrawSpec spec, SealedList list, Seed seed) {

  static final String DEMO = "demo-2020-02-02";
  static final String DEMO_SPEC =
      """
      {"alg":"FD1","beacon":{"round":1000,"type":"drand-quicknet"},"cap":{"A":2,"B":1},"draw":"demo-2020-02-02",\
      "household":1,"mech":"RSD","suite":"SHA256"}""";
  static final Instant SEALED_AT = Instant.parse("2020-02-02T14:00:00Z");
  static final String ROUND_1000 =
      "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";

  static final String ROUND_657413 =
      "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b";

  static final List<Entry> DEMO_ENTRIES =
      List.of(
          demoEntry("e1", 1, "h1", "A", "B"), demoEntry("e2", 1, "h1", "A"), demoEntry("e3", 3, "h2", "A", "B"),
          demoEntry("e4", 1, "h3", "B"), demoEntry("e5", 1, "h4", "A", "B"), demoEntry("e6", 2, "h5", "B", "A"));

  private static Entry demoEntry(String id, int weight, String house, String... choices) {
    String tag = EntryTag.of(DEMO, id, sha256("demo-blind-" + id).bytes());
    String houseTag = HouseTag.of(DEMO, house.getBytes(StandardCharsets.UTF_8));
    return new Entry(tag, houseTag, List.of(choices), List.of(), weight);
  }

  static SampleDraw demo() {
    var seed =
        new Seed(
            new NotaryShare.Revealed(sha256("demo-notary-share")), Beacon.DrandQuicknet.of(1000, ROUND_1000));
    return new SampleDraw(spec(DEMO_SPEC), SealedList.of(DEMO_ENTRIES), seed);
  }

  /** The worked list, drawn by a spec with these terms of a beacon, which ask for a notary. */
  static SampleDraw notarised(String beaconTerms, NotaryShare notary, boolean later, Beacon beacon) {
    var spec = DEMO_SPEC.replace("{\"round\":1000,\"type\":\"drand-quicknet\"}", beaconTerms);
    return new SampleDraw(
        spec(spec.replace("\"suite\"", "\"notary\":true,\"suite\"")), demo().list, new Seed(notary, later, beacon));
  }

  /** The worked draw, its spec with this key of a notary. */
  static SampleDraw announcing(Seal.PublicKey notary) {
    var jwk = new String(Canonical.bytes(notary.jwk()), StandardCharsets.UTF_8);
    var spec = spec(DEMO_SPEC.replace("\"suite\"", "\"notaryKeys\":[" + jwk + "],\"suite\""));
    return new SampleDraw(spec, demo().list, demo().seed);
  }

  /** A draw with everything in it: reserves, awkward names, people without a household, weights. */
  static SampleDraw random(Random random, int entries) {
    String spec =
        """
        {"alg":"FD1","suite":"SHA256","mech":"RSD","draw":"抽签-%d","cap":{"p/1":%d,"p/2":%d,"街道/\\"三\\"":%d},
         "household":%d,"openFirst":%b,"reserves":[{"name":"ELDERLY","percent":25},{"name":"一线","percent":10}],
         "publishRootBy":"2020-02-02T14:30:00Z","beacon":{"type":"recorded","availableAt":"2020-02-03T01:00:00Z",
          "fallbackAvailableAt":"2020-02-03T13:00:00Z"}}"""
            .formatted(
                random.nextInt(1000), random.nextInt(1 + entries / 3), random.nextInt(1 + entries / 5),
                random.nextInt(1 + entries / 5), random.nextInt(3), random.nextBoolean());
    var list = new ArrayList<Entry>();
    for (int i = 0; i < entries; i++) {
      list.add(randomEntry(random, entries));
    }
    var share = hash(random);
    var notary =
        switch (random.nextInt(3)) {
          case 0 -> new NotaryShare.Withheld(share);
          case 1 -> new NotaryShare.None();
          default -> new NotaryShare.Revealed(share);
        };
    boolean later = notary instanceof NotaryShare.Withheld || random.nextBoolean();
    return new SampleDraw(spec(spec), SealedList.of(list), new Seed(notary, later, new Beacon.Recorded(hash(random))));
  }

  private static Entry randomEntry(Random random, int entries) {
    var pools = new ArrayList<>(List.of("p/1", "p/2", "街道/\"三\"", "p/none"));
    Collections.shuffle(pools, random);
    String house = random.nextInt(4) == 0 ? null : "%016x".formatted(random.nextInt(1 + entries / 2));
    var reserves = random.nextInt(3) == 0 ? List.of(random.nextBoolean() ? "ELDERLY" : "一线") : List.<String>of();
    return new Entry(hash(random).toString(), house, pools.subList(0, 1 + random.nextInt(3)), reserves, 1 + random.nextInt(3));
  }

  Ranking ranking() {
    return Ranking.of(list, seed.prk(spec, list.root()));
  }

  Allotment allotment() {
    return Allotment.of(spec, ranking());
  }

  /** As a zip, with some forfeits, signed by operator and notary if asked for. */
  byte[] bundle(boolean signed, int forfeits) {
    var seal = Seal.of(spec, list, SEALED_AT);
    if (signed) {
      seal = seal.with(signature(Seal.OPERATOR, seal.payload(), NotaryPen.key()));
      seal = seal.with(signature(Seal.NOTARY, notaryPayload(seal), NotaryPen.key()));
    }
    return bundle(seal, forfeits);
  }

  byte[] notaryPayload(Seal seal) {
    return switch (seed.notary()) {
      case NotaryShare.Revealed revealed -> seal.payload(revealed.commitment());
      case NotaryShare.Withheld withheld -> seal.payload(withheld.commitment());
      case NotaryShare.None _ -> seal.payload();
    };
  }

  byte[] bundle(Seal seal, int forfeits) {
    var allotment = allotment();
    var out = new ByteArrayOutputStream();
    try {
      BundleWriter.write(out, seal, seed, allotment, substitutions(allotment, forfeits));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** The first winners give back; of those who wait, every third has left. */
  static List<Substitution> substitutions(Allotment allotment, int forfeits) {
    var substitutes = new Substitutes(allotment);
    var made = new ArrayList<Substitution>();
    for (int rank = 1; rank <= allotment.ranking().size() && made.size() < forfeits; rank++) {
      if (allotment.outcome(rank) instanceof Outcome.Won) {
        Hash leaf = allotment.ranking().list().leaf(allotment.ranking().indexAt(rank));
        made.add(substitutes.forfeit(leaf, Reason.CLAIM_DEADLINE, waiting -> waiting.bytes()[0] % 3 == 0));
      }
    }
    return made;
  }

  static Seal.Signature signature(String by, byte[] payload, ECKey key) {
    return new Seal.Signature(by, NotaryPen.jws(key, payload), Seal.PublicKey.of(key));
  }

  static DrawSpec spec(String json) {
    return DrawSpec.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  static Hash hash(Random random) {
    byte[] bytes = new byte[Hash.BYTES];
    random.nextBytes(bytes);
    return Hash.of(bytes);
  }

  static Hash sha256(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
