package org.fairlot.registration.casework.web;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.pack.Pack.Step;
import org.fairlot.contracts.pack.Stage.Cap;
import org.fairlot.contracts.pack.Stage.CapBy;
import org.fairlot.contracts.person.Address;
import org.fairlot.registration.address.domain.Dwelling;
import org.fairlot.registration.form.FilledForm;
import org.fairlot.registration.identity.domain.PersonName;
import org.fairlot.runtime.vault.Pseudonyms;

/** Makes the keyed hashes by which shared limits count (限购) while the plain fields are at hand. */
final class LimitTags {

  private final Pseudonyms pseudonyms;

  LimitTags(Pseudonyms pseudonyms) {
    this.pseudonyms = pseudonyms;
  }

  /** By what the pack's limits count; what is not known is missing. {@code null} where the pack has no such limit. */
  Map<CapBy, String> of(Pack pack, FilledForm form) {
    var tags = new EnumMap<CapBy, String>(CapBy.class);
    for (Step step : pack.steps()) {
      if (step.stage() instanceof Cap cap) {
        tag(cap.by(), form).ifPresent(tag -> tags.put(cap.by(), tag));
      }
    }
    return tags.isEmpty() ? null : tags;
  }

  /** Who lives behind one door has one tag; empty where the address leads to no door. */
  Optional<String> household(Address address) {
    return Optional.ofNullable(address).flatMap(Dwelling::of).map(home -> pseudonyms.of("household", home.key()));
  }

  private Optional<String> tag(CapBy by, FilledForm form) {
    return switch (by) {
      case DWELLING -> household(form.address());
      case PHONE -> Optional.of(pseudonyms.of("phone", form.mobile()));
      case LIKENESS ->
          Optional.of(pseudonyms.of("likeness", PersonName.likeness(form.identity().name()) + "|" + form.mobile()));
    };
  }
}
