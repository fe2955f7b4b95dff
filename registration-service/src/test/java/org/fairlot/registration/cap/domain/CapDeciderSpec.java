package org.fairlot.registration.cap.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.testkit.DeciderSpec.spec;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.stream.IntStream;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.pack.Stage.CapBy;
import org.fairlot.contracts.pack.Stage.OverCap;
import org.fairlot.contracts.registration.CapEvent;
import org.fairlot.contracts.registration.CapEvent.PlaceFreed;
import org.fairlot.contracts.registration.CapEvent.PlaceKept;
import org.fairlot.contracts.registration.CapEvent.PlaceQuestioned;
import org.fairlot.contracts.registration.CapEvent.PlaceRefused;
import org.fairlot.contracts.registration.CapEvent.PlaceTaken;
import org.fairlot.kernel.Rejection;
import org.fairlot.registration.cap.domain.CapCommand.LeavePlace;
import org.fairlot.registration.cap.domain.CapCommand.TakePlace;
import org.fairlot.testkit.DeciderSpec;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One dwelling, phone or likeness in one programme (U2, M20; unit cap per household and phone). */
class CapDeciderSpec {

  private static final String CAP = "lanes-masks/DWELLING/home";
  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  private static final String NOON = "2020-02-02T12:00:00+08:00";
  private static final Instant AT = instant(NOON);
  private static final String GRANTED = "2020-02-03T23:30:00+08:00";

  private static Instant instant(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }

  private static String person(int n) {
    return "lanes-masks.%022d.first---".formatted(n);
  }

  private static TakePlace take(int person, Stage.Cap rules) {
    return new TakePlace(CAP, person(person), 1, rules, SHANGHAI, "310104011002");
  }

  private static TakePlace take(int person) {
    return take(person, cap(CapBy.DWELLING, 1, OverCap.REFUSE, null));
  }

  private static Stage.Cap cap(CapBy by, int max, OverCap over, Integer days) {
    return new Stage.Cap(by, max, over, days);
  }

  private static LeavePlace left(int person) {
    return new LeavePlace(CAP, person(person), false, null);
  }

  private static LeavePlace served(int person) {
    return new LeavePlace(CAP, person(person), true, instant(GRANTED));
  }

  private static PlaceTaken taken(int person, Integer days) {
    return new PlaceTaken(CAP, person(person), 1, days, SHANGHAI, AT);
  }

  private static PlaceRefused refused(int person, String reason) {
    return new PlaceRefused(CAP, person(person), 1, reason);
  }

  private static DeciderSpec<CapCommand, CapPlaces, CapEvent, Rejection> home() {
    return spec(new CapDecider()).at(NOON);
  }

  @Row("U2")
  @Test
  void u2_the_second_entry_of_a_dwelling_is_refused() {
    home().when(take(1)).then(taken(1, null)).when(take(2)).then(refused(2, "HOUSEHOLD_LIMIT"));
  }

  @ParameterizedTest
  @CsvSource({"DWELLING, HOUSEHOLD_LIMIT", "PHONE, PHONE_LIMIT", "LIKENESS, POSSIBLE_DUPLICATE"})
  void a_refusal_says_which_limit_it_was(CapBy by, String reason) {
    var one = cap(by, 1, OverCap.REFUSE, null);
    home().when(take(1, one), take(2, one)).then(refused(2, reason));
  }

  @Test
  void as_many_as_the_pack_says() {
    var three = cap(CapBy.PHONE, 3, OverCap.REFUSE, null);
    home().when(take(1, three), take(2, three), take(3, three)).then(taken(3, null))
        .when(take(4, three)).then(refused(4, "PHONE_LIMIT"));
  }

  @Test
  void who_has_a_place_keeps_it_however_often_it_is_asked_for() {
    home().when(take(1), take(1)).thenNothing();
    home().when(take(1), take(2), take(2)).thenNothing();
  }

  @Test
  void who_ends_without_goods_frees_the_place() {
    home().when(take(1), left(1)).then(new PlaceFreed(CAP, person(1))).when(left(1)).thenNothing()
        .when(take(2)).then(taken(2, null));
  }

  @Test
  void a_request_that_comes_after_the_end_takes_no_place() {
    home().when(left(1)).then(new PlaceFreed(CAP, person(1))).when(take(1)).thenNothing()
        .when(take(2)).then(taken(2, null));
    home().when(take(1), left(1), take(1)).thenNothing();
  }

  @Test
  void who_was_refused_has_nothing_to_free() {
    home().when(take(1), take(2), left(2)).thenNothing().when(take(3)).then(refused(3, "HOUSEHOLD_LIMIT"));
  }

  @Test
  void who_got_the_goods_counts_for_good_where_the_pack_names_no_days() {
    home().when(take(1), served(1)).then(new PlaceKept(CAP, person(1), null)).when(served(1)).thenNothing()
        .at("2029-12-31T12:00:00+08:00").when(take(2)).then(refused(2, "HOUSEHOLD_LIMIT"));
  }

  @Test
  void who_got_the_goods_counts_for_so_many_local_days_from_the_grant() {
    var ten = cap(CapBy.DWELLING, 1, OverCap.REFUSE, 10);
    home().when(take(1, ten), served(1)).then(new PlaceKept(CAP, person(1), instant("2020-02-13T00:00:00+08:00")))
        .at("2020-02-12T23:59:59+08:00").when(take(2, ten)).then(refused(2, "HOUSEHOLD_LIMIT"))
        .at("2020-02-13T00:00:00+08:00").when(take(3, ten))
        .then(new PlaceTaken(CAP, person(3), 1, 10, SHANGHAI, instant("2020-02-13T00:00:00+08:00")))
        .when(take(1, ten)).thenNothing()
        .when(take(4, ten)).then(refused(4, "HOUSEHOLD_LIMIT"));
  }

  @Test
  void one_more_may_be_put_before_people_and_counts_until_it_closes() {
    var looked = cap(CapBy.LIKENESS, 1, OverCap.REVIEW, null);
    var question =
        new PlaceQuestioned(
            CAP, person(2), 1, "POSSIBLE_DUPLICATE", "310104011002", null, SHANGHAI, AT);
    home().when(take(1, looked), take(2, looked)).then(question).when(take(2, looked)).thenNothing()
        .when(left(1), take(3, looked)).thenEvents(events -> assertThat(events.getFirst()).isInstanceOf(PlaceQuestioned.class))
        .when(left(2), left(3), take(4, looked)).then(taken(4, null));
  }

  @Test
  void a_flood_of_questions_is_no_coincidence() {
    var looked = cap(CapBy.LIKENESS, 1, OverCap.REVIEW, null);
    var home = home();
    IntStream.rangeClosed(1, 101).forEach(n -> home.when(take(n, looked)));
    home.thenEvents(events -> assertThat(events.getFirst()).isInstanceOf(PlaceQuestioned.class))
        .when(take(102, looked)).then(refused(102, "POSSIBLE_DUPLICATE"));
  }

  @Test
  void p4_nobody_is_a_duplicate_of_herself() {
    var alike = cap(CapBy.LIKENESS, 1, OverCap.REFUSE, null);
    var again = new TakePlace(CAP, "lanes-masks.%022d.second--".formatted(1), 1, alike, SHANGHAI, null);
    home().when(take(1, alike), served(1), again)
        .then(new PlaceTaken(CAP, again.caseId(), 1, null, SHANGHAI, AT))
        .when(take(2, alike)).then(refused(2, "POSSIBLE_DUPLICATE"));
  }
}
