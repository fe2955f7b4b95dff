package org.fairlot.allocation.draw.fd1;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is published and signed before the beacon (封存记录): from then on nobody can add, drop or change an entry or a rule.
 *
 * @param sealedAt whole seconds
 */
public record Seal(String draw, Hash specHash, Hash root, int count, Instant sealedAt, List<Signature> signatures) {

  public static final String OPERATOR = "operator";
  public static final String NOTARY = "notary";

  private static final Set<String> SIGNERS = Set.of(OPERATOR, NOTARY);
  private static final int SIGNATURES_MAX = 2;

  /**
   * @param by  {@link #OPERATOR} or {@link #NOTARY}
   * @param jws compact, ES256, over {@link Seal#payload} for this signer
   * @param key coordinates of the public key, {@code null} if it is published elsewhere
   */
  public record Signature(String by, String jws, @Nullable PublicKey key) {}

  /** An EC key on P-256, as a JWK has it. */
  public record PublicKey(String x, String y) {

    public static PublicKey of(ECKey key) {
      return new PublicKey(key.getX().toString(), key.getY().toString());
    }

    /** @throws IllegalArgumentException if it is not a JWK of an EC key on P-256; what else it says is left out */
    public static PublicKey ofJwk(Map<String, ?> jwk) {
      try {
        var key = ECKey.parse(Map.<String, Object>copyOf(jwk));
        if (Curve.P_256.equals(key.getCurve())) {
          // the same bytes have several texts; here each key has one
          return new PublicKey(
              Base64URL.encode(key.getX().decode()).toString(), Base64URL.encode(key.getY().decode()).toString());
        }
      } catch (ParseException | RuntimeException e) {
        throw new IllegalArgumentException("not a JWK of an EC key", e);
      }
      throw new IllegalArgumentException("the key is not on P-256");
    }

    static PublicKey read(Members jwk) {
      jwk.only("crv", "kty", "x", "y");
      return new PublicKey(jwk.text("x"), jwk.text("y"));
    }

    /** As a JWK, its members in the order of canonical JSON. */
    public Map<String, String> jwk() {
      var jwk = new LinkedHashMap<String, String>();
      jwk.put("crv", "P-256");
      jwk.put("kty", "EC");
      jwk.put("x", x);
      jwk.put("y", y);
      return jwk;
    }
  }

  public Seal {
    sealedAt = Moment.wholeSeconds(sealedAt);
    signatures = List.copyOf(signatures);
  }

  public static Seal of(DrawSpec spec, SealedList list, Instant sealedAt) {
    return of(spec, list.root(), list.size(), sealedAt);
  }

  /** Of a list that is known by its root alone. */
  public static Seal of(DrawSpec spec, Hash root, int count, Instant sealedAt) {
    return new Seal(spec.draw(), spec.hash(), root, count, sealedAt, List.of());
  }

  public Seal with(Signature signature) {
    var all = new ArrayList<>(signatures);
    all.add(signature);
    return new Seal(draw, specHash, root, count, sealedAt, all);
  }

  /** What the operator signs. */
  public byte[] payload() {
    return Canonical.bytes(facts());
  }

  /** What the notary signs: the same, and the commitment to the share. */
  public byte[] payload(Hash notaryCommitment) {
    var facts = facts();
    facts.put("notaryCommitment", notaryCommitment.toString());
    return Canonical.bytes(facts);
  }

  private Map<String, Object> facts() {
    var facts = new LinkedHashMap<String, Object>();
    facts.put("count", count);
    facts.put("draw", draw);
    facts.put("root", root.toString());
    facts.put("sealedAt", sealedAt.toString());
    facts.put("specHash", specHash.toString());
    return facts;
  }

  /** {@code sealed.json}. */
  byte[] canonical() {
    var members = facts();
    members.put("signatures", signatures.stream().map(Seal::shown).toList());
    return Canonical.bytes(members);
  }

  private static Map<String, Object> shown(Signature signature) {
    var members = new LinkedHashMap<String, Object>();
    members.put("by", signature.by());
    if (signature.key() != null) {
      members.put("jwk", signature.key().jwk());
    }
    members.put("jws", signature.jws());
    return members;
  }

  /** @throws IllegalArgumentException if it is not a seal */
  static Seal read(byte[] json) {
    Members seal = Canonical.read(json).only("count", "draw", "root", "sealedAt", "signatures", "specHash");
    var signers = new HashSet<String>();
    var signatures = new ArrayList<Signature>();
    for (Members signature : seal.objects("signatures", SIGNATURES_MAX)) {
      signature.only("by", "jwk", "jws");
      String by = signature.text("by");
      if (!SIGNERS.contains(by) || !signers.add(by)) {
        throw new IllegalArgumentException("signatures are by operator and notary, each once");
      }
      signatures.add(new Signature(by, signature.text("jws"), signature.has("jwk") ? PublicKey.read(signature.object("jwk")) : null));
    }
    return new Seal(
        seal.text("draw"), seal.hash("specHash"), seal.hash("root"), seal.integer("count", 0, SealedList.ENTRIES_MAX),
        seal.parsed("sealedAt", Moment::parse), signatures);
  }

  /** Whether it is an ES256 signature over this payload in its one canonical form; the key is not looked at. */
  static boolean isOver(Signature signature, byte[] payload) {
    try {
      var jws = JWSObject.parse(signature.jws());
      return JWSAlgorithm.ES256.equals(jws.getHeader().getAlgorithm())
          && jws.getHeader().getCriticalParams() == null
          && jws.getPayload().toBase64URL().equals(Base64URL.encode(payload))
          && Base64URL.encode(jws.getSignature().decode()).equals(jws.getSignature());
    } catch (ParseException | RuntimeException e) {
      return false;
    }
  }

  /** Whether the embedded key has made this signature. */
  static boolean isSigned(Signature signature) {
    try {
      var jwk = ECKey.parse(Map.copyOf(signature.key().jwk()));
      return jwk.getX().toString().equals(Base64URL.encode(jwk.getX().decode()).toString())
          && jwk.getY().toString().equals(Base64URL.encode(jwk.getY().decode()).toString())
          && JWSObject.parse(signature.jws()).verify(new ECDSAVerifier(jwk));
    } catch (ParseException | JOSEException | RuntimeException e) {
      return false;
    }
  }
}
