package org.fairlot.allocation.draw.fd1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.fairlot.allocation.draw.NotaryPen;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleVerifierTest {

  @TempDir private Path folder;
  private Path zip;

  private final SampleDraw demo = SampleDraw.demo();
  private final BundleFiles files = BundleFiles.of(demo.bundle(true, 2));

  @BeforeEach
  void zip() {
    zip = folder.resolve("bundle.zip");
  }

  @Test
  void a_bundle_as_it_was_written_is_valid() throws IOException {
    Files.write(zip, demo.bundle(true, 2));
    assertThat(BundleVerifier.verify(zip))
        .isEqualTo(
            new Verdict.Valid(
                SampleDraw.DEMO, demo.list().root(), demo.allotment().resultHash(), 6, 3, 1, 2, 2, 0, 2, 0, false,
                BeaconProof.SIGNED));
  }

  @Test
  void its_files_are_canonical_and_its_bytes_depend_on_nothing_else() {
    assertThat(demo.bundle(false, 2)).isEqualTo(SampleDraw.demo().bundle(false, 2));
    assertThat(files.files().keySet())
        .containsExactly(
            "spec.json", "entries.ndjson", "sealed.json", "seed.json", "result.ndjson", "substitutions.ndjson");
    assertThat(files.text("spec.json")).isEqualTo(SampleDraw.DEMO_SPEC);
    for (String file : files.files().keySet()) {
      for (String line : files.text(file).split("\n")) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        assertThat(Canonical.form(bytes)).as(file).isEqualTo(bytes);
      }
    }
  }

  @Test
  void the_parts_of_a_bundle_can_be_read_again() throws IOException {
    Files.write(zip, demo.bundle(true, 2));
    try (var bundle = BundleReader.open(zip)) {
      assertThat(bundle.spec().hash()).isEqualTo(demo.spec().hash());
      assertThat(bundle.list().root()).isEqualTo(demo.list().root());
      assertThat(bundle.seed(bundle.spec())).isEqualTo(demo.seed());
      assertThat(bundle.seal().signatures()).hasSize(2);
    }
  }

  @Test
  void every_kind_of_beacon_can_be_verified_and_not_be_exchanged() {
    verifiesOnly(
        "{\"type\":\"public-lottery\",\"sources\":[{\"name\":\"双色球\",\"ordered\":false},{\"name\":\"3D\",\"ordered\":true}]}",
        "{\"sources\":[{\"name\":\"双色球\",\"numbers\":[33,2,11]},{\"name\":\"3D\",\"numbers\":[9,0,1]}]}");
    verifiesOnly("{\"type\":\"physical-draw\",\"digits\":6}", "{\"digits\":\"004217\"}");
    verifiesOnly("{\"type\":\"recorded\"}", "{\"bytes\":\"" + "ab".repeat(32) + "\"}");
  }

  private void verifiesOnly(String terms, String evidence) {
    var spec = SampleDraw.spec(SampleDraw.DEMO_SPEC.replace("{\"round\":1000,\"type\":\"drand-quicknet\"}", terms));
    var beacon = spec.beacon().read(Canonical.read(evidence.getBytes(StandardCharsets.UTF_8)));
    var draw = new SampleDraw(spec, demo.list(), new Seed(demo.seed().notary(), beacon));
    var bundle = BundleFiles.of(draw.bundle(true, 1));
    assertThat(((Verdict.Valid) bundle.verdict(zip)).beaconProof()).isEqualTo(BeaconProof.TO_COMPARE);
    invalid(bundle.with("seed.json", files.bytes("seed.json")), "seed.json");
    var tampered = bundle.text("seed.json").replace(beacon.value().toString(), "00".repeat(32));
    assertThat(invalid(bundle.with("seed.json", tampered), "seed.json").expected())
        .startsWith("'" + beacon.value().toString().substring(0, 20));
  }

  @Nested
  class Withheld {

    private static final String DRAND =
        "{\"fallbackRound\":657413,\"round\":1000,\"type\":\"drand-quicknet\"}";
    private static final String LOTTERY =
        "{\"availableAt\":\"2020-02-03T01:00:00Z\",\"fallbackAvailableAt\":\"2020-02-03T13:00:00Z\","
            + "\"sources\":[{\"name\":\"3D\",\"ordered\":true}],\"type\":\"public-lottery\"}";
    private final Beacon first = Beacon.DrandQuicknet.of(1000, SampleDraw.ROUND_1000);
    private final Beacon later = Beacon.DrandQuicknet.of(657413, SampleDraw.ROUND_657413);
    private final Beacon numbers =
        new Beacon.PublicLottery(
            List.of(new Beacon.PublicLottery.Result(new BeaconTerms.PublicLottery.Source("3D", true), List.of(7, 0, 3))));
    private final NotaryShare.Revealed share = new NotaryShare.Revealed(SampleDraw.sha256("demo-notary-share"));
    private final NotaryShare never = new NotaryShare.Withheld(share.commitment());

    @Test
    void the_share_never_came_or_came_late_or_nobody_committed_one() {
      for (NotaryShare notary : List.of(share, never, new NotaryShare.None())) {
        assertThat(valid(DRAND, notary, true, later).laterBeacon()).isTrue();
        assertThat(valid(LOTTERY, notary, true, numbers).laterBeacon()).isTrue();
      }
      assertThat(valid(DRAND, share, false, first).laterBeacon()).isFalse();
    }

    @Test
    void the_round_of_the_first_beacon_does_not_pass_for_the_later_one_nor_that_for_the_first() {
      var held = BundleFiles.of(draw(DRAND, never, true, later).bundle(true, 0));
      var other = BundleFiles.of(draw(DRAND, share, false, first).bundle(true, 0));
      for (var swapped : List.of(
          held.text("seed.json").replace("657413", "1000"),
          held.text("seed.json").replace(",\"withheld\":true", ""),
          held.text("seed.json").replace("\"withheld\":true", "\"withheld\":false"))) {
        invalid(held.with("seed.json", swapped), "seed.json");
      }
      invalid(other.with("seed.json", other.text("seed.json").replaceFirst("}$", ",\"withheld\":true}")), "seed.json");
    }

    @Test
    void a_draw_with_a_notary_does_not_go_by_the_first_beacon_without_the_share() {
      invalid(BundleFiles.of(draw(DRAND, new NotaryShare.None(), false, first).bundle(false, 0)), "seed.json");
    }

    @Test
    void a_share_that_no_notary_has_signed_for_is_nobody_s() {
      assertThat(invalid(BundleFiles.of(draw(DRAND, share, false, first).bundle(false, 0)), "sealed.json").expected())
          .contains("by the notary");
    }

    @Test
    void a_later_beacon_counts_only_where_one_was_announced_and_a_notary_asked_for() {
      var held = draw(DRAND, new NotaryShare.None(), true, later);
      for (String spec : List.of(
          new String(held.spec().canonical(), StandardCharsets.UTF_8).replace("\"fallbackRound\":657413,", ""),
          new String(held.spec().canonical(), StandardCharsets.UTF_8).replace("\"notary\":true", "\"notary\":false"))) {
        invalid(BundleFiles.of(new SampleDraw(SampleDraw.spec(spec), held.list(), held.seed()).bundle(false, 0)), "seed.json");
      }
    }

    @Test
    void a_round_that_was_known_when_the_list_was_sealed_orders_nothing() {
      var draw = SampleDraw.demo();
      var late = Seal.of(draw.spec(), draw.list(), BeaconTerms.DrandQuicknet.publishedAt(1000));
      assertThat(invalid(BundleFiles.of(draw.bundle(late, 0)), "sealed.json").expected()).startsWith("a time before");
    }

    private SampleDraw draw(String terms, NotaryShare notary, boolean late, Beacon beacon) {
      return SampleDraw.notarised(terms, notary, late, beacon);
    }

    private Verdict.Valid valid(String terms, NotaryShare notary, boolean late, Beacon beacon) {
      return (Verdict.Valid) BundleFiles.of(draw(terms, notary, late, beacon).bundle(true, 1)).verdict(zip);
    }
  }

  @Nested
  class Tampered {

    @Test
    void the_first_byte_that_does_not_fit_is_named() {
      String result = files.text("result.ndjson");
      int third = result.indexOf("\"rank\":3");
      var found = invalid(files.with("result.ndjson", result.replace("\"rank\":3", "\"rank\":7")), "result.ndjson");
      assertThat(found.line()).isEqualTo(3);
      assertThat(found.offset()).isEqualTo(third + 7);
      assertThat(found.expected()).startsWith("'3,\"score\"");
      assertThat(found.found()).startsWith("'7,\"score\"");
    }

    @Test
    void a_winner_put_in_by_hand() {
      var swapped = files.text("result.ndjson").replaceFirst("\"WAITLIST\",\"place\":1", "\"B\"");
      assertThat(invalid(files.with("result.ndjson", swapped), "result.ndjson").line()).isEqualTo(5);
    }

    @Test
    void an_entry_taken_off_the_list_or_put_on_it() {
      String[] lines = files.text("entries.ndjson").split("(?<=\n)");
      invalid(files.with("entries.ndjson", lines[0] + lines[2] + lines[3] + lines[4] + lines[5]), "sealed.json");
      invalid(files.with("entries.ndjson", lines[0] + String.join("", lines)), "entries.ndjson");
      invalid(files.with("entries.ndjson", lines[1] + lines[0] + lines[2]), "entries.ndjson");
    }

    @Test
    void another_share_than_the_one_committed() {
      var seed = files.text("seed.json").replace(SampleDraw.sha256("demo-notary-share").toString(), "11".repeat(32));
      var found = invalid(files.with("seed.json", seed), "seed.json");
      assertThat(found.offset()).isEqualTo(seed.indexOf("\"notaryCommitment\":\"") + "\"notaryCommitment\":\"".length());
    }

    @Test
    void a_round_that_drand_has_never_signed() {
      var forged = Beacon.DrandQuicknet.of(1000, SampleDraw.ROUND_657413);
      var bundle = BundleFiles.of(new SampleDraw(demo.spec(), demo.list(), new Seed(demo.seed().notary(), forged)).bundle(true, 0));
      var found = invalid(bundle, "seed.json");
      assertThat(found.expected()).isEqualTo("quicknet's signature of round 1000");
      assertThat(found.offset()).isEqualTo(bundle.text("seed.json").indexOf(SampleDraw.ROUND_657413));
    }

    @Test
    void a_signature_by_somebody_else_or_over_something_else() {
      String sealed = files.text("sealed.json");
      var other = BundleFiles.of(demo.bundle(true, 0)).text("sealed.json");
      String jwk = sealed.substring(sealed.indexOf("\"jwk\""), sealed.indexOf(",\"jws\""));
      String otherJwk = other.substring(other.indexOf("\"jwk\""), other.indexOf(",\"jws\""));
      assertThat(invalid(files.with("sealed.json", sealed.replace(jwk, otherJwk)), "sealed.json").expected())
          .isEqualTo("a signature by the key beside it");
      var later = sealed.replace("T14:00:00Z", "T14:00:01Z");
      assertThat(invalid(files.with("sealed.json", later), "sealed.json").expected()).contains("over the facts");
    }

    @Test
    void a_notary_whose_key_was_not_announced() {
      var notary = NotaryPen.key();
      var draw = SampleDraw.announcing(Seal.PublicKey.of(notary));
      var seal = Seal.of(draw.spec(), draw.list(), SampleDraw.SEALED_AT);
      var its = BundleFiles.of(draw.bundle(seal.with(SampleDraw.signature(Seal.NOTARY, draw.notaryPayload(seal), notary)), 0));
      assertThat(its.verdict(zip)).isInstanceOf(Verdict.Valid.class);
      var byAnother = seal.with(SampleDraw.signature(Seal.NOTARY, draw.notaryPayload(seal), NotaryPen.key()));
      assertThat(invalid(BundleFiles.of(draw.bundle(byAnother, 0)), "sealed.json").expected())
          .isEqualTo("a signature by a key that the spec names for the notary");
      var without = its.text("sealed.json").replaceFirst(",\"jwk\":\\{[^}]*}", "");
      assertThat(invalid(its.with("sealed.json", without), "sealed.json").expected()).contains("names for the notary");
      // the operator's key is published by the operator, not by the spec
      var byOperator = seal.with(SampleDraw.signature(Seal.OPERATOR, seal.payload(), NotaryPen.key()));
      assertThat(BundleFiles.of(draw.bundle(byOperator, 0)).verdict(zip)).isInstanceOf(Verdict.Valid.class);
    }

    @Test
    void a_list_sealed_when_the_beacon_was_there() {
      var draw = SampleDraw.random(new Random(5), 9);
      var late = BundleFiles.of(draw.bundle(false, 0));
      var sealed = late.text("sealed.json").replace("2020-02-02T14:00:00Z", "2020-02-03T01:00:00Z");
      var found = invalid(late.with("sealed.json", sealed), "sealed.json");
      String before = sealed.substring(0, sealed.indexOf("2020-02-03T01"));
      assertThat(found.offset()).isEqualTo(before.getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void a_substitute_picked_by_hand() {
      String log = files.text("substitutions.ndjson");
      Hash fifth = demo.list().leaf(demo.ranking().indexAt(5));
      Hash sixth = demo.list().leaf(demo.ranking().indexAt(6));
      var picked = log.replace(sixth.toString(), fifth.toString()).replace("\"rank\":6", "\"rank\":5");
      assertThat(picked).isNotEqualTo(log);
      assertThat(invalid(files.with("substitutions.ndjson", picked), "substitutions.ndjson").line()).isEqualTo(1);
      // to give back twice what one has once
      invalid(files.with("substitutions.ndjson", log.split("(?<=\n)")[0].repeat(2)), "substitutions.ndjson");
    }
  }

  @Nested
  class Hostile {

    @Test
    void something_that_is_no_zip() throws IOException {
      assertThat(BundleVerifier.verify(folder.resolve("none.zip"))).isInstanceOf(Verdict.Invalid.class);
      assertThat(BundleVerifier.verify(folder)).isInstanceOf(Verdict.Invalid.class);
      assertThat(BundleVerifier.verify(Files.write(zip, new byte[0]))).isInstanceOf(Verdict.Invalid.class);
      assertThat(BundleVerifier.verify(Files.write(zip, new byte[100]))).isInstanceOf(Verdict.Invalid.class);
    }

    @Test
    void any_broken_byte_of_the_zip_itself() throws IOException {
      byte[] whole = demo.bundle(false, 1);
      for (int i = 0; i < whole.length; i++) {
        byte[] broken = whole.clone();
        broken[i] ^= 0x55;
        BundleVerifier.verify(Files.write(zip, broken)); // must answer
      }
      for (int length = 0; length < whole.length; length += 7) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThat(BundleVerifier.verify(Files.write(zip, cut))).isInstanceOf(Verdict.Invalid.class);
      }
    }

    @Test
    void files_that_are_missing_or_do_not_belong_there() {
      for (String file : files.files().keySet()) {
        invalid(files.without(file), file);
      }
      invalid(files.with("../../etc/passwd", "x"), "../../etc/passwd");
      invalid(files.with("names.csv", "x"), "names.csv");
      invalid(files.with("spec.json/", new byte[0]), "spec.json/");
    }

    @Test
    void a_zip_that_swells_does_not_fill_the_memory() throws IOException {
      for (String file : files.files().keySet()) {
        var out = new ByteArrayOutputStream();
        try (var bomb = new ZipOutputStream(out)) {
          for (var member : files.files().entrySet()) {
            bomb.putNextEntry(new ZipEntry(member.getKey()));
            bomb.write(member.getValue());
            for (int i = 0; i < 64 && member.getKey().equals(file); i++) {
              bomb.write(new byte[1 << 20]);
            }
            bomb.closeEntry();
          }
        }
        Files.write(zip, out.toByteArray());
        assertThat(BundleVerifier.verify(zip)).as(file).isInstanceOf(Verdict.Invalid.class);
      }
    }

    @Test
    void values_of_the_wrong_type_or_size() {
      String[] garbage = {
          "", " ", "null", "[]", "{}", "\"", "{\"a\":1e400}", "[".repeat(100_000), "{\"a\":".repeat(50_000), "\uFEFF{}", "1",
          "{\"draw\":{}}", "{\"count\":99999999999999999999999}", "{\"skipped\":7}", "{\"c\":[],\"e\":1,\"w\":1}"
      };
      for (String file : files.files().keySet()) {
        for (String text : garbage) {
          if (!(file.equals("substitutions.ndjson") && text.isEmpty())) {
            assertThat(files.with(file, text).verdict(zip)).as(file + " " + text).isInstanceOf(Verdict.Invalid.class);
            assertThat(files.with(file, text + "\n").verdict(zip)).isInstanceOf(Verdict.Invalid.class);
          }
        }
      }
      var spec = SampleDraw.DEMO_SPEC;
      for (String cap : new String[] {"-1", "1e9", "true", "null", "\"2\"", "2.5", "100000001", "[]"}) {
        invalid(files.with("spec.json", spec.replace("\"A\":2", "\"A\":" + cap)), "spec.json");
      }
      var entries = files.text("entries.ndjson");
      for (String weight : new String[] {"0", "-1", "1001", "01", "1.0", "1e0", "2147483648", "99999999999", "\"1\""}) {
        invalid(files.with("entries.ndjson", entries.replace("\"w\":1}", "\"w\":" + weight + "}")), "entries.ndjson");
      }
    }
  }

  private Verdict.Invalid invalid(BundleFiles tampered, String file) {
    assertThat(tampered.verdict(zip))
        .isInstanceOfSatisfying(Verdict.Invalid.class, found -> assertThat(found.file()).isEqualTo(file));
    return (Verdict.Invalid) tampered.verdict(zip);
  }
}
