package org.fairlot.allocation.draw.fd1;

import java.nio.charset.StandardCharsets;

/**
 * The name of a household on the published list of one draw (家庭标识). It is another one in every draw, so nobody can
 * follow a household from list to list.
 *
 * <p>FD1: the first eight bytes of {@code H("FD1/house" 0x00 || drawId 0x00 || HMAC(pepper, householdKey))}.
 */
public final class HouseTag {

  static final int BYTES = 8;

  private HouseTag() {}

  /** @return 16 lower-case hex digits */
  public static String of(String drawId, byte[] pepper, String householdKey) {
    return of(drawId, Sha256.hmac(pepper).doFinal(householdKey.getBytes(StandardCharsets.UTF_8)));
  }

  /** For a caller who holds no pepper, only the household's keyed hash. */
  public static String of(String drawId, byte[] keyedHousehold) {
    byte[] draw = (drawId + '\0').getBytes(StandardCharsets.UTF_8);
    return Hex.of(Sha256.of("FD1/house", draw, keyedHousehold).bytes(), 0, BYTES);
  }
}
