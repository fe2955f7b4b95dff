package org.fairlot.registration.programme;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.fairlot.contracts.registration.ProgrammeEvent;
import org.fairlot.contracts.registration.ProgrammeEvent.CommitteeAliasesReplaced;
import org.fairlot.contracts.registration.ProgrammeEvent.OutletsReplaced;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeDefined;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeEnded;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeErased;
import org.fairlot.contracts.registration.ProgrammeEvent.SmsNumbersReplaced;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Copy;
import org.fairlot.runtime.reference.ReferenceData;

/** All programmes, in memory on every instance: a registration must not wait for a database. */
public final class Programmes {

  private final ReferenceData reference;
  private final Map<String, Programme> programmes = new ConcurrentSkipListMap<>();

  public Programmes(ReferenceData reference) {
    this.reference = reference;
    reference.onChange(this::take);
  }

  public static Copy copy(ProgrammeDefined e) {
    return new Copy(Copy.REFERENCE, key(e.programmeId()));
  }

  public static Copy copy(OutletsReplaced e) {
    return new Copy(Copy.REFERENCE, outletsKey(e.programmeId()));
  }

  public static Copy copy(CommitteeAliasesReplaced e) {
    return new Copy(Copy.REFERENCE, aliasesKey(e.programmeId()));
  }

  public static Copy copy(SmsNumbersReplaced e) {
    return new Copy(Copy.REFERENCE, smsNumbersKey(e.programmeId()));
  }

  public static Copy copy(ProgrammeEnded e) {
    return new Copy(Copy.REFERENCE, endedKey(e.programmeId()));
  }

  public static Copy copy(ProgrammeErased e) {
    return new Copy(Copy.REFERENCE, erasedKey(e.programmeId()));
  }

  /** The programme whose citizens send short messages to this number; one that is over has none any more. */
  public Optional<Programme> bySmsNumber(String number) {
    return programmes.values().stream()
        .filter(programme -> programme.hasSmsNumber(number) && programme.ended().isEmpty())
        .findFirst();
  }

  public Optional<Programme> find(String programmeId) {
    return Optional.ofNullable(programmes.get(programmeId));
  }

  /** In the order of their ids. */
  public List<Programme> all() {
    return List.copyOf(programmes.values());
  }

  /** The version of the programme's latest change, for an {@code ETag}. */
  public long version(String programmeId) {
    return Stream.of(
            key(programmeId), outletsKey(programmeId), aliasesKey(programmeId), smsNumbersKey(programmeId),
            endedKey(programmeId), erasedKey(programmeId))
        .flatMap(key -> reference.findRecorded(key).stream())
        .mapToLong(Recorded::sequence)
        .max()
        .orElse(0);
  }

  private void take(Recorded<?> recorded) {
    if (recorded.event() instanceof ProgrammeEvent event) {
      String id = event.programmeId();
      var outlets = reference.find(OutletsReplaced.class, outletsKey(id)).map(OutletsReplaced::outlets)
          .orElse(List.of());
      var aliases = reference.find(CommitteeAliasesReplaced.class, aliasesKey(id)).map(CommitteeAliasesReplaced::aliases)
          .orElse(Map.of());
      var numbers = reference.find(SmsNumbersReplaced.class, smsNumbersKey(id)).map(SmsNumbersReplaced::numbers)
          .orElse(List.of());
      reference.find(ProgrammeDefined.class, key(id))
          .ifPresent(
              defined -> programmes.put(
                  id, Programme.of(defined, outlets, aliases, numbers).ended(
                      reference.find(ProgrammeEnded.class, endedKey(id)), reference.find(ProgrammeErased.class, erasedKey(id)))));
    }
  }

  private static String key(String programmeId) {
    return "programme/" + programmeId;
  }

  private static String aliasesKey(String programmeId) {
    return "committee-aliases/" + programmeId;
  }

  private static String smsNumbersKey(String programmeId) {
    return "sms-numbers/" + programmeId;
  }

  private static String endedKey(String programmeId) {
    return "programme-ended/" + programmeId;
  }

  private static String erasedKey(String programmeId) {
    return "programme-erased/" + programmeId;
  }

  private static String outletsKey(String programmeId) {
    return "outlets/" + programmeId;
  }
}
