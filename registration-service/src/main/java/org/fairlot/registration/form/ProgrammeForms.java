package org.fairlot.registration.form;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.time.LocalDate;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.registration.address.domain.Divisions;
import org.fairlot.registration.programme.Programme;

/** The forms of the programmes, made once a day and whenever a programme changes. */
public final class ProgrammeForms {

  /** Programmes are told apart by identity: a changed one is another object. */
  private record Key(String pack, int version, Programme programme, LocalDate day) {}

  private static final int FORMS_MAX = 1000;

  private final Divisions divisions;
  private final Cache<Key, ProgrammeForm> forms = Caffeine.newBuilder().maximumSize(FORMS_MAX).build();

  public ProgrammeForms(Divisions divisions) {
    this.divisions = divisions;
  }

  public ProgrammeForm of(Pack pack, Programme programme, Instant at) {
    var day = at.atZone(pack.timezone()).toLocalDate();
    return forms.get(new Key(pack.name(), pack.version(), programme, day),
        key -> ProgrammeForm.of(pack, programme, day, divisions));
  }
}
