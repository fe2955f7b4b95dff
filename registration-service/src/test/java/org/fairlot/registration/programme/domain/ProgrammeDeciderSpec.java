package org.fairlot.registration.programme.domain;

import static org.fairlot.testkit.DeciderSpec.spec;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.registration.ProgrammeEvent.Ending;
import org.fairlot.contracts.registration.ProgrammeEvent.KeysErased;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeEnded;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeErased;
import org.fairlot.contracts.registration.ProgrammeEvent;
import org.fairlot.contracts.registration.ProgrammeEvent.AreaPack;
import org.fairlot.contracts.registration.ProgrammeEvent.CommitteeAliasesReplaced;
import org.fairlot.contracts.registration.ProgrammeEvent.Edition;
import org.fairlot.contracts.registration.ProgrammeEvent.Goods;
import org.fairlot.contracts.registration.ProgrammeEvent.NotaryKey;
import org.fairlot.contracts.registration.ProgrammeEvent.OutletsReplaced;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeDefined;
import org.fairlot.contracts.registration.ProgrammeEvent.SmsNumbersReplaced;
import org.fairlot.registration.programme.domain.ProgrammeCommand.Area;
import org.fairlot.registration.programme.domain.ProgrammeCommand.CertifyErasure;
import org.fairlot.registration.programme.domain.ProgrammeCommand.DefineProgramme;
import org.fairlot.registration.programme.domain.ProgrammeCommand.EndProgramme;
import org.fairlot.registration.programme.domain.ProgrammeCommand.EndProgrammeInTime;
import org.fairlot.registration.programme.domain.ProgrammeCommand.EraseKeys;
import org.fairlot.registration.programme.domain.ProgrammeCommand.ReplaceCommitteeAliases;
import org.fairlot.registration.programme.domain.ProgrammeCommand.ReplaceOutlets;
import org.fairlot.registration.programme.domain.ProgrammeCommand.ReplaceSmsNumbers;
import org.fairlot.registration.programme.domain.ProgrammeRejection.ProgrammeOpen;
import org.fairlot.registration.programme.domain.ProgrammeRejection.ProgrammeOver;
import org.fairlot.testkit.DeciderSpec;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;

class ProgrammeDeciderSpec {

  private static final Instant MORNING = Instant.parse("2020-02-01T00:00:00Z");
  private static final Instant NOON = Instant.parse("2020-02-01T04:00:00Z");
  private static final Instant TOMORROW = Instant.parse("2020-02-02T00:00:00Z");
  private static final List<NotaryKey> KEYS = List.of(new NotaryKey("EC", "P-256", "x", "y"));
  private static final Instant LATER = Instant.parse("2020-02-05T00:00:00Z");

  private static DeciderSpec<ProgrammeCommand, ProgrammeState, ProgrammeEvent, ProgrammeRejection> programme() {
    return spec(new ProgrammeDecider());
  }

  private static DefineProgramme define(int version, Instant from) {
    return define("hangzhou", version, from);
  }

  private static DefineProgramme define(String pack, int version, Instant from) {
    return new DefineProgramme(
        "masks", Map.of("en", "Masks"), "330100", pack, version, from, List.of(goods()), LocalDate.of(2020, 2, 1), null,
        KEYS);
  }

  private static ProgrammeDefined defined(Edition... editions) {
    return new ProgrammeDefined(
        "masks", Map.of("en", "Masks"), "330100", "hangzhou", List.of(editions), List.of(goods()), LocalDate.of(2020, 2, 1), null,
        KEYS);
  }

  private static Goods goods() {
    return new Goods("MASK5", Map.of("en", "Masks"), null, null, 5, 0);
  }

  @Test
  void a_new_programme_follows_its_pack_from_now_on() {
    programme().at(MORNING).when(define(1, null)).then(defined(new Edition(1, MORNING)));
  }

  @Test
  void the_same_definition_again_is_already_true() {
    programme().at(MORNING).when(define(1, null)).at(NOON).when(define(1, null)).thenNothing();
  }

  @Row("X3")
  @Test
  void a_new_version_takes_over_when_its_time_has_come() {
    programme().at(MORNING).when(define(1, null)).at(NOON).when(define(2, TOMORROW))
        .then(defined(new Edition(1, MORNING), new Edition(2, TOMORROW)))
        .when(define(2, TOMORROW)).thenNothing();
  }

  @Test
  void a_plan_for_later_is_replaced_by_a_newer_one() {
    programme().at(MORNING).when(define(1, null), define(2, LATER)).at(NOON).when(define(3, TOMORROW))
        .then(defined(new Edition(1, MORNING), new Edition(3, TOMORROW)));
  }

  @Test
  void a_plan_for_later_is_given_up_by_naming_the_version_in_force() {
    programme().at(MORNING).when(define(1, null), define(2, LATER)).at(NOON).when(define(1, null))
        .then(defined(new Edition(1, MORNING)));
  }

  @Test
  void the_past_cannot_be_changed() {
    programme().at(MORNING).when(define(1, null)).at(NOON).when(define(2, MORNING))
        .then(defined(new Edition(1, MORNING), new Edition(2, NOON)));
  }

  @Test
  void another_city_s_pack_is_another_programme() {
    programme().at(MORNING).when(define(1, null)).when(define("guangzhou", 1, null)).thenRejected("PACK_FIXED");
  }

  private static DefineProgramme withAreas(Area... areas) {
    var whole = define(1, null);
    return new DefineProgramme(
        whole.programmeId(), whole.names(), whole.city(), whole.pack(), 1, null, whole.goods(), whole.opensOn(), null,
        KEYS, List.of(areas));
  }

  private static ProgrammeDefined definedWith(AreaPack... areas) {
    var whole = defined(new Edition(1, MORNING));
    return new ProgrammeDefined(
        whole.programmeId(), whole.names(), whole.city(), whole.pack(), whole.editions(), whole.goods(), whole.opensOn(), null,
        KEYS, List.of(areas));
  }

  @Row("S3")
  @Test
  void s4_each_part_of_the_city_follows_the_versions_of_its_own_pack() {
    var first = new Edition(1, MORNING);
    programme().at(MORNING).when(withAreas(new Area("330106", "xihu", 1, null)))
        .then(definedWith(new AreaPack("330106", "xihu", List.of(first))))
        .at(NOON).when(withAreas(new Area("330106", "xihu", 1, null))).thenNothing()
        .when(withAreas(new Area("330106", "xihu", 2, TOMORROW), new Area("330106005", "cuiyuan", 1, LATER)))
        .then(definedWith(
            new AreaPack("330106", "xihu", List.of(first, new Edition(2, TOMORROW))),
            new AreaPack("330106005", "cuiyuan", List.of(new Edition(1, LATER)))))
        .when(withAreas(new Area("330106", "other", 1, null)))
        .then(definedWith(new AreaPack("330106", "other", List.of(new Edition(1, NOON)))))
        .when(define(1, null)).then(defined(first));
  }

  @Test
  void only_a_programme_has_outlets() {
    programme().when(new ReplaceOutlets("masks", List.of())).thenRejected("UNKNOWN_PROGRAMME");
    programme().when(define(1, null)).when(new ReplaceOutlets("masks", List.of()))
        .then(new OutletsReplaced("masks", List.of()));
  }

  @Test
  void short_codes_and_numbers_are_replaced_where_there_is_a_programme() {
    var aliases = new ReplaceCommitteeAliases("masks", Map.of("A01", "330106002051"));
    var numbers = new ReplaceSmsNumbers("masks", List.of("1069012345"));
    programme().when(aliases).thenRejected("UNKNOWN_PROGRAMME");
    programme().when(numbers).thenRejected("UNKNOWN_PROGRAMME");
    programme().at(MORNING).when(define(1, null)).when(aliases)
        .then(new CommitteeAliasesReplaced("masks", Map.of("A01", "330106002051")));
    programme().at(MORNING).when(define(1, null)).when(numbers)
        .then(new SmsNumbersReplaced("masks", List.of("1069012345")));
  }

  private static final Ending ENDING =
      new Ending(Instant.parse("2020-02-29T16:00:00Z"), 90, Instant.parse("2020-05-29T16:00:00Z"));
  private static final String ONE = "masks|AAAAAAAAAAAAAAAAAAAAAA";
  private static final String TWO = "masks|BBBBBBBBBBBBBBBBBBBBBB";

  private static DefineProgramme closing() {
    var whole = define(1, null);
    return new DefineProgramme(
        whole.programmeId(), whole.names(), whole.city(), whole.pack(), 1, null, whole.goods(), whole.opensOn(),
        LocalDate.of(2020, 3, 1), KEYS, List.of(), ENDING);
  }

  private static DeciderSpec<ProgrammeCommand, ProgrammeState, ProgrammeEvent, ProgrammeRejection> ended() {
    return programme().at(MORNING).when(closing()).at(ENDING.closesAt()).when(new EndProgramme("masks", "zhang"));
  }

  @Row("M23")
  @Test
  void an_operator_ends_what_is_closed_and_once() {
    programme().when(new EndProgramme("masks", "zhang")).thenRejected("UNKNOWN_PROGRAMME");
    programme().at(MORNING).when(define(1, null)).at(LATER).when(new EndProgramme("masks", "zhang"))
        .thenRejected(new ProgrammeOpen(null));
    programme().at(MORNING).when(closing()).at(ENDING.closesAt().minusMillis(1)).when(new EndProgramme("masks", "zhang"))
        .thenRejected(new ProgrammeOpen(ENDING.closesAt()));
    ended().then(new ProgrammeEnded("masks", ENDING.closesAt(), "zhang"))
        .when(new EndProgramme("masks", "li")).thenRejected(new ProgrammeOver(ENDING.closesAt()));
  }

  @Row("M23")
  @Test
  void it_ends_by_itself_when_its_time_has_come_and_no_sooner() {
    programme().when(new EndProgrammeInTime("masks")).thenNothing();
    programme().at(MORNING).when(closing()).at(ENDING.endsAt().minusMillis(1)).when(new EndProgrammeInTime("masks")).thenNothing()
        .at(ENDING.endsAt()).when(new EndProgrammeInTime("masks")).then(new ProgrammeEnded("masks", ENDING.endsAt(), null))
        .when(new EndProgrammeInTime("masks")).thenNothing();
    programme().at(MORNING).when(closing(), define(1, null)).at(ENDING.endsAt()).when(new EndProgrammeInTime("masks"))
        .thenNothing();
    ended().at(ENDING.endsAt()).when(new EndProgrammeInTime("masks")).thenNothing();
  }

  @Test
  void what_is_over_stays_as_it_is() {
    ended().when(closing()).thenRejected("PROGRAMME_ENDED").when(new ReplaceOutlets("masks", List.of()))
        .thenRejected("PROGRAMME_ENDED").when(new ReplaceSmsNumbers("masks", List.of("1069012345")))
        .thenRejected("PROGRAMME_ENDED");
  }

  @Row("M23")
  @Test
  void keys_go_part_by_part_and_the_certificate_counts_each_once() {
    var first = new EraseKeys("masks", 1, List.of(ONE + ".a", ONE + ".b"));
    var second = new EraseKeys("masks", 2, List.of(ONE + ".c", TWO + ".a"));
    var later = ENDING.closesAt().plusSeconds(60);
    ended().when(first).then(new KeysErased("masks", 1, first.keyIds()))
        .when(first).thenNothing()
        .when(new CertifyErasure("masks", 0)).thenNothing()
        .when(second).then(new KeysErased("masks", 2, second.keyIds()))
        .when(first, second).thenNothing()
        .at(later).when(new CertifyErasure("masks", 2))
        .then(new ProgrammeErased("masks", ENDING.closesAt(), "zhang", later, 2, 4, 2))
        .when(new CertifyErasure("masks", 2)).thenNothing()
        .when(new EraseKeys("masks", 3, List.of(TWO + ".b"))).thenNothing();
  }

  @Test
  void no_key_goes_before_the_end_and_none_of_another_programme() {
    programme().at(MORNING).when(closing()).when(new EraseKeys("masks", 1, List.of(ONE + ".a"))).thenNothing()
        .when(new CertifyErasure("masks", 0)).thenNothing();
    ended().when(new EraseKeys("masks", 1, List.of(ONE + ".a", "masks-2|AAAAAAAAAAAAAAAAAAAAAA.a")))
        .thenRejected("KEYS_OF_OTHERS");
    ended().when(new EraseKeys("masks", 1, List.of())).thenNothing();
  }

  @Test
  void a_programme_that_nobody_came_to_is_erased_too() {
    ended().when(new CertifyErasure("masks", 0))
        .then(new ProgrammeErased("masks", ENDING.closesAt(), "zhang", ENDING.closesAt(), 0, 0, 0));
  }
}
