package org.fairlot.allocation.draw.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.fairlot.allocation.draw.NotaryPen;
import org.fairlot.allocation.draw.check.BundleCheck.By;
import org.fairlot.allocation.draw.check.BundleCheck.Fit;
import org.fairlot.allocation.draw.check.BundleCheck.NotOnList;
import org.fairlot.allocation.draw.check.BundleCheck.OnList;
import org.fairlot.allocation.draw.check.BundleCheck.OtherDraw;
import org.fairlot.allocation.draw.check.BundleCheck.Unfit;
import org.fairlot.allocation.draw.check.BundleCheck.WrongSignatures;
import org.fairlot.allocation.draw.fd1.Bundles;
import org.fairlot.allocation.draw.fd1.Entry;
import org.fairlot.allocation.draw.fd1.Outcome;
import org.fairlot.allocation.draw.fd1.Seal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleCheckTest {

  private static final ECKey OPERATOR = NotaryPen.key();
  private static final ECKey NOTARY = NotaryPen.key();
  private static final ECKey SOMEBODY = NotaryPen.key();

  @TempDir private Path folder;
  private Path zip;
  private byte[] bundle;

  @BeforeEach
  void write() throws IOException {
    bundle =
        Bundles.demo(
            List.of(
                new Seal.Signature(
                    Seal.OPERATOR, NotaryPen.jws(OPERATOR, Bundles.seal().payload()), Bundles.publicKey(OPERATOR)),
                new Seal.Signature(Seal.NOTARY, NotaryPen.jws(NOTARY, Bundles.notaryPayload()), null)));
    zip = Files.write(folder.resolve("bundle.zip"), bundle);
  }

  @Test
  void says_whose_signatures_are_on_it() throws IOException, JOSEException {
    var fit = (Fit) BundleCheck.check(zip, Map.of());
    assertThat(fit.verdict().draw()).isEqualTo(Bundles.DRAW);
    assertThat(fit.seed()).hasToString("b44f1b24928a9cf16229d18632e86ce2fe7275d6c7a8be2d9311567247e825ad");
    assertThat(fit.signatures()).extracting(BundleCheck.Signed::by).containsExactly(By.BUNDLED_KEY, By.UNCHECKED);
    assertThat(fit.signatures().getFirst().signatory().thumbprint())
        .isEqualTo(OPERATOR.computeThumbprint().toString());
  }

  @Test
  void says_that_the_rules_have_named_the_notary_s_key() throws IOException {
    Files.write(zip, Bundles.announcing(NOTARY, payload -> NotaryPen.jws(NOTARY, payload)));
    var fit = (Fit) BundleCheck.check(zip, Map.of());
    assertThat(fit.signatures()).extracting(BundleCheck.Signed::by).containsExactly(By.ANNOUNCED_KEY);
  }

  @Test
  void a_key_from_outside_must_have_signed() throws IOException {
    var keys = Map.of(Seal.OPERATOR, signatory(OPERATOR), Seal.NOTARY, signatory(NOTARY));
    var fit = (Fit) BundleCheck.check(zip, keys);
    assertThat(fit.signatures()).extracting(BundleCheck.Signed::by).containsOnly(By.GIVEN_KEY);

    var other = (WrongSignatures) BundleCheck.check(zip, Map.of(Seal.NOTARY, signatory(SOMEBODY)));
    assertThat(other.wrong()).extracting(BundleCheck.Signed::by).containsExactly(By.OTHER_KEY);

    Files.write(zip, Bundles.demo(List.of()));
    var unsigned = (WrongSignatures) BundleCheck.check(zip, Map.of(Seal.OPERATOR, signatory(OPERATOR)));
    assertThat(unsigned.wrong()).extracting(BundleCheck.Signed::by).containsExactly(By.MISSING);
  }

  @Test
  void a_changed_byte_is_named_and_a_file_that_is_no_zip_is_another_matter() throws IOException {
    Files.write(zip, Bundles.tampered(bundle, "result.ndjson", "\"rank\":3", "\"rank\":7"));
    var unfit = (Unfit) BundleCheck.check(zip, Map.of());
    assertThat(unfit.verdict().file()).isEqualTo("result.ndjson");
    assertThat(unfit.verdict().line()).isEqualTo(3);
    Files.writeString(zip, "no zip");
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> BundleCheck.check(zip, Map.of()));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> BundleCheck.check(folder.resolve("none.zip"), Map.of()));
  }

  @Test
  void a_receipt_leads_to_its_place_rank_and_outcome() throws IOException {
    assertThat(BundleCheck.place(zip, receipt(Bundles.DRAW, Bundles.entry(5))))
        .isInstanceOfSatisfying(
            OnList.class,
            place -> {
              assertThat(place.weight()).isEqualTo(2);
              assertThat(place.rank()).isEqualTo(3);
              assertThat(place.outcome()).isEqualTo(new Outcome.Won("B"));
            });
    assertThat(((OnList) BundleCheck.place(zip, receipt(Bundles.DRAW, Bundles.entry(0)))).outcome())
        .isEqualTo(new Outcome.HouseholdServed());
    assertThat(((OnList) BundleCheck.place(zip, receipt(Bundles.DRAW, Bundles.entry(4)))).outcome())
        .isEqualTo(new Outcome.Waiting(2));
  }

  @Test
  void an_omission_is_shown_with_neighbours_where_the_receipt_tells_the_leaf() throws IOException {
    var omitted = Entry.of("ab".repeat(32), "A");
    assertThat(BundleCheck.place(zip, receipt(Bundles.DRAW, omitted))).isEqualTo(new NotOnList(null));

    var claims =
        "{\"drawId\":\"%s\",\"entryTag\":\"%s\",\"leaf\":\"%s\"}"
            .formatted(Bundles.DRAW, omitted.entryTag(), omitted.leaf());
    var whole = Receipt.parse(NotaryPen.jws(OPERATOR, claims.getBytes(StandardCharsets.UTF_8)));
    var absent = (NotOnList) BundleCheck.place(zip, whole);
    assertThat(absent.neighbours().shows(omitted.leaf(), Bundles.seal().root())).isTrue();
  }

  @Test
  void a_receipt_of_another_draw_or_of_something_else_is_refused() throws IOException {
    assertThat(BundleCheck.place(zip, receipt("another", Bundles.entry(5)))).isEqualTo(new OtherDraw("another"));
    assertThatIllegalArgumentException().isThrownBy(() -> Receipt.parse("x.y.z"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Receipt.parse(NotaryPen.jws(OPERATOR, "{\"registrationId\":\"r\"}".getBytes(StandardCharsets.UTF_8))))
        .withMessageContaining("drawId and entryTag");
  }

  @Test
  void a_receipt_is_told_to_be_whose_it_is() {
    var receipt = receipt(Bundles.DRAW, Bundles.entry(5));
    assertThat(BundleCheck.signatoryOf(receipt, List.of(signatory(NOTARY), signatory(OPERATOR))))
        .hasValue(signatory(OPERATOR));
    assertThat(BundleCheck.signatoryOf(receipt, List.of(signatory(NOTARY)))).isEmpty();
  }

  private static Receipt receipt(String drawId, Entry entry) {
    var claims =
        "{\"drawId\":\"%s\",\"entryTag\":\"%s\",\"receivedAt\":\"2020-02-02T10:00:00Z\",\"packVersion\":1}"
            .formatted(drawId, entry.entryTag());
    return Receipt.parse(NotaryPen.jws(OPERATOR, claims.getBytes(StandardCharsets.UTF_8)));
  }

  private static Signatory signatory(ECKey key) {
    return Signatory.ofJwk(key.toPublicJWK().toJSONString());
  }
}
