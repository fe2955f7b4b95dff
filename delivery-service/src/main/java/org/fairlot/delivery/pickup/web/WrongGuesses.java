package org.fairlot.delivery.pickup.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairlot.runtime.edge.Problem;

/**
 * How often wrong codes may be tried (猜码限制), per outlet and per caller: who names another outlet with each guess is
 * stopped by the latter. Each try is counted before it is looked at, so that many at once are no way around it, and
 * given back when the code was right.
 */
final class WrongGuesses {

  /** More than there are outlets and callers; beyond it the oldest are forgotten. */
  private static final int COUNTED_MAX = 100_000;

  private final int perOutlet;
  private final int perClient;
  private final Duration window;
  private final Ticker ticker;
  private final Cache<String, Count> counts;

  private record Count(AtomicInteger tries, long since) {}

  /** @param window how long a wrong guess counts, from the first one on */
  WrongGuesses(int perOutlet, int perClient, Duration window, Ticker ticker) {
    this.perOutlet = perOutlet;
    this.perClient = perClient;
    this.window = window;
    this.ticker = ticker;
    counts = Caffeine.newBuilder().maximumSize(COUNTED_MAX).expireAfterWrite(window).ticker(ticker).build();
  }

  /** A try that counts as wrong until it is given back. */
  static final class Guess {
    private static final Guess FREE = new Guess(List.of());
    private final List<AtomicInteger> counted;

    private Guess(List<AtomicInteger> counted) {
      this.counted = counted;
    }

    /** For what cannot be guessed. */
    static Guess free() {
      return FREE;
    }

    void wasRight() {
      counted.forEach(AtomicInteger::decrementAndGet);
    }
  }

  /** @throws Problem 429 {@code TOO_MANY_GUESSES} if no more may be tried now, right or wrong */
  Guess take(String outletId, String client) {
    Count ofOutlet = count("outlet " + outletId);
    Count ofClient = count("client " + client);
    var guess = new Guess(List.of(ofOutlet.tries, ofClient.tries));
    boolean outletMay = ofOutlet.tries.incrementAndGet() <= perOutlet;
    boolean clientMay = ofClient.tries.incrementAndGet() <= perClient;
    if (!outletMay || !clientMay) {
      guess.wasRight(); // it was not even looked at
      throw new Problem(
          429, "TOO_MANY_GUESSES", Map.of("retryAfterSeconds", secondsLeft(outletMay ? ofClient : ofOutlet)));
    }
    return guess;
  }

  private Count count(String whose) {
    return counts.get(whose, _ -> new Count(new AtomicInteger(), ticker.read()));
  }

  private long secondsLeft(Count count) {
    return Math.max(1, window.minusNanos(ticker.read() - count.since).plusMillis(999).toSeconds());
  }
}
