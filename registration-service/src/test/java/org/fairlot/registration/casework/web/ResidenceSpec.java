package org.fairlot.registration.casework.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.fairlot.contracts.person.Address;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.registration.form.FilledForm;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;

class ResidenceSpec {

  private static FilledForm form(String district, String committee, String street) {
    var address = street == null ? null : new Address(district, street, "天河路", "1号", null, null, null, null, null);
    var choice = new Choice(district, null, null, null, null, false, null, committee);
    return new FilledForm(null, "+8613800000000", address, 90, choice);
  }

  @Row("G6")
  @Test
  void the_street_is_that_of_the_committee_or_of_the_address() {
    assertThat(Residence.street(form("310104", "310104011002", null))).isEqualTo("310104011");
    assertThat(Residence.street(form("440106", null, "440106005"))).isEqualTo("440106005");
  }

  @Row("G6")
  @Test
  void a_street_that_is_not_known_is_none() {
    assertThat(Residence.street(form("440106", null, null))).isNull();
    assertThat(Residence.street(form(null, null, null))).isNull();
    assertThat(Residence.street(form("440106", null, "somewhere in town"))).isNull();
  }
}
