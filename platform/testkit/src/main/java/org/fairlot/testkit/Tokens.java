package org.fairlot.testkit;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;

/** Bearer tokens of a test issuer, whose public key the service under test is given. */
public final class Tokens {

  private static final RSAKey KEY = key();

  private Tokens() {}

  /** A token with these scopes, separated by spaces. */
  public static String of(String scopes) {
    return of(scopes, "test-" + scopes.replace(' ', '-'));
  }

  public static String of(String scopes, String clientId) {
    return of(scopes, clientId, null);
  }

  /** The token of a committee's worker. @param committee the only one it is for, {@code null}: any */
  public static String of(String scopes, String clientId, String committee) {
    var claims =
        new JWTClaimsSet.Builder()
            .subject(clientId)
            .claim("client_id", clientId)
            .claim("scope", scopes)
            // a claim that is null is left out
            .claim("committee", committee)
            .issueTime(Date.from(Instant.now()))
            .expirationTime(Date.from(Instant.now().plusSeconds(3600)))
            .build();
    try {
      var jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(KEY.getKeyID()).build(), claims);
      jwt.sign(new RSASSASigner(KEY));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The public keys, for {@code fairlot.security.jwk-set}. */
  static String jwkSet() {
    return new JWKSet(KEY.toPublicJWK()).toString();
  }

  private static RSAKey key() {
    try {
      return new RSAKeyGenerator(2048).keyID("test").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
