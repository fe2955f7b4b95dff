package org.fairlot.registration.programme.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fairlot.contracts.registration.ProgrammeEvent.Goods;
import org.fairlot.contracts.registration.ProgrammeEvent.NotaryKey;
import org.fairlot.contracts.registration.ProgrammeEvent.Outlet;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Wire;

/** Commands on a programme. Key: its id. */
public sealed interface ProgrammeCommand extends Command {

  String programmeId();

  @Override
  default String key() {
    return programmeId();
  }

  /**
   * Set a programme up, or change it; whole each time.
   *
   * @param city     the pack's city
   * @param packFrom from when new cases follow this version, {@code null}: from now on
   * @param closesOn first day no more, or {@code null}
   * @param notaryKeys of the notary office, {@code null}: none
   */
  @Wire("registration.define-programme.v1")
  record DefineProgramme(
      String programmeId, Map<String, String> names, String city, String pack, int packVersion, Instant packFrom,
      List<Goods> goods, LocalDate opensOn, LocalDate closesOn, List<NotaryKey> notaryKeys)
      implements ProgrammeCommand {
    public DefineProgramme {
      names = new TreeMap<>(names);
      goods = List.copyOf(goods);
      notaryKeys = notaryKeys == null ? null : List.copyOf(notaryKeys);
    }
  }

  /** Replace the list of outlets. */
  @Wire("registration.replace-outlets.v1")
  record ReplaceOutlets(String programmeId, List<Outlet> outlets) implements ProgrammeCommand {
    public ReplaceOutlets {
      outlets = List.copyOf(outlets);
    }
  }
}
