package org.fairlot.registration.programme.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fairlot.contracts.registration.ProgrammeEvent.Ending;
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
   * @param areas    parts of the city with packs of their own
   * @param ending   {@code null} without {@code closesOn}
   */
  @Wire("registration.define-programme.v1")
  record DefineProgramme(
      String programmeId, Map<String, String> names, String city, String pack, int packVersion, Instant packFrom,
      List<Goods> goods, LocalDate opensOn, LocalDate closesOn, List<NotaryKey> notaryKeys, List<Area> areas,
      Ending ending)
      implements ProgrammeCommand {
    public DefineProgramme {
      names = new TreeMap<>(names);
      goods = List.copyOf(goods);
      notaryKeys = notaryKeys == null ? null : List.copyOf(notaryKeys);
      // a command that was written before there were areas
      areas = areas == null ? List.of() : List.copyOf(areas);
    }

    /** It has no end. */
    public DefineProgramme(
        String programmeId, Map<String, String> names, String city, String pack, int packVersion, Instant packFrom,
        List<Goods> goods, LocalDate opensOn, LocalDate closesOn, List<NotaryKey> notaryKeys, List<Area> areas) {
      this(programmeId, names, city, pack, packVersion, packFrom, goods, opensOn, closesOn, notaryKeys, areas, null);
    }

    /** One pack for the whole city. */
    public DefineProgramme(
        String programmeId, Map<String, String> names, String city, String pack, int packVersion, Instant packFrom,
        List<Goods> goods, LocalDate opensOn, LocalDate closesOn, List<NotaryKey> notaryKeys) {
      this(
          programmeId, names, city, pack, packVersion, packFrom, goods, opensOn, closesOn, notaryKeys, List.of());
    }

    /** One pack for the whole city, and no notary. */
    public DefineProgramme(
        String programmeId, Map<String, String> names, String city, String pack, int packVersion, Instant packFrom,
        List<Goods> goods, LocalDate opensOn, LocalDate closesOn) {
      this(programmeId, names, city, pack, packVersion, packFrom, goods, opensOn, closesOn, null, List.of());
    }
  }

  /**
   * A part of the city and the pack that its people's new cases follow (分区规则).
   *
   * @param area     a district (6 digits) or a street (9 digits)
   * @param packFrom from when, {@code null}: from now on
   */
  record Area(String area, String pack, int packVersion, Instant packFrom) {}

  /** Replace the short codes of committees. @param aliases code of 12 digits by short code */
  @Wire("registration.replace-committee-aliases.v1")
  record ReplaceCommitteeAliases(String programmeId, Map<String, String> aliases) implements ProgrammeCommand {
    public ReplaceCommitteeAliases {
      aliases = new TreeMap<>(aliases);
    }
  }

  /** Replace the numbers to which citizens send short messages. */
  @Wire("registration.replace-sms-numbers.v1")
  record ReplaceSmsNumbers(String programmeId, List<String> numbers) implements ProgrammeCommand {
    public ReplaceSmsNumbers {
      numbers = List.copyOf(numbers);
    }
  }

  /** Replace the list of outlets. */
  @Wire("registration.replace-outlets.v1")
  record ReplaceOutlets(String programmeId, List<Outlet> outlets) implements ProgrammeCommand {
    public ReplaceOutlets {
      outlets = List.copyOf(outlets);
    }
  }

  /** End it (项目终止), once nobody can register any more. @param by the operator: the subject of the token */
  @Wire("registration.end-programme.v1")
  record EndProgramme(String programmeId, String by) implements ProgrammeCommand {}

  /** The time for which it is kept is over. */
  @Wire("registration.end-programme-in-time.v1")
  record EndProgrammeInTime(String programmeId) implements ProgrammeCommand {}

  /** Delete keys under which its personal fields are sealed. @param part 1, 2, 3 … */
  @Wire("registration.erase-keys.v1")
  record EraseKeys(String programmeId, int part, List<String> keyIds) implements ProgrammeCommand {
    public EraseKeys {
      keyIds = List.copyOf(keyIds);
    }
  }

  /** No key is left. @param parts after so many */
  @Wire("registration.certify-erasure.v1")
  record CertifyErasure(String programmeId, int parts) implements ProgrammeCommand {}
}
