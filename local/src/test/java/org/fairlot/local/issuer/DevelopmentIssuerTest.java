package org.fairlot.local.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentIssuerTest {

  @TempDir Path folder;

  private DevelopmentIssuer issuer() {
    return DevelopmentIssuer.open(new SecretFiles(folder.resolve("secrets")), Set.of("local"));
  }

  @Test
  void a_token_of_one_run_is_good_in_the_next_because_the_key_is_kept() throws Exception {
    var token = SignedJWT.parse(issuer().token("courier", "danniao", Duration.ofHours(1)));
    var published = (RSAKey) JWKSet.parse(issuer().jwks()).getKeyByKeyId(token.getHeader().getKeyID());
    assertThat(token.verify(new RSASSAVerifier(published))).isTrue();
    assertThat(token.getJWTClaimsSet().getStringClaim("scope")).isEqualTo("courier");
    assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo("danniao");
    assertThat(published.isPrivate()).isFalse();
  }

  @Test
  void a_token_is_for_one_committee_where_that_is_named() throws Exception {
    var here = SignedJWT.parse(issuer().token("committee", "li", "310115004001", Duration.ofHours(1)));
    assertThat(here.getJWTClaimsSet().getStringClaim("committee")).isEqualTo("310115004001");
    var any = SignedJWT.parse(issuer().token("committee", "li", Duration.ofHours(1)));
    assertThat(any.getJWTClaimsSet().getClaims()).doesNotContainKey("committee");
  }

  @Test
  void it_refuses_every_profile_but_local() {
    var secrets = new SecretFiles(folder);
    for (var profiles : new Set[] {Set.of(), Set.of("production"), Set.of("local", "production")}) {
      @SuppressWarnings("unchecked")
      Set<String> active = profiles;
      assertThatThrownBy(() -> DevelopmentIssuer.open(secrets, active)).hasMessageContaining("local");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void an_unknown_role_is_told_the_known_ones() {
    assertThatThrownBy(() -> issuer().token("root", null, Duration.ofHours(1))).hasMessageContaining("operator");
  }

  @Test
  void a_secret_is_made_once_and_its_owners_alone() throws Exception {
    var secrets = new SecretFiles(folder.resolve("secrets"));
    assertThat(secrets.readOrMake("pepper", () -> "first")).isEqualTo("first");
    assertThat(secrets.readOrMake("pepper", () -> "second")).isEqualTo("first");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("secrets/pepper"))))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("secrets"))))
        .isEqualTo("rwx------");
  }

  @Test
  void services_that_start_side_by_side_get_the_same_secret() throws Exception {
    var made = ConcurrentHashMap.<String>newKeySet();
    try (var threads = Executors.newFixedThreadPool(8)) {
      var together = new CountDownLatch(1);
      for (int i = 0; i < 8; i++) {
        threads.submit(
            () -> {
              together.await();
              return made.add(new SecretFiles(folder.resolve("secrets"))
                  .readOrMake("pepper", () -> UUID.randomUUID().toString()));
            });
      }
      together.countDown();
    }
    assertThat(made).hasSize(1);
  }
}
