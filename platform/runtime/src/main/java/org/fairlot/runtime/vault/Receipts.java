package org.fairlot.runtime.vault;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;
import org.fairlot.runtime.wire.Json;
import tools.jackson.core.type.TypeReference;

/**
 * Signed receipts (回执): what a citizen can hold against the operator. JWS, ES256, verifiable by anyone with the public
 * key.
 */
public final class Receipts {

  private static final TypeReference<Map<String, Object>> CLAIMS = new TypeReference<>() {};

  private final JWSSigner signer;
  private final JWSVerifier verifier;
  private final ECKey publicKey;

  /** @param jwk EC key on P-256; its private part is needed for {@link #sign} only */
  public Receipts(String jwk) {
    try {
      ECKey key = ECKey.parse(jwk);
      signer = key.isPrivate() ? new ECDSASigner(key) : null;
      publicKey = key.toPublicJWK();
      verifier = new ECDSAVerifier(publicKey);
    } catch (ParseException | JOSEException e) {
      throw new IllegalStateException("fairlot.secrets.receipt-key is not an EC JWK on P-256");
    }
  }

  /** @param kind what the receipt is for: a receipt of one kind is worth nothing as another */
  public String sign(String kind, Map<String, ?> claims) {
    return sign(kind, Json.MAPPER.writeValueAsBytes(claims));
  }

  /** @param payload what is signed, byte for byte, where its form is fixed by others */
  public String sign(String kind, byte[] payload) {
    try {
      var header =
          new JWSHeader.Builder(JWSAlgorithm.ES256)
              .type(new JOSEObjectType("fairlot-" + kind))
              .keyID(publicKey.getKeyID())
              .build();
      var jws = new JWSObject(header, new Payload(payload));
      jws.sign(signer);
      return jws.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("cannot sign a receipt", e);
    }
  }

  /** The key by which anyone can verify, as a JWK. */
  public Map<String, Object> publicKey() {
    return publicKey.toJSONObject();
  }

  /** The claims, or empty if it is not a receipt of this kind with our signature. */
  public Optional<Map<String, Object>> verify(String kind, String receipt) {
    try {
      var jws = JWSObject.parse(receipt);
      boolean ours =
          JWSAlgorithm.ES256.equals(jws.getHeader().getAlgorithm())
              && new JOSEObjectType("fairlot-" + kind).equals(jws.getHeader().getType())
              && jws.verify(verifier);
      return ours ? Optional.of(Json.MAPPER.readValue(jws.getPayload().toBytes(), CLAIMS)) : Optional.empty();
    } catch (ParseException | JOSEException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
