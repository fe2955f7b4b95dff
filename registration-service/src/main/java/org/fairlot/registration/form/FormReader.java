package org.fairlot.registration.form;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.fairlot.contracts.identity.DocumentNumber;
import org.fairlot.contracts.pack.Form.Field;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.person.Address;
import org.fairlot.contracts.person.DocumentType;
import org.fairlot.contracts.person.Identity;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.ProgrammeEvent.Outlet;
import org.fairlot.registration.address.domain.AddressReader;
import org.fairlot.registration.address.domain.Committees;
import org.fairlot.registration.address.domain.Committees.Committee;
import org.fairlot.registration.address.domain.Committees.Found;
import org.fairlot.registration.address.domain.UnderstoodAddress;
import org.fairlot.registration.identity.MobileNumber;
import org.fairlot.registration.identity.domain.PersonName;
import org.fairlot.runtime.edge.FieldErrors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads a filled-in form and finds everything that is wrong with it at once. */
public final class FormReader {

  /** @param code stable; @param data what helps to mend it */
  public record FieldError(String field, String code, Map<String, ?> data) {}

  /** @param form {@code null} where there are errors */
  public record Reading(FilledForm form, List<FieldError> errors) {

    /** @throws org.fairlot.runtime.edge.Problem 422 with all of these errors, if there are any */
    public static void refuse(List<FieldError> errors) {
      var all = new FieldErrors();
      errors.forEach(error -> all.add(error.field(), error.code(), error.data()));
      all.throwIfAny();
    }
  }

  /** Of those that a name may mean, so many are shown. */
  private static final int CANDIDATES_MAX = 10;

  private final AddressReader addresses;
  private final Committees committees;

  /** @param committees among which the one that a citizen names is looked for */
  public FormReader(AddressReader addresses, Committees committees) {
    this.addresses = addresses;
    this.committees = committees;
  }

  /**
   * @param body     the request's body
   * @param besides  members of the body that do not belong to the form
   * @param wantIfSoldOut whether the citizen wants to be remembered if nothing is left
   */
  public Reading read(ObjectNode body, ProgrammeForm form, Set<String> besides, boolean wantIfSoldOut) {
    return new One(body, form, Set.of()).read(besides, wantIfSoldOut);
  }

  /**
   * Reads a form that was accepted before and has been edited since.
   *
   * @param trusted fields that stand as they were accepted, whatever the rules of today say
   */
  public Reading reread(ObjectNode body, ProgrammeForm form, Set<String> trusted, boolean wantIfSoldOut) {
    return new One(body, form, trusted).read(Set.of(), wantIfSoldOut);
  }

  /**
   * Reads an address by itself, with the checks and the understanding that one in a form has.
   *
   * @param body     with that one member
   * @param form     of those who live there
   * @param district in which it lies
   * @throws org.fairlot.runtime.edge.Problem 422 with all that is wrong
   */
  public Address readAddress(ObjectNode body, ProgrammeForm form, String district) {
    return new One(body, form, Set.of()).readAddress(district);
  }

  /** One form on its way through the checks. */
  private final class One {
    private final ObjectNode body;
    private final ProgrammeForm form;
    private final Set<String> trusted;
    private final List<FieldError> errors = new ArrayList<>();

    One(ObjectNode body, ProgrammeForm form, Set<String> trusted) {
      this.body = body;
      this.form = form;
      this.trusted = trusted;
    }

    Address readAddress(String district) {
      checkForm(form.rules().stream().filter(FieldRule::structured).toList(), Set.of());
      var understood = address(district);
      if (understood == null && errors.isEmpty()) {
        wrong(Field.ADDRESS, "MISSING");
      }
      Reading.refuse(errors);
      return understood.address();
    }

    private void checkForm(List<FieldRule> rules, Set<String> besides) {
      var names = rules.stream().map(FieldRule::name).toList();
      body.propertyNames().stream()
          .filter(name -> !names.contains(name) && !besides.contains(name))
          .forEach(name -> wrong(name, "UNKNOWN_FIELD"));
      rules.forEach(rule -> rule.flaw(body.get(rule.name())).ifPresent(code -> wrong(rule.name(), code)));
    }

    Reading read(Set<String> besides, boolean wantIfSoldOut) {
      checkForm(form.rules(), besides);

      var identity = identity();
      var mobile = mobile();
      var outlet = outlet();
      var alternatives = alternatives();
      var committee = committee();
      var district = district(outlet, committee);
      var address = address(district);
      served(committee, address, district);
      sku(outlet);
      slot(outlet);
      if (!errors.isEmpty()) {
        return new Reading(null, errors);
      }
      var mode = given(Field.MODE) ? Stage.Mode.valueOf(text(Field.MODE)) : null;
      var choice =
          new Choice(
              district, text(Field.OUTLET), text(Field.SKU), text(Field.SLOT), mode, wantIfSoldOut, alternatives, committee);
      var form =
          address == null
              ? new FilledForm(identity, mobile, null, null, choice)
              : new FilledForm(identity, mobile, address.address(), address.confidence(), choice);
      return new Reading(form, errors);
    }

    private Identity identity() {
      String name = null;
      if (given(Field.NAME)) {
        name = PersonName.read(text(Field.NAME)).orElse(null);
        if (name == null) {
          wrong(Field.NAME, "NAME_INVALID");
        }
      }
      var documents = form.pack().form().documents();
      if (!given(Field.ID_NUMBER) || documents.size() > 1 && !given(Field.DOC_TYPE)) {
        return null;
      }
      var type = documents.size() > 1 ? DocumentType.valueOf(text(Field.DOC_TYPE)) : documents.getFirst();
      var nationality = text(Field.NATIONALITY);
      return switch (DocumentNumber.read(type, text(Field.ID_NUMBER), nationality, form.today())) {
        case DocumentNumber.Valid(var number) -> new Identity(name, type, number, nationality);
        case DocumentNumber.Invalid(var flaw) -> {
          wrong(flaw == DocumentNumber.Flaw.NATIONALITY_INVALID ? Field.NATIONALITY : Field.ID_NUMBER, flaw.name());
          yield null;
        }
      };
    }

    private String mobile() {
      if (!given(Field.MOBILE)) {
        return null;
      }
      var mobile = MobileNumber.read(text(Field.MOBILE));
      if (mobile.isEmpty()) {
        wrong(Field.MOBILE, "MOBILE_INVALID");
      }
      return mobile.map(MobileNumber::e164).orElse(null);
    }

    /** The one given, else that of the outlet or of the committee; {@code null} where nothing tells. */
    private String district(Outlet outlet, String committee) {
      if (given(Field.DISTRICT)) {
        return text(Field.DISTRICT);
      }
      return outlet != null ? outlet.district() : committee != null ? committee.substring(0, 6) : null;
    }

    /** The code of the committee that is given by its code, by a short code of the city's, or by name. */
    private String committee() {
      if (!given(Field.COMMITTEE)) {
        return null;
      }
      String written = text(Field.COMMITTEE);
      String city = form.pack().city();
      String district = given(Field.DISTRICT) ? text(Field.DISTRICT) : city;
      var found = committees.look(written, district, form.programme()::committeeByAlias);
      if (found instanceof Found.None && !district.equals(city)) {
        var elsewhere = committees.look(written, city, form.programme()::committeeByAlias);
        if (elsewhere instanceof Found.One(var other)) {
          wrong(Field.COMMITTEE, "COMMITTEE_OTHER_DISTRICT", Map.of("named", other.county()));
          return null;
        }
      }
      return switch (found) {
        case Found.One(var committee) -> committee.code();
        case Found.Several(var candidates) -> {
          wrong(Field.COMMITTEE, "COMMITTEE_AMBIGUOUS",
              Map.of("candidates", candidates.stream().limit(CANDIDATES_MAX).map(One::shown).toList()));
          yield null;
        }
        case Found.None() -> {
          wrong(Field.COMMITTEE, "UNKNOWN_COMMITTEE");
          yield null;
        }
      };
    }

    private static Map<String, String> shown(Committee committee) {
      var shown = new LinkedHashMap<String, String>();
      shown.put("code", committee.code());
      shown.put("name", committee.name());
      return shown;
    }

    /** Whether the person lives where the pack serves (居住地); where one lives, not where one is registered. */
    private void served(String committee, UnderstoodAddress address, String district) {
      var serves = form.pack().form().serves();
      String street = address == null ? null : address.address().street();
      String place = committee != null ? committee : street != null ? street : district;
      if (serves.isEmpty() || place == null || !errors.isEmpty() || serves.stream().anyMatch(place::startsWith)) {
        return;
      }
      wrong(committee != null ? Field.COMMITTEE : address != null ? Field.ADDRESS : Field.DISTRICT, "AREA_NOT_SERVED",
          Map.of("serves", serves));
    }

    private Outlet outlet() {
      if (!given(Field.OUTLET)) {
        return null;
      }
      var outlet = form.programme().outlet(text(Field.OUTLET)).orElse(null);
      if (outlet == null) {
        wrong(Field.OUTLET, "UNKNOWN_OUTLET");
      }
      return outlet;
    }

    /** Further outlets; that they differ from each other is a matter of form, that they exist is not. */
    private List<String> alternatives() {
      if (!given(Field.ALTERNATIVES)) {
        return List.of();
      }
      var outlets = body.get(Field.ALTERNATIVES.wireName()).valueStream().map(JsonNode::asString).toList();
      if (outlets.contains(text(Field.OUTLET))) {
        wrong(Field.ALTERNATIVES, "DUPLICATE");
      }
      var unknown = outlets.stream().filter(id -> form.programme().outlet(id).isEmpty()).toList();
      if (!unknown.isEmpty()) {
        wrong(Field.ALTERNATIVES, "UNKNOWN_OUTLET", Map.of("outlets", unknown));
        return outlets;
      }
      var without = outlets.stream().filter(id -> !hasChoice(form.programme().outlet(id).orElseThrow())).toList();
      if (!without.isEmpty()) {
        wrong(Field.ALTERNATIVES, "NOT_AT_OUTLET", Map.of("outlets", without));
      }
      return outlets;
    }

    /** Whether the goods and the hours that the citizen chose are to be had there as well. */
    private boolean hasChoice(Outlet outlet) {
      boolean goods = !given(Field.SKU) || outlet.skus().isEmpty() || outlet.skus().contains(text(Field.SKU));
      return goods && (!given(Field.SLOT) || outlet.slots().contains(text(Field.SLOT).split("T", 2)[1]));
    }

    private void sku(Outlet outlet) {
      if (outlet != null && given(Field.SKU) && !outlet.skus().isEmpty() && !outlet.skus().contains(text(Field.SKU))) {
        wrong(Field.SKU, "NOT_AT_OUTLET");
      }
    }

    /** A slot on one of the days on which goods granted today may be collected. */
    private void slot(Outlet outlet) {
      if (outlet == null || !given(Field.SLOT)) {
        return;
      }
      String[] dayAndHours = text(Field.SLOT).split("T", 2);
      if (!outlet.slots().contains(dayAndHours[1]) || !isPickupDay(dayAndHours[0])) {
        wrong(Field.SLOT, "UNKNOWN_SLOT");
      }
    }

    private boolean isPickupDay(String text) {
      var rules = form.pack().firstStage(Stage.Fulfilment.class).pickup();
      try {
        var day = LocalDate.parse(text);
        if (rules == null) {
          return !day.isBefore(form.today());
        }
        var first = form.today().plusDays(rules.daysAfterGrant());
        return !day.isBefore(first) && day.isBefore(first.plusDays(rules.windowDays()));
      } catch (DateTimeException e) {
        return false;
      }
    }

    private UnderstoodAddress address(String district) {
      if (!given(Field.ADDRESS) || district == null) {
        return null;
      }
      JsonNode given = body.get(Field.ADDRESS.wireName());
      var understood =
          given.isObject()
              ? addresses.judge(parts(given, district))
              : addresses.read(given.asString(), district, form.pack().city());
      if (understood.otherDistrict() != null) {
        wrong(Field.ADDRESS, "ADDRESS_OTHER_DISTRICT", Map.of("named", understood.otherDistrict()));
      } else if (understood.confidence() < form.pack().form().addressAcceptFrom()) {
        wrong(Field.ADDRESS, "ADDRESS_UNCLEAR",
            Map.of("understood", shown(understood.address()), "confidence", understood.confidence()));
      }
      return understood;
    }

    private static Address parts(JsonNode given, String district) {
      return new Address(
          district, part(given, "street"), part(given, "road"), part(given, "number"), part(given, "estate"),
          part(given, "building"), part(given, "unit"), part(given, "room"), part(given, "detail"));
    }

    private static String part(JsonNode given, String name) {
      String text = given.path(name).asString("").strip();
      return text.isEmpty() ? null : text;
    }

    private static Map<String, String> shown(Address a) {
      var shown = new LinkedHashMap<String, String>();
      String[] values = {a.street(), a.road(), a.number(), a.estate(), a.building(), a.unit(), a.room(), a.detail()};
      for (int i = 0; i < values.length; i++) {
        if (values[i] != null) {
          shown.put(FieldRule.ADDRESS_PARTS.get(i), values[i]);
        }
      }
      return shown;
    }

    /** Whether the form asks for it, it is there, and nothing is wrong with it so far. */
    private boolean given(Field field) {
      return form.pack().form().asks(field)
          && !FieldRule.isMissing(body.get(field.wireName()))
          && errors.stream().noneMatch(error -> error.field().equals(field.wireName()));
    }

    private String text(Field field) {
      JsonNode value = body.get(field.wireName());
      boolean text = !FieldRule.isMissing(value) && value.isString() && form.pack().form().asks(field);
      return text ? value.asString() : null;
    }

    private void wrong(Field field, String code) {
      wrong(field.wireName(), code);
    }

    private void wrong(String field, String code) {
      wrong(field, code, Map.of());
    }

    private void wrong(Field field, String code, Map<String, ?> data) {
      wrong(field.wireName(), code, data);
    }

    private void wrong(String field, String code, Map<String, ?> data) {
      if (!trusted.contains(field)) {
        errors.add(new FieldError(field, code, data));
      }
    }
  }
}
