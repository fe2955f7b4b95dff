package org.fairlot.delivery.pickup.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.fairlot.runtime.edge.Problem;
import org.junit.jupiter.api.Test;

class WrongGuessesSpec {

  private final AtomicLong nanos = new AtomicLong();
  private final WrongGuesses guesses = new WrongGuesses(3, 5, Duration.ofMinutes(10), nanos::get);

  private void wrong(String outlet, int times) {
    for (int i = 0; i < times; i++) {
      guesses.take(outlet, "pharmacies");
    }
  }

  private void refused(String outlet, String client, long seconds) {
    assertThatThrownBy(() -> guesses.take(outlet, client))
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.status()).isEqualTo(429);
              assertThat(problem.code()).isEqualTo("TOO_MANY_GUESSES");
              assertThat(problem.data()).containsEntry("retryAfterSeconds", seconds);
            });
  }

  @Test
  void after_so_many_wrong_codes_an_outlet_has_to_wait() {
    wrong("a", 3);
    nanos.addAndGet(Duration.ofMinutes(4).toNanos());
    refused("a", "pharmacies", 360);
    guesses.take("b", "pharmacies");
    nanos.addAndGet(Duration.ofMinutes(6).toNanos());
    wrong("a", 3);
  }

  @Test
  void right_codes_do_not_count() {
    for (int i = 0; i < 100; i++) {
      guesses.take("a", "pharmacies").wasRight();
    }
    wrong("a", 3);
    refused("a", "pharmacies", 600);
  }

  @Test
  void who_names_another_outlet_with_each_guess_is_stopped_too() {
    for (int i = 0; i < 5; i++) {
      wrong("outlet-" + i, 1);
    }
    refused("outlet-6", "pharmacies", 600);
    guesses.take("outlet-6", "another");
  }

  @Test
  void a_refused_try_makes_the_wait_no_longer() {
    wrong("a", 3);
    for (int i = 0; i < 50; i++) {
      refused("a", "pharmacies", 600);
    }
    guesses.take("b", "pharmacies");
  }
}
