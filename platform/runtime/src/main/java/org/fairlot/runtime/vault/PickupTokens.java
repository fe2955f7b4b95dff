package org.fairlot.runtime.vault;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Pick-up tokens (取货凭证): what the citizen shows as a QR code, so that an outlet without network can tell by the public
 * key alone whose pick-up it is. Nobody can make one by trying, unlike the eight digits of {@link PickupCodes}.
 */
public final class PickupTokens {

  private static final String KIND = "pickup";
  private static final String SUBJECT = "registrationId";

  private final Supplier<Receipts> receipts;

  /** @param receipts asked for when the first token is needed; to verify, the public part of its key is enough */
  public PickupTokens(Supplier<Receipts> receipts) {
    this.receipts = receipts;
  }

  /** @param claims what a counter without network must know: outlet, goods, window */
  public String issue(String fulfilmentId, Map<String, ?> claims) {
    var all = new LinkedHashMap<String, Object>(claims);
    all.put(SUBJECT, fulfilmentId);
    return receipts.get().sign(KIND, all);
  }

  /** Whose pick-up it is, or empty if the token is not ours. */
  public Optional<String> fulfilmentOf(String token) {
    return receipts.get().verify(KIND, token).map(claims -> claims.get(SUBJECT)).map(String.class::cast);
  }

  /** The key by which counters verify, as a JWK. */
  public Map<String, Object> publicKey() {
    return receipts.get().publicKey();
  }
}
