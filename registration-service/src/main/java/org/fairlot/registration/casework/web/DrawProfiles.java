package org.fairlot.registration.casework.web;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.pack.Stage.Lottery;
import org.fairlot.contracts.pack.Stage.Reserve;
import org.fairlot.contracts.person.Identity;
import org.fairlot.contracts.registration.CaseEvent.Profile;
import org.fairlot.registration.form.FilledForm;
import org.fairlot.registration.identity.domain.BirthDate;
import org.fairlot.runtime.vault.Pseudonyms;

/**
 * Makes what an allotment must know of a person while the plain fields are at hand: the reserves whose age the person has,
 * and for a draw who lives together, and groups by which it can be seen that the draw favours none. A group that would tell
 * something of the person is named by a keyed hash.
 */
final class DrawProfiles {

  /** Labels group people and name nobody, so a few characters suffice. */
  private static final int LABEL_LENGTH = 6;

  private static final int PREFIX_LENGTH = "+86138".length();

  private final Pseudonyms pseudonyms;
  private final LimitTags tags;

  DrawProfiles(Pseudonyms pseudonyms, LimitTags tags) {
    this.pseudonyms = pseudonyms;
    this.tags = tags;
  }

  /** {@code null} where the pack draws no lots and keeps nothing for an age. */
  Profile of(Pack pack, FilledForm form, String channel, Instant registeredAt) {
    var byAge = pack.steps().stream().flatMap(step -> step.stage().kept().stream())
        .filter(reserve -> reserve.minAge() != null).toList();
    boolean draws = pack.firstStage(Lottery.class) != null;
    if (!draws && byAge.isEmpty()) {
      return null;
    }
    var local = registeredAt.atZone(pack.timezone());
    var born = BirthDate.of(form.identity().docType(), form.identity().number());
    var reserves = byAge.stream()
        .filter(reserve -> born.isPresent() && age(born.get(), local) >= reserve.minAge())
        .map(Reserve::name)
        .toList();
    return draws
        ? new Profile(tags.household(form.address()).orElse(null), cohorts(form, channel, local, born), reserves)
        : new Profile(null, Map.of(), reserves);
  }

  private Map<String, String> cohorts(
      FilledForm form, String channel, ZonedDateTime registered, Optional<LocalDate> born) {
    var cohorts = new TreeMap<String, String>();
    cohorts.put("registeredHour", "%02d".formatted(registered.getHour()));
    cohorts.put("registeredDay", registered.toLocalDate().toString());
    cohorts.put("channel", channel);
    if (form.choice().district() != null) {
      cohorts.put("district", form.choice().district());
    }
    cohorts.put("idParity", label("idParity", parity(form.identity())));
    born.ifPresent(day -> cohorts.put("birthDecade", label("birthDecade", Integer.toString(day.getYear() / 10))));
    String mobile = form.mobile();
    cohorts.put(
        "phonePrefix", label("phonePrefix", mobile.substring(0, Math.min(PREFIX_LENGTH, mobile.length()))));
    return cohorts;
  }

  /** Of the last digit; a check character X stands for ten. */
  private static String parity(Identity identity) {
    String number = identity.number();
    int last = Character.digit(number.charAt(number.length() - 1), 10);
    return last % 2 == 0 || last < 0 ? "even" : "odd";
  }

  private String label(String cohort, String value) {
    return pseudonyms.of("cohort/" + cohort, value).substring(0, LABEL_LENGTH);
  }

  private static long age(LocalDate born, ZonedDateTime at) {
    return ChronoUnit.YEARS.between(born, at.toLocalDate());
  }
}
