package org.fairlot.allocation.draw.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.ECKey;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.fairlot.allocation.draw.NotaryPen;
import org.fairlot.allocation.draw.fd1.Bundles;
import org.fairlot.allocation.draw.fd1.Seal;
import org.fairlot.testkit.PagePolicy;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerifyPageTest {

  private static final ECKey NOTARY = NotaryPen.key();
  private static final byte[] BUNDLE = signed(NOTARY);

  /** What a record (核验记录) says. */
  private enum Words {
    CHINESE(
        "zh-CN", "核验一次摇号", "公示包无误：结果与公布的规则、名单和种子完全一致。", "不一致。第一个不符的字节：", "摇号编号", "签名",
        "公证处: 有效", "公示包", "公示包的 SHA-256", "核验时间"),
    ENGLISH(
        "en-GB", "Verify a draw", "The bundle is right: the result is what the published rules, list and seed give.",
        "It does not fit. The first byte that differs:", "Draw", "Signatures", "notary: valid", "Bundle", "SHA-256 of the bundle",
        "Checked at");

    final String language;
    final String title;
    final String right;
    final String wrong;
    final String draw;
    final String signatures;
    final String signed;
    final String bundle;
    final String sha256;
    final String checkedAt;

    Words(
        String language, String title, String right, String wrong, String draw, String signatures, String signed, String bundle,
        String sha256, String checkedAt) {
      this.language = language;
      this.title = title;
      this.right = right;
      this.wrong = wrong;
      this.draw = draw;
      this.signatures = signatures;
      this.signed = signed;
      this.bundle = bundle;
      this.sha256 = sha256;
      this.checkedAt = checkedAt;
    }
  }

  /** The worked draw, with a signature that is said to be the notary's. */
  private static byte[] signed(ECKey by) {
    var jws = NotaryPen.jws(by, Bundles.notaryPayload());
    return Bundles.demo(List.of(new Seal.Signature(Seal.NOTARY, jws, Bundles.publicKey(NOTARY))));
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void anybody_gets_it_with_a_policy_that_allows_its_own_scripts_and_no_network() {
    PagePolicy.assertHolds(DrawQueries.VERIFY_PAGE);
  }

  @Row("M10")
  @ParameterizedTest
  @EnumSource
  void what_a_check_has_found_is_printed_as_a_record_and_nothing_else_of_the_page(Words words) throws Exception {
    var begun = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    try (var page = new VisitedPage(words.language)) {
      assertThat(page.isShown("print")).as("before anything is checked").isFalse();
      page.choose("draw.zip", BUNDLE).click("print");
      var told = page.told();
      assertThat(told)
          .containsEntry(words.draw, Bundles.DRAW).containsEntry(words.signatures, words.signed)
          .containsEntry(words.bundle, "draw.zip").containsEntry(words.sha256, sha256(BUNDLE));
      assertThat(Instant.parse(told.get(words.checkedAt))).isBetween(begun, Instant.now());
      assertThat(page.printed()).singleElement().satisfies(record -> assertThat(record.lines()).containsExactlyElementsOf(
          Stream.concat(
                  Stream.of(words.title, words.right),
                  told.entrySet().stream().flatMap(one -> Stream.of(one.getKey(), one.getValue())))
              .toList()));
      assertThat(page.controlsOnPaper()).isEmpty();
      assertThat(Stream.of("language", "bundle", "print")).as("on the screen").allMatch(page::isShown);

      var other = words == Words.CHINESE ? Words.ENGLISH : Words.CHINESE;
      page.click("language").click("print");
      assertThat(page.printed().getLast()).startsWith(other.title).contains(other.right);
      assertThat(page.told()).as("the same check in another language")
          .containsEntry(other.sha256, told.get(words.sha256)).containsEntry(other.checkedAt, told.get(words.checkedAt));
    }
  }

  @Row("M10")
  @ParameterizedTest
  @EnumSource
  void a_forged_bundle_gives_no_record_even_after_a_right_one(Words words) throws Exception {
    var otherResult = Bundles.tampered(BUNDLE, "result.ndjson", "\"rank\":3", "\"rank\":7");
    try (var page = new VisitedPage(words.language)) {
      assertThat(page.choose("draw.zip", BUNDLE).isShown("print")).isTrue();
      for (byte[] forged : List.of(otherResult, signed(NotaryPen.key()))) {
        assertThat(page.choose("forged.zip", forged).isShown("print")).isFalse();
        assertThat(page.onPaper()).as("who prints it by the browser's menu").contains(words.wrong)
            .doesNotContain(words.right, words.checkedAt, sha256(BUNDLE), sha256(forged));
      }
      assertThat(page.printed()).isEmpty();
    }
  }
}
