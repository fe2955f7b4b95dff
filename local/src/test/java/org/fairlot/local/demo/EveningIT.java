package org.fairlot.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cities from the public API down to the doorbell or the counter, smaller than the demo plays them. The account
 * holds the search of every topic, collection and log for personal data.
 */
class EveningIT {

  private static final long SEED = 20200202;

  @TempDir Path folder;

  @Test
  void hangzhou_shares_out_masks_first_come_first_served() {
    Account account = HangzhouEvening.play(folder, SEED, 150, 40, 15);
    assertThat(account.holds()).as("%s", account).isTrue();
  }

  @Test
  void guangzhou_asks_for_health_first_and_hands_out_at_counters() {
    Account account = GuangzhouEvening.play(folder, SEED, 120, 4);
    assertThat(account.holds()).as("%s", account).isTrue();
  }

  @Test
  void pudong_answers_every_short_message_once_and_rightly() {
    Account account = PudongMorning.play(folder, SEED, 300);
    assertThat(account.holds()).as("%s", account).isTrue();
  }

  @Test
  void xiamen_draws_lots_before_a_notary_and_losers_stay_in() {
    Account account = XiamenDays.play(folder, SEED, 150, 30, 4);
    assertThat(account.holds()).as("%s", account).isTrue();
  }
}
