package org.fairlot.delivery.pickup.web;

import com.mongodb.client.model.Filters;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.bson.Document;
import org.fairlot.contracts.CaseId;
import org.fairlot.delivery.pickup.view.PickupView;
import org.fairlot.delivery.pickup.web.WrongGuesses.Guess;
import org.fairlot.runtime.edge.FieldErrors;
import org.fairlot.runtime.edge.Problem;
import org.fairlot.runtime.vault.PickupTokens;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Whose pick-up it is that somebody claims with a code or a token (取货码、取货凭证). */
final class Claims {

  static final Pattern OUTLET = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern CODE = Pattern.compile("\\d{8}");
  private static final Pattern TOKEN =
      Pattern.compile("[A-Za-z0-9_-]{1,200}\\.[A-Za-z0-9_-]{1,1500}\\.[A-Za-z0-9_-]{1,200}");
  private static final int UNITS_MAX = 1_000_000;

  /** How many documents the store sends at a time. */
  private static final int BATCH = 500;

  private final MongoDatabase readModels;
  private final CounterCodes codes;
  private final PickupTokens tokens;
  private final WrongGuesses guesses;

  Claims(MongoDatabase readModels, CounterCodes codes, PickupTokens tokens, WrongGuesses guesses) {
    this.readModels = readModels;
    this.codes = codes;
    this.tokens = tokens;
    this.guesses = guesses;
  }

  /**
   * What was shown at a counter: a code or a token.
   *
   * @param registrationId optional: with it, this registration is meant and no other
   * @param units          {@code null}: all that are left
   */
  record Shown(String outletId, String code, String pickupToken, String registrationId, Integer units) {

    void check(FieldErrors errors) {
      if (pickupToken == null) {
        require("code", code, CODE, errors);
      } else if (code != null || !TOKEN.matcher(pickupToken).matches()) {
        errors.add("pickupToken", "INVALID");
      }
      if (registrationId != null && !CaseId.isValid(registrationId)) {
        errors.add("registrationId", "INVALID");
      }
      if (units != null && (units < 1 || units > UNITS_MAX)) {
        errors.add("units", "OUT_OF_RANGE");
      }
    }
  }

  static void require(String field, String value, Pattern form, FieldErrors errors) {
    if (value == null) {
      errors.add(field, "MISSING");
    } else if (!form.matcher(value).matches()) {
      errors.add(field, "INVALID");
    }
  }

  /** @param guess to be given back unless what was shown proves to be for another outlet */
  record Claim(String fulfilmentId, Guess guess) {}

  /**
   * The pick-up that is meant; who guesses learns nothing but that the guess was wrong.
   *
   * @throws Problem 404 {@code CODE_UNKNOWN} or 429 {@code TOO_MANY_GUESSES}
   */
  Mono<Claim> claim(Shown shown, String client) {
    return Mono.defer(() -> shown.pickupToken() != null ? byToken(shown) : byCode(shown, client))
        .switchIfEmpty(Mono.error(() -> new Problem(404, "CODE_UNKNOWN")));
  }

  private Mono<Claim> byToken(Shown shown) {
    return Mono.justOrEmpty(tokens.fulfilmentOf(shown.pickupToken()))
        .filter(CaseId::isValid)
        .filter(id -> shown.registrationId() == null || shown.registrationId().equals(id))
        .map(id -> new Claim(id, Guess.free()));
  }

  private Mono<Claim> byCode(Shown shown, String client) {
    Guess guess = guesses.take(shown.outletId(), client);
    Mono<String> found =
        shown.registrationId() != null
            ? Mono.just(shown.registrationId()).filter(id -> codes.matches(id, shown.code()))
            : withCode(shown.code()).collectList().flatMap(candidates -> Mono.justOrEmpty(pick(candidates, shown)));
    // a store that does not answer is no guess
    return found.doOnError(_ -> guess.wasRight()).map(id -> new Claim(id, guess));
  }

  private Flux<Document> withCode(String code) {
    return Flux.from(
            readModels.getCollection(PickupView.COLLECTION).find(Filters.eq("mark", codes.mark(code)))
                .batchSize(BATCH))
        .filter(d -> codes.matches(d.getString("_id"), code));
  }

  /** In a large city two may bear the same code: the one that waits at this outlet is meant. */
  private static String pick(List<Document> candidates, Shown shown) {
    return candidates.stream()
        .min(
            Comparator.comparing((Document d) -> !shown.outletId().equals(d.getString("outletId")))
                .thenComparing(d -> !PickupView.isWaiting(d.getString("status")))
                .thenComparing(d -> d.getString("_id")))
        .map(d -> d.getString("_id"))
        .orElse(null);
  }
}
