package org.fairlot.registration.casework.web;

import java.text.Normalizer;
import java.util.regex.Pattern;
import org.fairlot.contracts.pack.Form.Field;
import org.fairlot.contracts.person.Address;
import org.fairlot.contracts.registration.ProgrammeEvent.Outlet;
import org.fairlot.registration.address.domain.AddressReader;
import org.fairlot.registration.address.domain.Committees;
import org.fairlot.registration.address.domain.Committees.Found;
import org.fairlot.registration.form.FilledForm;
import org.fairlot.registration.programme.Programme;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * In which part of the city a person lives (居住地), as the code of a committee, street or district, the smallest that is
 * known. Parts of a city have forms of their own, so it is looked for before the form is read; a reading then says it for
 * sure.
 */
final class Residence {

  private static final int STREET_LENGTH = 9;
  private static final Pattern STREET = Pattern.compile("\\d{9}");
  private static final Pattern DISTRICT = Pattern.compile("\\d{6}");

  private final AddressReader addresses;
  private final Committees committees;

  Residence(AddressReader addresses, Committees committees) {
    this.addresses = addresses;
    this.committees = committees;
  }

  /** {@code null} where nothing tells, or no part of the city has rules of its own. */
  String of(ObjectNode body, Programme programme) {
    if (programme.areas().isEmpty()) {
      return null;
    }
    String district = text(body, Field.DISTRICT);
    if (!DISTRICT.matcher(district).matches()) {
      district = programme.outlet(text(body, Field.OUTLET)).map(Outlet::district).orElse(null);
    }
    String within = district == null ? programme.defined().city() : district;
    if (committees.look(text(body, Field.COMMITTEE), within, programme::committeeByAlias) instanceof Found.One(var committee)) {
      return committee.code();
    }
    String street = district == null ? null : street(body.path(Field.ADDRESS.wireName()), district, programme);
    return street == null ? district : street;
  }

  /** {@code null} where the form does not tell. */
  static String of(FilledForm form) {
    if (form.choice().committee() != null) {
      return form.choice().committee();
    }
    return form.address() != null && form.address().street() != null
        ? form.address().street()
        : form.choice().district();
  }

  /** The street (街道, 9 digits) in which a person lives; {@code null} where the form does not tell. */
  static String street(FilledForm form) {
    String place = of(form);
    return place != null && STREET.matcher(place).lookingAt() ? place.substring(0, STREET_LENGTH) : null;
  }

  private String street(JsonNode address, String district, Programme programme) {
    if (address.isString()) {
      return addresses.read(address.asString(), district, programme.defined().city()).address().street();
    }
    var street = address.path("street");
    return street.isString()
        ? addresses.judge(new Address(district, street.asString(), null, null, null, null, null, null, null))
            .address().street()
        : null;
  }

  private static String text(ObjectNode body, Field field) {
    JsonNode value = body.path(field.wireName());
    return value.isString() ? Normalizer.normalize(value.asString(), Normalizer.Form.NFKC).strip() : "";
  }
}
