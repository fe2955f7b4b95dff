package org.fairlot.allocation.draw.check;

import com.nimbusds.jose.JWSObject;
import java.text.ParseException;
import org.fairlot.allocation.draw.fd1.Hash;
import org.fairlot.runtime.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a citizen got for a registration (登记回执): the operator's word that this entry is in the draw. Together with the
 * sealed list it shows an omission.
 *
 * @param receivedAt as it is written, {@code null} if it is not
 * @param leaf       of the entry, if the receipt says the whole of it; the tag alone does not tell where on the list it
 *     would stand
 */
public record Receipt(String jws, String drawId, Hash entryTag, @Nullable String receivedAt, @Nullable Hash leaf) {

  /** @throws IllegalArgumentException if it is not a receipt for a place in a draw */
  public static Receipt parse(String text) {
    String jws = text.strip();
    try {
      JsonNode claims = Json.MAPPER.readTree(JWSObject.parse(jws).getPayload().toBytes());
      String drawId = claims.path("drawId").asString("");
      String entryTag = claims.path("entryTag").asString("");
      if (drawId.isEmpty() || entryTag.isEmpty()) {
        throw new IllegalArgumentException("it does not say drawId and entryTag");
      }
      String leaf = claims.path("leaf").asString("");
      String receivedAt = claims.path("receivedAt").asString("");
      return new Receipt(
          jws, drawId, Hash.parse(entryTag), receivedAt.isEmpty() ? null : receivedAt,
          leaf.isEmpty() ? null : Hash.parse(leaf));
    } catch (ParseException | RuntimeException e) {
      throw new IllegalArgumentException("not the receipt of an entry in a draw: " + e.getMessage(), e);
    }
  }
}
