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

  /** A round of drand's quicknet, which says by itself when it will be known. */
  record DrandQuicknet(Instant availableAt, long round) implements BeaconTerms {

    private static final long GENESIS_SECOND = 1_692_803_367L;
    private static final long ROUND_SECONDS = 3;

    /** Some thousands of years from now. */
    private static final long ROUND_MAX = 1L << 36;

    public DrandQuicknet {
      Instant publishedAt = publishedAt(round);
      if (availableAt == null) {
        availableAt = publishedAt;
      } else if (publishedAt.isBefore(availableAt)) {
        throw new IllegalArgumentException("round " + round + " is known before " + availableAt);
      }
    }

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
    return of(spec, time(spec, "availableAt"), "round");
  }

  /**
   * Those of the later beacon, which counts where the notary's share did not come before the first one.
   *
   * @return {@code null} if the spec announces none
   * @throws IllegalArgumentException if it is not later than the first one, or a part is missing
   */
  static @Nullable BeaconTerms laterOf(Members spec) {
    Instant first = of(spec).availableAt();
    Instant availableAt = time(spec, "fallbackAvailableAt");
    boolean announced = spec.text("type").equals(Beacon.DRAND_QUICKNET) ? spec.has("fallbackRound") : availableAt != null;
    BeaconTerms later = announced ? of(spec, availableAt, "fallbackRound") : null;
    if (later != null && first != null && !later.availableAt().isAfter(first)) {
      throw new IllegalArgumentException("the later beacon is not later than the first");
    }
    return later;
  }

  private static @Nullable Instant time(Members spec, String name) {
    return spec.has(name) ? spec.parsed(name, Moment::parse) : null;
  }

  private static BeaconTerms of(Members spec, @Nullable Instant availableAt, String round) {
    String type = spec.text("type");
    return switch (type) {
      case Beacon.DRAND_QUICKNET -> new DrandQuicknet(availableAt, spec.number(round, 1, DrandQuicknet.ROUND_MAX));
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
