package org.fairlot.allocation.draw.check;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import java.text.ParseException;
import java.util.Map;

/** Somebody whose signature can be told (签名方): the public key and its thumbprint (RFC 7638). */
public record Signatory(ECKey key, String thumbprint) {

  /** @throws IllegalArgumentException if it is not a public or private EC key on P-256 as a JWK */
  public static Signatory ofJwk(String jwk) {
    try {
      return of(ECKey.parse(jwk));
    } catch (ParseException | RuntimeException e) {
      throw new IllegalArgumentException("not a JWK of an EC key on P-256", e);
    }
  }

  static Signatory of(String x, String y) {
    try {
      return of(ECKey.parse(Map.of("kty", "EC", "crv", "P-256", "x", x, "y", y)));
    } catch (ParseException e) {
      throw new IllegalArgumentException("not an EC key", e);
    }
  }

  private static Signatory of(ECKey key) {
    if (!Curve.P_256.equals(key.getCurve())) {
      throw new IllegalArgumentException("the key is not on P-256");
    }
    try {
      return new Signatory(key.toPublicJWK(), key.computeThumbprint().toString());
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  boolean hasSigned(String jws) {
    try {
      var parsed = JWSObject.parse(jws);
      return JWSAlgorithm.ES256.equals(parsed.getHeader().getAlgorithm()) && parsed.verify(new ECDSAVerifier(key));
    } catch (ParseException | JOSEException | RuntimeException e) {
      return false;
    }
  }
}
