package org.fairlot.local.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.fairlot.contracts.draw.DrawTimes;
import org.fairlot.contracts.pack.Stage.BeaconSource;
import org.fairlot.contracts.pack.Stage.Lottery;
import tools.jackson.databind.JsonNode;

/** Operator and notary of a pack that draws lots (摇号): they hold every draw whose hour comes, and check what was published. */
final class DrawOffice implements Player {

  /** So many draws show who is carried over. */
  private static final int DRAWS = 2;
  /** More than freezing a list and signing its root takes. */
  private static final Duration AFTER_FREEZE = Duration.ofMinutes(5);
  private static final Duration AFTER_BEACON = Duration.ofSeconds(1);
  private static final int DIGITS = 6;
  private static final Set<String> OVER = Set.of("PUBLISHED", "CLOSED", "ABORTED");

  private final Scene scene;
  private final Lottery rules;
  private final Notary notary;
  private final Api anybody;
  private final Path folder;
  private final Random random;
  private final Set<String> revealed = new HashSet<>();
  private final Set<String> reported = new HashSet<>();
  private final Set<String> released = new HashSet<>();
  private final Set<String> attested = new HashSet<>();

  /** @param notary {@code null} if the pack has none; @param folder for the bundles */
  DrawOffice(Scene scene, Lottery rules, Notary notary, Path folder, long seed) {
    this.scene = scene;
    this.rules = rules;
    this.notary = notary;
    this.anybody = scene.evening().anybody();
    this.folder = folder;
    this.random = new Random(seed);
  }

  private List<JsonNode> draws() {
    var draws = new ArrayList<JsonNode>();
    anybody.get("/v1/programmes/" + scene.programme() + "/draws").orFail("the draws").body().path("draws").forEach(draws::add);
    return draws;
  }

  private static String id(JsonNode draw) {
    return draw.path("drawId").asString();
  }

  private static String phase(JsonNode draw) {
    return draw.path("phase").asString();
  }

  private static Instant beaconAt(JsonNode draw) {
    return Instant.parse(draw.path("beaconAt").asString());
  }

  /** Registers are asked once more, lists are sealed and ranked: nobody does it, and it takes a moment. */
  private boolean isUnderWay(JsonNode draw) {
    return switch (phase(draw)) {
      case "ANNOUNCED" -> !scene.now().isBefore(Instant.parse(draw.path("freezeAt").asString()));
      case "FROZEN", "SEEDED" -> true;
      default -> false;
    };
  }

  @Override
  public int act() {
    scene.evening().await("lists are sealed and ranked", () -> draws().stream().noneMatch(this::isUnderWay));
    int done = 0;
    for (JsonNode draw : draws()) {
      done += switch (phase(draw)) {
        case "SEALED" -> guard(draw) + report(draw);
        case "BLOCKED" -> release(draw);
        case "RANKED" -> attest(draw);
        default -> 0;
      };
    }
    return done;
  }

  /** The notary signs the root, and tells its share before anybody can know the rest of the seed. */
  private int guard(JsonNode draw) {
    if (notary == null || !revealed.add(id(draw))) {
      return 0;
    }
    notary.commit(id(draw)).orFail("the notary's commitment");
    notary.reveal(id(draw)).orFail("the notary's share");
    scene.narrator().say("The list of %s is sealed, %d entries; the notary has signed its root.", id(draw), draw.path("entries").asInt());
    return 1;
  }

  private int report(JsonNode draw) {
    if (scene.now().isBefore(beaconAt(draw)) || !reported.add(id(draw))) {
      return 0;
    }
    scene.operator()
        .post("/v1/draws/" + id(draw) + "/beacon", UUID.randomUUID().toString(), Api.object("evidence", evidence()))
        .orFail("the beacon");
    return 1;
  }

  /** Numbers as they stand in the newspaper, or as they were drawn by hand. */
  private Map<String, String> evidence() {
    var evidence = new TreeMap<String, String>();
    if (rules.draw().beacon().source() == BeaconSource.PHYSICAL_DRAW) {
      evidence.put("digits", digits("").strip());
    }
    rules.draw().beacon().draws().forEach(name -> evidence.put(name, digits(" ").strip()));
    return evidence;
  }

  private String digits(String between) {
    var digits = new StringBuilder();
    for (int i = 0; i < DIGITS; i++) {
      digits.append(random.nextInt(10)).append(between);
    }
    return digits.toString();
  }

  /** A list of a few people fails a test for bias now and then; people look at it, and go on. */
  private int release(JsonNode draw) {
    if (!released.add(id(draw))) {
      return 0;
    }
    scene.operator()
        .post("/v1/draws/" + id(draw) + "/decision", UUID.randomUUID().toString(),
            Api.object("decision", "RELEASE", "reason", "a small list, recounted by hand"))
        .orFail("the decision");
    return 1;
  }

  private int attest(JsonNode draw) {
    if (notary == null || !attested.add(id(draw))) {
      return 0;
    }
    notary.attest(id(draw)).orFail("the attestation");
    return 1;
  }

  @Override
  public Optional<Instant> waitsFor(Instant now) {
    long over = draws().stream().filter(draw -> OVER.contains(phase(draw))).count();
    return over < DRAWS ? mustNotMiss(now) : Optional.empty();
  }

  @Override
  public Optional<Instant> mustNotMiss(Instant now) {
    var times = DrawTimes.next(rules.draw(), scene.pack().timezone(), now.minus(AFTER_FREEZE));
    var stops = new ArrayList<>(List.of(times.freezeAt().plus(AFTER_FREEZE)));
    draws().stream().filter(draw -> phase(draw).equals("SEALED")).forEach(draw -> stops.add(beaconAt(draw).plus(AFTER_BEACON)));
    return stops.stream().filter(now::isBefore).min(Instant::compareTo);
  }

  @Override
  public void account(Account account) {
    int published = 0;
    // the clock goes past the times of those that come later, to the morning of the last messages
    var played = draws().stream().map(DrawOffice::id).sorted().limit(DRAWS).toList();
    for (JsonNode draw : draws()) {
      switch (phase(draw)) {
        case "PUBLISHED", "CLOSED" -> {
          published++;
          PublishedDraw.fetch(anybody, id(draw), folder).account(account, scene.narrator(), rules.householdMax());
        }
        case "ABORTED" -> {
          if (played.contains(id(draw))) {
            scene.narrator().say("%s was not held: %s.", id(draw), draw.path("reason").asString());
          } else {
            scene.narrator().say("%s came after the draws that are played here, and nobody held it.", id(draw));
          }
        }
        default -> {
          // its hour has not come
        }
      }
    }
    account.check("draws that were held", published, published > 0);
  }
}
