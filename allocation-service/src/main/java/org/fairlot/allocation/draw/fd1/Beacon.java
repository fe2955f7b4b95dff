package org.fairlot.allocation.draw.fd1;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Public chance that nobody knew when the list was sealed (公开随机源). Its value is the SHA-256 of a canonical form of what
 * the world saw, so that anyone can get from the newspaper to the same 32 bytes.
 */
public sealed interface Beacon {

  String DRAND_QUICKNET = "drand-quicknet";
  String PUBLIC_LOTTERY = "public-lottery";
  String PHYSICAL_DRAW = "physical-draw";
  String RECORDED = "recorded";

  String type();

  /** What the world saw, as the bundle shows it. */
  Map<String, ?> evidence();

  byte[] canonicalForm();

  default Hash value() {
    return Sha256.of(canonicalForm());
  }

  /** Whether it can be told from the evidence alone that it is genuine. */
  default BeaconProof proof() {
    return BeaconProof.TO_COMPARE;
  }

  /** A round of drand's quicknet: a threshold signature, whose hash is the round's randomness. */
  record DrandQuicknet(long round, String signature, Hash randomness) implements Beacon {

    /** @throws IllegalArgumentException if the randomness is not the hash of the signature */
    public DrandQuicknet {
      if (!Sha256.of(Hex.bytes(signature, Quicknet.SIGNATURE_BYTES)).equals(randomness)) {
        throw new IllegalArgumentException("the randomness of a round is the hash of its signature");
      }
    }

    public static DrandQuicknet of(long round, String signature) {
      return new DrandQuicknet(round, signature, Sha256.of(Hex.bytes(signature, Quicknet.SIGNATURE_BYTES)));
    }

    @Override
    public String type() {
      return DRAND_QUICKNET;
    }

    @Override
    public BeaconProof proof() {
      return Quicknet.proof(round, signature);
    }

    @Override
    public Map<String, ?> evidence() {
      var evidence = new LinkedHashMap<String, Object>();
      evidence.put("randomness", randomness.toString());
      evidence.put("round", round);
      evidence.put("signature", signature);
      return evidence;
    }

    @Override
    public byte[] canonicalForm() {
      return Hex.bytes(signature, Quicknet.SIGNATURE_BYTES);
    }
  }

  /** Numbers of public lotteries (公开彩票号码) in the canonical form of RFC 3797: {@code 1.2.3.4.5.6./}. */
  record PublicLottery(List<Result> results) implements Beacon {

    /** @param numbers as drawn; where the source has no order, the canonical form has them sorted */
    public record Result(BeaconTerms.PublicLottery.Source source, List<Integer> numbers) {

      public Result {
        numbers = source.ordered() ? List.copyOf(numbers) : numbers.stream().sorted().toList();
        if (numbers.isEmpty() || numbers.stream().anyMatch(number -> number < 0)) {
          throw new IllegalArgumentException("a lottery result has numbers, from 0 up");
        }
      }
    }

    public PublicLottery {
      results = List.copyOf(results);
    }

    @Override
    public String type() {
      return PUBLIC_LOTTERY;
    }

    @Override
    public Map<String, ?> evidence() {
      return Map.of("sources", results.stream().map(PublicLottery::evidence).toList());
    }

    private static Map<String, Object> evidence(Result result) {
      var evidence = new LinkedHashMap<String, Object>();
      evidence.put("name", result.source().name());
      evidence.put("numbers", result.numbers());
      return evidence;
    }

    @Override
    public byte[] canonicalForm() {
      var text = new StringBuilder();
      for (Result result : results) {
        result.numbers().forEach(number -> text.append(number).append('.'));
        text.append('/');
      }
      return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
  }

  /** Digits drawn with balls before the notary (公证现场摇号), as they came. */
  record PhysicalDraw(String digits) implements Beacon {

    public PhysicalDraw {
      if (!digits.matches("[0-9]{1,100}")) {
        throw new IllegalArgumentException("a physical draw gives digits, not '" + digits + "'");
      }
    }

    @Override
    public String type() {
      return PHYSICAL_DRAW;
    }

    @Override
    public Map<String, ?> evidence() {
      return Map.of("digits", digits);
    }

    @Override
    public byte[] canonicalForm() {
      return digits.getBytes(StandardCharsets.US_ASCII);
    }
  }

  /** Bytes that somebody wrote down: for tests and demonstrations only. */
  record Recorded(Hash bytes) implements Beacon {

    @Override
    public String type() {
      return RECORDED;
    }

    @Override
    public Map<String, ?> evidence() {
      return Map.of("bytes", bytes.toString());
    }

    @Override
    public byte[] canonicalForm() {
      return bytes.bytes();
    }
  }
}
