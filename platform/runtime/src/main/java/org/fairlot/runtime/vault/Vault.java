package org.fairlot.runtime.vault;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.fairlot.contracts.Purpose;
import org.fairlot.runtime.wire.CommandEnvelope.NewKey;
import org.fairlot.runtime.wire.Json;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;

/**
 * Seals and opens personal fields (JOSE, compact JWE, {@code dir} with {@code A256GCM}). Every person has a key per
 * purpose, wrapped under that purpose's key-encryption key: a service without the latter cannot open the former, and
 * deleting the person's keys erases the person from the log, the read models and every later replay.
 */
public final class Vault {

  /** A key may follow its first ciphertext by a moment; one that is missing for longer has been deleted. */
  private static final Duration KEY_LAG_MAX = Duration.ofSeconds(10);

  private static final Duration KEY_POLL = Duration.ofMillis(50);
  private static final int KEY_BYTES = 32;
  private static final String SEALED_AT = "iat";
  private static final TypeReference<TreeMap<Purpose, String>> WRAPPED = new TypeReference<>() {};

  private final Map<Purpose, SecretKey> purposeKeys = new EnumMap<>(Purpose.class);
  private final PersonKeys personKeys;
  private final SecureRandom random = new SecureRandom();

  /** @param purposes key-encryption keys, base64, 32 bytes each */
  public Vault(Map<Purpose, String> purposes, PersonKeys personKeys) {
    purposes.forEach((purpose, key) ->
        purposeKeys.put(purpose, aes(Secret.bytes("fairlot.secrets.purposes." + purpose, key))));
    this.personKeys = personKeys;
  }

  /**
   * Seals fields of one person: under the holder's key if there is one, else under a new key that goes with the command.
   *
   * @param holder what can be erased by itself: a {@code personTag}, or {@code programme|personTag} where the end of the
   *     programme erases the person from that alone
   */
  public Sealing sealing(String holder, List<Purpose> purposes) {
    var keyId = personKeys.keyIdOf(holder);
    var wrapped = keyId.flatMap(personKeys::find);
    if (wrapped.isPresent()) {
      var known = unwrapAll(wrapped.get());
      if (known.keySet().containsAll(purposes)) {
        return new Sealing(keyId.get(), known, List.of());
      }
    }
    return sealingAnew(holder, purposes);
  }

  /** Seals under a new key, whatever this instance knows: the key that it knows may have been deleted a moment ago. */
  public Sealing sealingAnew(String holder, List<Purpose> purposes) {
    byte[] mark = random(6);
    String keyId = holder + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(mark);
    var keys = new EnumMap<Purpose, SecretKey>(Purpose.class);
    var wrapped = new TreeMap<Purpose, String>();
    for (Purpose purpose : purposes) {
      byte[] key = random(KEY_BYTES);
      keys.put(purpose, aes(key));
      wrapped.put(purpose, encrypt(purposeKey(purpose), null, key));
    }
    return new Sealing(keyId, keys, List.of(new NewKey(keyId, Json.MAPPER.writeValueAsString(wrapped))));
  }

  /** Fields of one person on their way into a command. */
  public final class Sealing {
    private final String keyId;
    private final Map<Purpose, SecretKey> keys;
    private final List<NewKey> newKeys;

    private Sealing(String keyId, Map<Purpose, SecretKey> keys, List<NewKey> newKeys) {
      this.keyId = keyId;
      this.keys = keys;
      this.newKeys = newKeys;
    }

    /** The key under which it seals: {@code holder.mark}. */
    public String keyId() {
      return keyId;
    }

    /** @param fields written as JSON */
    public String seal(Purpose purpose, Object fields) {
      return encrypt(keys.get(purpose), keyId, Json.MAPPER.writeValueAsBytes(fields));
    }

    /** To be put into the command's context: they are kept in the transaction that accepts it. */
    public List<NewKey> newKeys() {
      return newKeys;
    }
  }

  /**
   * Opens what was sealed for a purpose of this service. Waits a moment for a key that is on its way.
   *
   * @return empty if the person was erased
   * @throws IllegalStateException if this service has no such purpose, or the text is no ciphertext of ours
   */
  public <T> Optional<T> open(Purpose purpose, String jwe, Class<T> type) {
    while (true) {
      var opened = openNow(purpose, jwe, type);
      if (opened.isPresent() || !keyMayCome(jwe)) {
        return opened;
      }
      LockSupport.parkNanos(KEY_POLL.toNanos());
    }
  }

  /** {@link #open} for the edge: it does not block; completes empty if the person was erased. */
  public <T> Mono<T> opening(Purpose purpose, String jwe, Class<T> type) {
    return Mono.defer(() -> Mono.justOrEmpty(openNow(purpose, jwe, type)))
        .repeatWhenEmpty(tries -> tries.takeWhile(n -> keyMayCome(jwe)).delayElements(KEY_POLL));
  }

  private <T> Optional<T> openNow(Purpose purpose, String jwe, Class<T> type) {
    SecretKey purposeKey = purposeKey(purpose);
    try {
      var object = JWEObject.parse(jwe);
      var wrapped = personKeys.find(object.getHeader().getKeyID());
      if (wrapped.isEmpty()) {
        return Optional.empty();
      }
      String key = Json.MAPPER.readValue(wrapped.get(), WRAPPED).get(purpose);
      if (key == null) {
        throw new IllegalStateException("sealed for another purpose than " + purpose);
      }
      object.decrypt(new DirectDecrypter(aes(decrypt(purposeKey, key))));
      return Optional.of(Json.MAPPER.readValue(object.getPayload().toBytes(), type));
    } catch (ParseException | JOSEException e) {
      throw new IllegalStateException("cannot open what was sealed for " + purpose, e);
    }
  }

  private static boolean keyMayCome(String jwe) {
    try {
      Object sealedAt = JWEObject.parse(jwe).getHeader().getCustomParam(SEALED_AT);
      return sealedAt instanceof Number n
          && Instant.ofEpochSecond(n.longValue()).plus(KEY_LAG_MAX).isAfter(Instant.now());
    } catch (ParseException e) {
      return false;
    }
  }

  private Map<Purpose, SecretKey> unwrapAll(String wrapped) {
    var keys = new EnumMap<Purpose, SecretKey>(Purpose.class);
    Json.MAPPER.readValue(wrapped, WRAPPED).forEach((purpose, key) -> {
      if (purposeKeys.containsKey(purpose)) {
        keys.put(purpose, aes(decrypt(purposeKeys.get(purpose), key)));
      }
    });
    return keys;
  }

  private SecretKey purposeKey(Purpose purpose) {
    SecretKey key = purposeKeys.get(purpose);
    if (key == null) {
      throw new IllegalStateException("this service has no key for the purpose " + purpose);
    }
    return key;
  }

  private static String encrypt(SecretKey key, String keyId, byte[] plain) {
    try {
      var header = new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM).keyID(keyId);
      if (keyId != null) {
        header.customParam(SEALED_AT, Instant.now().getEpochSecond());
      }
      var object = new JWEObject(header.build(), new Payload(plain));
      object.encrypt(new DirectEncrypter(key));
      return object.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("cannot seal", e);
    }
  }

  private static byte[] decrypt(SecretKey key, String jwe) {
    try {
      var object = JWEObject.parse(jwe);
      object.decrypt(new DirectDecrypter(key));
      return object.getPayload().toBytes();
    } catch (ParseException | JOSEException e) {
      throw new IllegalStateException("cannot unwrap a person key", e);
    }
  }

  private byte[] random(int bytes) {
    byte[] out = new byte[bytes];
    random.nextBytes(out);
    return out;
  }

  private static SecretKey aes(byte[] key) {
    return new SecretKeySpec(key, 0, KEY_BYTES, "AES");
  }
}
