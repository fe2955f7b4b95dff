package org.fairlot.local.issuer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Issues access tokens on a developer's machine, to anyone who can read the key's file. It exists only in the
 * {@code local} profile; elsewhere the services trust the city's own authorisation server.
 */
public final class DevelopmentIssuer {

  /** Roles, each of which is the one scope of its tokens (DESIGN §5). */
  public static final List<String> ROLES =
      List.of("registration", "sms", "committee", "operator", "notary", "courier", "outlet", "health-authority", "auditor");

  private static final String PROFILE = "local";

  private final RSAKey key;

  private DevelopmentIssuer(RSAKey key) {
    this.key = key;
  }

  /**
   * @param profiles the active profiles
   * @throws IllegalStateException outside the local profile
   */
  public static DevelopmentIssuer open(SecretFiles secrets, Set<String> profiles) {
    if (!profiles.equals(Set.of(PROFILE))) {
      throw new IllegalStateException(
          "The development issuer gives tokens to anyone and starts in the profile \"local\" alone, not in "
              + profiles + ".");
    }
    try {
      return new DevelopmentIssuer(RSAKey.parse(secrets.readOrMake("issuer.jwk", DevelopmentIssuer::newKey)));
    } catch (ParseException e) {
      throw new IllegalStateException("issuer.jwk is no key; remove it and a new one is made", e);
    }
  }

  private static String newKey() {
    try {
      return new RSAKeyGenerator(2048)
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.RS256)
          .keyID(UUID.randomUUID().toString())
          .generate()
          .toJSONString();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A signed token for a role.
   *
   * @param subject who acts in that role: a courier's code, an outlet, an app; the role itself if {@code null}
   * @throws IllegalArgumentException for an unknown role
   */
  public String token(String role, String subject, Duration validity) {
    return token(role, subject, null, validity);
  }

  /**
   * The same for one committee alone.
   *
   * @param committee its code, {@code null}: any
   */
  public String token(String role, String subject, String committee, Duration validity) {
    if (!ROLES.contains(role)) {
      throw new IllegalArgumentException("There is no role \"" + role + "\". Roles: " + String.join(", ", ROLES));
    }
    // real time, not the suite's clock: resource servers check a token against their machine's
    Instant now = Instant.now();
    String who = subject == null ? role : subject;
    var claims =
        new JWTClaimsSet.Builder()
            .issuer("fairlot-development")
            .subject(who)
            .claim("client_id", who)
            .claim("scope", role)
            // a claim that is null is left out
            .claim("committee", committee)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(validity)))
            .jwtID(UUID.randomUUID().toString())
            .build();
    var header =
        new JWSHeader.Builder(JWSAlgorithm.RS256).type(JOSEObjectType.JWT).keyID(key.getKeyID()).build();
    try {
      var token = new SignedJWT(header, claims);
      token.sign(new RSASSASigner(key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The public keys as JSON (RFC 7517). */
  public String jwks() {
    return new JWKSet(key.toPublicJWK()).toString();
  }
}
