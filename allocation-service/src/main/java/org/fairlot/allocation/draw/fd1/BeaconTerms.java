package org.fairlot.allocation.draw.fd1;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a spec says of its beacon before it exists: from where it will come, so that nobody can choose among several. */
public sealed interface BeaconTerms {

  /** When the beacon can first be known, {@code null} if the spec does not say. */
  @Nullable Instant availableAt();

  /** @throws IllegalArgumentException if the evidence is not of the form that these terms ask for */
  Beacon read(Members evidence);

  /** A round of drand's quicknet. */
  record DrandQuicknet(@Nullable Instant availableAt, long round) implements BeaconTerms {

    private static final long GENESIS_SECOND = 1_692_803_367L;
    private static final long ROUND_SECONDS = 3;

    /** When the network will publish this round. */
    public static Instant publishedAt(long round) {
      return Instant.ofEpochSecond(GENESIS_SECOND + ROUND_SECONDS * (round - 1));
    }

    @Override
    public Beacon read(Members evidence) {
      evidence.only("randomness", "round", "signature");
      return Beacon.DrandQuicknet.of(round, evidence.text("signature"));
    }
  }

  /** Results of public lotteries (公开彩票号码), each of a stated game and issue. */
  record PublicLottery(@Nullable Instant availableAt, List<Source> sources) implements BeaconTerms {

    private static final int NUMBERS_MAX = 100;
    private static final int NUMBER_MAX = 999_999;

    /**
     * @param name    game and issue, as the newspaper names it: {@code 双色球 2020011}
     * @param ordered whether the order in which the numbers were drawn belongs to the result
     */
    public record Source(String name, boolean ordered) {}

    public PublicLottery {
      sources = List.copyOf(sources);
    }

    @Override
    public Beacon read(Members evidence) {
      var given = evidence.only("sources").objects("sources", sources.size());
      if (given.size() < sources.size()) {
        throw new IllegalArgumentException("the spec names " + sources.size() + " sources");
      }
      var results = new ArrayList<Beacon.PublicLottery.Result>();
      for (int i = 0; i < sources.size(); i++) {
        var numbers = given.get(i).only("name", "numbers").integers("numbers", NUMBERS_MAX, 0, NUMBER_MAX);
        results.add(new Beacon.PublicLottery.Result(sources.get(i), numbers));
      }
      return new Beacon.PublicLottery(results);
    }
  }

  /** Digits drawn with balls before the notary (公证现场摇号). */
  record PhysicalDraw(@Nullable Instant availableAt, int digits) implements BeaconTerms {

    @Override
    public Beacon read(Members evidence) {
      var drawn = new Beacon.PhysicalDraw(evidence.only("digits").text("digits"));
      if (drawn.digits().length() != digits) {
        throw new IllegalArgumentException("the spec asks for " + digits + " digits");
      }
      return drawn;
    }
  }

  /** Bytes that somebody wrote down: for tests and demonstrations only. */
  record Recorded(@Nullable Instant availableAt) implements BeaconTerms {

    @Override
    public Beacon read(Members evidence) {
      return new Beacon.Recorded(evidence.only("bytes").hash("bytes"));
    }
  }

  /** @throws IllegalArgumentException if the type is not known or a part is missing */
  static BeaconTerms of(Members spec) {
    Instant availableAt = spec.has("availableAt") ? spec.parsed("availableAt", Moment::parse) : null;
    String type = spec.text("type");
    return switch (type) {
      case Beacon.DRAND_QUICKNET -> new DrandQuicknet(availableAt, spec.number("round", 1, 1L << 48));
      case Beacon.PUBLIC_LOTTERY -> new PublicLottery(availableAt, sources(spec));
      case Beacon.PHYSICAL_DRAW -> new PhysicalDraw(availableAt, spec.integer("digits", 1, 100));
      case Beacon.RECORDED -> new Recorded(availableAt);
      default -> throw new IllegalArgumentException("unknown beacon type '" + type + "'");
    };
  }

  private static List<PublicLottery.Source> sources(Members spec) {
    var sources =
        spec.objects("sources", 16).stream()
            .map(source -> new PublicLottery.Source(source.text("name"), source.flag("ordered")))
            .toList();
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("a beacon of lottery numbers needs a source");
    }
    return sources;
  }
}
