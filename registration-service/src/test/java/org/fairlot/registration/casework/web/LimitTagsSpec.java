package org.fairlot.registration.casework.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.fairlot.contracts.pack.Stage.CapBy;
import org.fairlot.contracts.person.Address;
import org.fairlot.contracts.person.DocumentType;
import org.fairlot.contracts.person.Identity;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.registration.casework.domain.Packs;
import org.fairlot.registration.form.FilledForm;
import org.fairlot.runtime.vault.Pseudonyms;
import org.junit.jupiter.api.Test;

class LimitTagsSpec {

  private static final Choice CHOICE = new Choice("310104", null, null, null, null, false);

  private final LimitTags tags = new LimitTags(new Pseudonyms("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="));

  private static FilledForm form(String mobile, String room) {
    var address = room == null ? null : new Address("310104", null, "田林路", "388弄12号", null, null, null, room, null);
    return new FilledForm(
        new Identity("王小芳", DocumentType.RESIDENT_ID, "11010519491231002X", null), mobile, address, 90, CHOICE);
  }

  private Map<CapBy, String> of(String mobile, String room) {
    return tags.of(Packs.SHIPPED.pack("lanes", 1), form(mobile, room));
  }

  @Test
  void counts_by_what_the_pack_counts_by_and_names_nobody() {
    var one = of("+8613812341234", "501室");
    assertThat(one).containsOnlyKeys(CapBy.DWELLING, CapBy.PHONE);
    assertThat(one.toString()).doesNotContain("138").doesNotContain("田林");
    assertThat(of("+8613812341234", "５０１")).isEqualTo(one);
    assertThat(of("+8613812341235", "501").get(CapBy.PHONE)).isNotEqualTo(one.get(CapBy.PHONE));
    assertThat(tags.of(Packs.SHIPPED.pack("hangzhou", 1), form("+8613812341234", "501"))).isNull();
  }

  @Test
  void what_is_not_known_is_not_counted() {
    assertThat(of("+8613812341234", null)).containsOnlyKeys(CapBy.PHONE);
  }
}
