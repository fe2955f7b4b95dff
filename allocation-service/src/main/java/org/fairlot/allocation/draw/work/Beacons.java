package org.fairlot.allocation.draw.work;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.fairlot.allocation.draw.domain.DrawCommand.RecordBeacon;
import org.fairlot.allocation.draw.fd1.Beacon;
import org.fairlot.allocation.draw.fd1.Beacon.PublicLottery.Result;
import org.fairlot.allocation.draw.fd1.BeaconTerms;
import org.fairlot.allocation.draw.fd1.Hash;
import org.fairlot.contracts.pack.Stage.BeaconSource;

/**
 * Beacons as a person reports them (随机源登记): the evidence is a text for each thing that the source asks for. Of public
 * lotteries, under each one's name, the numbers as the newspaper prints them; of a drand round, {@code signature}, and
 * {@code round} and {@code randomness} if the reporter wants them compared; of a physical draw, {@code digits}.
 */
public final class Beacons {

  private static final int NUMBERS_MAX = 100;

  private Beacons() {}

  /** @throws IllegalArgumentException naming the member that is missing or cannot be read */
  public static Beacon read(BeaconTerms terms, Map<String, String> evidence) {
    return switch (terms) {
      case BeaconTerms.PublicLottery t ->
          new Beacon.PublicLottery(
              t.sources().stream().map(s -> new Result(s, numbers(s.name(), text(evidence, s.name())))).toList());
      case BeaconTerms.DrandQuicknet t -> round(t.round(), evidence);
      case BeaconTerms.PhysicalDraw t -> {
        var drawn = new Beacon.PhysicalDraw(text(evidence, "digits"));
        if (drawn.digits().length() != t.digits()) {
          throw new IllegalArgumentException("digits");
        }
        yield drawn;
      }
      case BeaconTerms.Recorded t -> new Beacon.Recorded(Hash.parse(text(evidence, "bytes")));
    };
  }

  static RecordBeacon command(String drawId, Beacon beacon, boolean later) {
    return new RecordBeacon(drawId, source(beacon), evidence(beacon), beacon.value().toString(), later);
  }

  private static BeaconSource source(Beacon beacon) {
    return switch (beacon) {
      case Beacon.PublicLottery b -> BeaconSource.PUBLIC_LOTTERY;
      case Beacon.DrandQuicknet b -> BeaconSource.DRAND_QUICKNET;
      case Beacon.PhysicalDraw b -> BeaconSource.PHYSICAL_DRAW;
      case Beacon.Recorded b -> BeaconSource.RECORDED;
    };
  }

  /** What is kept of the evidence: all that the source asks for, in one form, and nothing else that was sent. */
  private static Map<String, String> evidence(Beacon beacon) {
    return switch (beacon) {
      case Beacon.PublicLottery b -> {
        var evidence = new TreeMap<String, String>();
        b.results().forEach(result -> evidence.put(result.source().name(), spaced(result.numbers())));
        yield evidence;
      }
      case Beacon.DrandQuicknet b ->
          Map.of(
              "round", Long.toString(b.round()), "signature", b.signature(), "randomness", b.randomness().toString());
      case Beacon.PhysicalDraw b -> Map.of("digits", b.digits());
      case Beacon.Recorded b -> Map.of("bytes", b.bytes().toString());
    };
  }

  private static String spaced(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  /** A round of another number is another beacon, whatever its signature. */
  private static Beacon.DrandQuicknet round(long round, Map<String, String> evidence) {
    if (evidence.containsKey("round") && !text(evidence, "round").equals(Long.toString(round))) {
      throw new IllegalArgumentException("round");
    }
    Beacon.DrandQuicknet beacon;
    try {
      beacon = Beacon.DrandQuicknet.of(round, text(evidence, "signature"));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("signature", e);
    }
    if (evidence.containsKey("randomness") && !text(evidence, "randomness").equals(beacon.randomness().toString())) {
      throw new IllegalArgumentException("randomness");
    }
    return beacon;
  }

  private static List<Integer> numbers(String name, String text) {
    if (!text.matches("\\d{1,6}([ ,]+\\d{1,6}){0," + (NUMBERS_MAX - 1) + "}")) {
      throw new IllegalArgumentException(name);
    }
    return Arrays.stream(text.split("[ ,]+")).map(Integer::valueOf).toList();
  }

  private static String text(Map<String, String> evidence, String name) {
    String text = evidence.get(name);
    if (text == null || text.isBlank()) {
      throw new IllegalArgumentException(name);
    }
    return text.strip();
  }
}
