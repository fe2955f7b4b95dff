package org.fairlot.runtime.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.text.ParseException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReceiptsTest {

  private static final Map<String, Object> CLAIMS = Map.of("registrationId", "masks.abc", "at", "2020-02-02T11:30:00Z");

  private final ECKey key = key();
  private final Receipts receipts = new Receipts(key.toJSONString());

  @Test
  void a_receipt_is_verified_by_anybody_with_the_jdk_alone() throws ParseException, JOSEException {
    for (int i = 0; i < 50; i++) {
      var receipt = JWSObject.parse(receipts.sign("registration", CLAIMS));
      assertThat(receipt.verify(new ECDSAVerifier(key.toPublicJWK()))).isTrue();
      assertThat(receipt.getHeader().getKeyID()).isEqualTo(key.getKeyID());
    }
  }

  @Test
  void what_the_jdk_has_signed_is_known_too() throws JOSEException, ParseException {
    var jws = JWSObject.parse(receipts.sign("registration", CLAIMS));
    var again = new JWSObject(jws.getHeader(), jws.getPayload());
    again.sign(new ECDSASigner(key));
    assertThat(new Receipts(key.toPublicJWK().toJSONString()).verify("registration", again.serialize())).contains(CLAIMS);
  }

  @Test
  void a_receipt_of_another_kind_or_key_or_with_a_changed_byte_is_none() {
    String receipt = receipts.sign("registration", CLAIMS);
    assertThat(receipts.verify("registration", receipt)).contains(CLAIMS);
    assertThat(receipts.verify("pickup", receipt)).isEmpty();
    assertThat(new Receipts(key().toJSONString()).verify("registration", receipt)).isEmpty();
    int signature = receipt.lastIndexOf('.') + 1;
    for (int at = 0; at < receipt.length(); at++) {
      // the last letter of a signature has bits that say nothing
      if (receipt.charAt(at) != '.' && at < receipt.length() - 1) {
        char other = receipt.charAt(at) == 'A' ? 'B' : 'A';
        String changed = receipt.substring(0, at) + other + receipt.substring(at + 1);
        assertThat(receipts.verify("registration", changed)).as("%d of %d", at, signature).isEmpty();
      }
    }
    for (String wrong : new String[] {"", "a.b.c", receipt.substring(0, signature), receipt + "AA"}) {
      assertThat(receipts.verify("registration", wrong)).as(wrong).isEmpty();
    }
  }

  private static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("k").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
