package org.fairlot.local.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlot.allocation.draw.fd1.Hash;
import org.fairlot.allocation.draw.fd1.Seal;
import org.fairlot.allocation.draw.fd1.Seal.PublicKey;
import org.fairlot.local.demo.Api.Answer;
import tools.jackson.databind.JsonNode;

/** A notary office that watches draws: signs with a key of its own what it has read itself, and keeps its share till due. */
final class Notary {

  private static final int SHARE_BYTES = 32;

  private final Api api;
  private final ECKey key;
  private final Map<String, byte[]> shares = new HashMap<>();

  Notary(Api api) {
    this.api = api;
    try {
      this.key = new ECKeyGenerator(Curve.P_256).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads the sealed list's root, signs it, and commits a share of the seed. */
  Answer commit(String drawId) {
    byte[] share = shares.computeIfAbsent(drawId, id -> random());
    String commitment = HexFormat.of().formatHex(sha256(share));
    JsonNode draw = api.get("/v1/draws/" + drawId).orFail("the sealed draw").body();
    var seal =
        new Seal(
            drawId, Hash.parse(draw.path("specHash").asString()), Hash.parse(draw.path("root").asString()),
            draw.path("entries").asInt(), Instant.parse(draw.path("sealedAt").asString()), List.of());
    return post(
        drawId, "notary-commitment",
        Api.object(
            "commitment", commitment, "signature", sign(seal.payload(Hash.parse(commitment))), "key", publicKey()));
  }

  /** As the programme publishes it, before any draw. */
  Map<String, String> publicKey() {
    return PublicKey.of(key).jwk();
  }

  Answer reveal(String drawId) {
    return post(drawId, "notary-share", Api.object("share", HexFormat.of().formatHex(shares.get(drawId))));
  }

  /** Another share than the one that was committed. */
  Answer revealAnother(String drawId) {
    return post(drawId, "notary-share", Api.object("share", HexFormat.of().formatHex(random())));
  }

  /** The public lotteries' numbers, as they stand in the newspaper. */
  Answer reportBeacon(String drawId, Map<String, String> numbers) {
    return post(drawId, "beacon", Api.object("evidence", numbers));
  }

  Answer attest(String drawId) {
    String resultHash =
        api.get("/v1/draws/" + drawId).orFail("the ranked draw").body().path("resultHash").asString();
    String result = "{\"draw\":\"%s\",\"resultHash\":\"%s\"}".formatted(drawId, resultHash);
    return post(
        drawId, "attestation",
        Api.object("resultHash", resultHash, "signature", sign(result.getBytes(StandardCharsets.UTF_8))));
  }

  private Answer post(String drawId, String what, Object body) {
    return api.post("/v1/draws/" + drawId + "/" + what, UUID.randomUUID().toString(), body);
  }

  private String sign(byte[] payload) {
    try {
      var jws = new JWSObject(new JWSHeader(JWSAlgorithm.ES256), new Payload(payload));
      jws.sign(new ECDSASigner(key));
      return jws.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] random() {
    byte[] share = new byte[SHARE_BYTES];
    new SecureRandom().nextBytes(share);
    return share;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
