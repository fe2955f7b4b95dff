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
import org.fairlot.contracts.person.Identity;
import org.fairlot.contracts.registration.CaseEvent.Profile;
import org.fairlot.registration.form.FilledForm;
import org.fairlot.registration.identity.domain.BirthDate;
import org.fairlot.runtime.vault.Pseudonyms;

/**
 * Makes what a draw must know of a person while the plain fields are at hand: who lives together, and groups by which it
 * can be seen that the draw favours none. A group that would tell something of the person is named by a keyed hash.
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

  /** {@code null} where the pack draws no lots. */
  Profile of(Pack pack, FilledForm form, String channel, Instant registeredAt) {
    var lottery = pack.firstStage(Lottery.class);
    if (lottery == null) {
      return null;
    }
    var local = registeredAt.atZone(pack.timezone());
    var born = BirthDate.of(form.identity().docType(), form.identity().number());
    return new Profile(
        tags.household(form.address()).orElse(null),
        cohorts(form, channel, local, born),
        lottery.reserves().stream()
            .filter(reserve -> reserve.minAge() != null)
            .filter(reserve -> born.isPresent() && age(born.get(), local) >= reserve.minAge())
            .map(reserve -> reserve.name())
            .toList());
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
