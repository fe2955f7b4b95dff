package org.fairlot.registration.casework.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.draw.DrawId;
import org.fairlot.contracts.draw.EntryTag;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.person.Address;
import org.fairlot.contracts.person.DocumentType;
import org.fairlot.contracts.person.Identity;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.Profile;
import org.fairlot.registration.casework.domain.Packs;
import org.fairlot.registration.form.FilledForm;
import org.fairlot.runtime.vault.Blinds;
import org.fairlot.runtime.vault.Pseudonyms;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a registration is told of its draw, and what the draw is told of its person. */
class DrawEntriesSpec {

  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
  private static final Pack XIAMEN = Packs.SHIPPED.pack("xiamen", 1);
  private static final String CASE = "xiamen-masks.AAAAAAAAAAAAAAAAAAAAAA.first---";
  private final DrawEntries entries = new DrawEntries(new Blinds(KEY));

  @Row("X7")
  @ParameterizedTest
  @CsvSource({
    // registered, looked at, and the draw that it waits for; the list of a morning is closed at 22:05 the evening before
    "2020-02-02T12:00+08:00, 2020-02-02T12:00+08:00, 2020-02-03",
    "2020-02-02T21:59+08:00, 2020-02-02T23:00+08:00, 2020-02-03",
    "2020-02-02T21:59+08:00, 2020-02-03T08:59+08:00, 2020-02-03",
    "2020-02-02T21:59+08:00, 2020-02-03T09:00+08:00, 2020-02-04",
    "2020-02-02T23:00+08:00, 2020-02-03T08:59+08:00, 2020-02-04",
    "2020-02-02T12:00+08:00, 2020-03-02T23:00+08:00, 2020-03-03",
  })
  void a_case_waits_for_the_first_draw_whose_list_it_came_in_time_for(
      OffsetDateTime registered, OffsetDateTime now, String day) {
    assertThat(entries.awaited(XIAMEN, "xiamen-masks", registered.toInstant(), now.toInstant()))
        .contains(DrawId.parse("xiamen-masks.v1." + day));
  }

  @Test
  void where_no_lots_are_drawn_there_is_nothing_to_say() {
    var at = OffsetDateTime.parse("2020-02-02T12:00+08:00").toInstant();
    assertThat(entries.next(Packs.SHIPPED.pack("hangzhou", 1), "hangzhou-masks", at)).isEmpty();
    assertThat(profile(Packs.SHIPPED.pack("hangzhou", 1), "11010519491231002X", "502室")).isNull();
  }

  @Test
  void the_tag_can_be_recomputed_with_the_blind() {
    var draw = DrawId.parse("xiamen-masks.v1.2020-02-03");
    var blind = HexFormat.of().parseHex(entries.blind(CASE));
    assertThat(entries.entry(draw, CASE)).containsEntry("drawId", draw.toString())
        .containsEntry("entryTag", EntryTag.of(draw.toString(), CASE, blind));
    assertThat(new Blinds(KEY).of(CASE)).as("the same in every service").isEqualTo(blind).hasSize(32);
  }

  private static Profile profile(Pack pack, String number, String room) {
    var address = new Address("350203", null, "湖滨南路", "78号", null, "3幢", null, room, null);
    var form = new FilledForm(
        new Identity("王小芳", DocumentType.RESIDENT_ID, number, null), "+8613812341234", address, 90,
        new Choice("350203", "xm-1", null, null, null, false));
    return new DrawProfiles(new Pseudonyms(KEY), new LimitTags(new Pseudonyms(KEY)))
        .of(pack, form, "WECHAT", OffsetDateTime.parse("2020-02-02T12:34+08:00").toInstant());
  }

  @Test
  void a_profile_groups_people_and_names_nobody() {
    var profile = profile(XIAMEN, "11010519491231002X", "502室");
    assertThat(profile.cohorts()).containsAllEntriesOf(
        Map.of("registeredHour", "12", "registeredDay", "2020-02-02", "channel", "WECHAT", "district", "350203"));
    assertThat(profile.cohorts().get("birthDecade")).doesNotContain("194");
    assertThat(profile.cohorts().toString()).doesNotContain("138").doesNotContain("even");
    assertThat(profile.reserves()).isEqualTo(List.of("ELDERLY"));
    assertThat(profile.household()).isEqualTo(profile(XIAMEN, "330106198001010005", "502").household())
        .isNotEqualTo(profile(XIAMEN, "330106198001010005", "503").household());
    assertThat(profile(XIAMEN, "330106198001010005", "502").reserves()).isEmpty();
    assertThat(profile(XIAMEN, "330106196002030005", "502").reserves()).as("a day too young").isEmpty();
    assertThat(profile(XIAMEN, "330106196002020005", "502").reserves()).containsExactly("ELDERLY");
  }
}
