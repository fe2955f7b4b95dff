package org.fairlot.allocation.draw.fd1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.fairlot.allocation.draw.NotaryPen;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Whatever is changed in a bundle is found, and the two verifiers, which share nothing but the specification, say the
 * same. A failure begins with its seed; {@code -Dfairlot.seed=N} plays it again.
 */
class BundleProperties {

  /** The JavaScript engine interprets here, so it sees a part of the changes that the Java verifier sees all of. */
  private static final int PAGE_SEES_ONE_IN = 250;

  private static final int DRAWS = 8;

  @TempDir private Path folder;
  private final long seed = Long.getLong("fairlot.seed", new Random().nextLong());
  private final Random random = new Random(seed);

  @Row("M10")
  @Test
  void any_flipped_byte_is_found() {
    var signed = BundleFiles.of(SampleDraw.demo().bundle(true, 3));
    var unsigned = BundleFiles.of(SampleDraw.demo().bundle(false, 3));
    for (String file : signed.files().keySet()) {
      // only the time of the seal needs a signature to be held by, and a signature costs as much as all the rest
      var files = file.equals("sealed.json") ? signed : unsigned;
      for (int i = 0; i < files.bytes(file).length; i++) {
        byte[] bytes = files.bytes(file).clone();
        bytes[i] ^= (byte) (1 << random.nextInt(8));
        var verdict = files.with(file, bytes).verdict(zip());
        assertThat(verdict).as("seed %d, %s, byte %d", seed, file, i).isInstanceOf(Verdict.Invalid.class);
      }
    }
  }

  @Test
  void any_line_left_out_repeated_or_moved_is_found() {
    for (int draw = 0; draw < 3; draw++) {
      var files = BundleFiles.of(SampleDraw.random(random, 12 + random.nextInt(12)).bundle(true, 4));
      for (String file : List.of("entries.ndjson", "result.ndjson", "substitutions.ndjson")) {
        for (String changed : withOtherLines(files.text(file))) {
          var verdict = files.with(file, changed).verdict(zip());
          assertThat(verdict).as("seed %d, %s", seed, changed).isInstanceOf(Verdict.Invalid.class);
        }
      }
    }
  }

  /** A log of forfeits that ends earlier is a valid log of less, so its last line may be missing. */
  private static List<String> withOtherLines(String text) {
    var lines = List.of(text.split("(?<=\n)"));
    var changed = new ArrayList<String>();
    for (int i = 0; i + 1 < lines.size(); i++) {
      var without = new ArrayList<>(lines);
      var twice = new ArrayList<>(lines);
      var moved = new ArrayList<>(lines);
      without.remove(i);
      twice.add(i, lines.get(i));
      moved.add(moved.remove(i));
      changed.addAll(List.of(String.join("", without), String.join("", twice), String.join("", moved)));
    }
    changed.add(text + "\n");
    changed.add(text + " ");
    return changed;
  }

  @Test
  void the_page_agrees_about_valid_bundles() {
    try (var page = new VerifyPage()) {
      for (int i = 0; i < DRAWS; i++) {
        var draw = i == 0 ? SampleDraw.demo() : SampleDraw.random(random, random.nextInt(40));
        var files = BundleFiles.of(draw.bundle(i % 2 == 0, i));
        assertThat(files.verdict(zip())).as("seed %d", seed).isInstanceOf(Verdict.Valid.class);
        agree(page, files);
      }
    }
  }

  @Test
  void the_page_agrees_about_tampered_bundles() {
    var files = BundleFiles.of(SampleDraw.random(new Random(11), 12).bundle(false, 3));
    try (var page = new VerifyPage()) {
      for (String file : files.files().keySet()) {
        for (int i = random.nextInt(PAGE_SEES_ONE_IN); i < files.bytes(file).length; i += PAGE_SEES_ONE_IN) {
          byte[] bytes = files.bytes(file).clone();
          bytes[i] ^= (byte) (1 << random.nextInt(8));
          agree(page, files.with(file, bytes));
        }
        agree(page, files.without(file));
        agree(page, files.with(file, files.text(file) + "\n"));
        agree(page, files.with(file, "{}"));
      }
      for (String file : List.of("entries.ndjson", "result.ndjson", "substitutions.ndjson")) {
        var changes = withOtherLines(files.text(file));
        Collections.shuffle(changes, random);
        for (String changed : changes.subList(0, Math.min(5, changes.size()))) {
          agree(page, files.with(file, changed));
        }
      }
      agree(page, files.with("names.csv", "x"));
    }
  }

  @Test
  void the_page_agrees_about_the_notary_s_key() {
    var notary = NotaryPen.key();
    var draw = SampleDraw.announcing(Seal.PublicKey.of(notary));
    var seal = Seal.of(draw.spec(), draw.list(), SampleDraw.SEALED_AT);
    try (var page = new VerifyPage()) {
      for (var key : List.of(notary, NotaryPen.key())) {
        var signed = seal.with(SampleDraw.signature(Seal.NOTARY, draw.notaryPayload(seal), key));
        agree(page, BundleFiles.of(draw.bundle(signed, 1)));
      }
    }
  }

  @Test
  void the_page_agrees_about_a_share_that_was_withheld() {
    String terms = "{\"fallbackRound\":657413,\"round\":1000,\"type\":\"drand-quicknet\"}";
    var share = new NotaryShare.Revealed(SampleDraw.sha256("demo-notary-share"));
    var first = Beacon.DrandQuicknet.of(1000, SampleDraw.ROUND_1000);
    var later = Beacon.DrandQuicknet.of(657413, SampleDraw.ROUND_657413);
    try (var page = new VerifyPage()) {
      for (var notary : List.of(share, new NotaryShare.Withheld(share.commitment()), new NotaryShare.None())) {
        for (boolean signed : List.of(true, false)) {
          var files = BundleFiles.of(SampleDraw.notarised(terms, notary, true, later).bundle(signed, 1));
          agree(page, files);
          agree(page, files.with("seed.json", files.text("seed.json").replace(",\"withheld\":true", "")));
          agree(page, files.with("spec.json", files.text("spec.json").replace("\"notary\":true", "\"notary\":false")));
          agree(page, files.with("spec.json", files.text("spec.json").replace("\"fallbackRound\":657413,", "")));
        }
      }
      agree(page, BundleFiles.of(SampleDraw.notarised(terms, new NotaryShare.None(), false, first).bundle(true, 1)));
      agree(page, BundleFiles.of(SampleDraw.notarised(terms, share, false, first).bundle(false, 1)));
      var early = SampleDraw.demo();
      agree(page, BundleFiles.of(early.bundle(Seal.of(early.spec(), early.list(), first(1000)), 0)));
      agree(page, BundleFiles.of(early.bundle(Seal.of(early.spec(), early.list(), first(1000).minusSeconds(1)), 0)));
    }
  }

  private static Instant first(long round) {
    return BeaconTerms.DrandQuicknet.publishedAt(round);
  }

  private void agree(VerifyPage page, BundleFiles files) {
    JsonNode answer = page.verify(files.files());
    switch (files.verdict(zip())) {
      case Verdict.Valid valid -> {
        assertThat(answer.get("valid").booleanValue()).as("seed %d: %s", seed, answer).isTrue();
        assertThat(answer.get("root").stringValue()).isEqualTo(valid.root().toString());
        assertThat(answer.get("resultHash").stringValue()).isEqualTo(valid.resultHash().toString());
        assertThat(answer.get("winners").intValue()).isEqualTo(valid.winners());
        assertThat(answer.get("passedOver").intValue()).isEqualTo(valid.passedOver());
        assertThat(answer.get("waiting").intValue()).isEqualTo(valid.waiting());
        assertThat(answer.get("substitutions").intValue()).isEqualTo(valid.substitutions());
        assertThat(answer.get("statedDepartures").intValue()).isEqualTo(valid.statedDepartures());
        assertThat(answer.get("beacon").get("later").booleanValue()).isEqualTo(valid.laterBeacon());
      }
      case Verdict.Invalid invalid -> {
        assertThat(answer.get("valid").booleanValue()).as("seed %d: %s", seed, invalid).isFalse();
        assertThat(answer.get("file").stringValue()).as("seed %d: %s", seed, invalid).isEqualTo(invalid.file());
        assertThat(answer.get("line").longValue()).as("seed %d: %s", seed, invalid).isEqualTo(invalid.line());
      }
    }
  }

  private Path zip() {
    return folder.resolve("bundle.zip");
  }
}
