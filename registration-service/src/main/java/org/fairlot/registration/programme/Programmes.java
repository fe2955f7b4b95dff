package org.fairlot.registration.programme;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.fairlot.contracts.registration.ProgrammeEvent;
import org.fairlot.contracts.registration.ProgrammeEvent.OutletsReplaced;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeDefined;
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

  public Optional<Programme> find(String programmeId) {
    return Optional.ofNullable(programmes.get(programmeId));
  }

  /** In the order of their ids. */
  public List<Programme> all() {
    return List.copyOf(programmes.values());
  }

  /** The version of the programme's latest change, for an {@code ETag}. */
  public long version(String programmeId) {
    long defined = reference.findRecorded(key(programmeId)).map(Recorded::sequence).orElse(0L);
    long outlets = reference.findRecorded(outletsKey(programmeId)).map(Recorded::sequence).orElse(0L);
    return Math.max(defined, outlets);
  }

  private void take(Recorded<?> recorded) {
    if (recorded.event() instanceof ProgrammeEvent event) {
      String id =
          switch (event) {
            case ProgrammeDefined e -> e.programmeId();
            case OutletsReplaced e -> e.programmeId();
          };
      var outlets = reference.find(OutletsReplaced.class, outletsKey(id)).map(OutletsReplaced::outlets)
          .orElse(List.of());
      reference.find(ProgrammeDefined.class, key(id))
          .ifPresent(defined -> programmes.put(id, Programme.of(defined, outlets)));
    }
  }

  private static String key(String programmeId) {
    return "programme/" + programmeId;
  }

  private static String outletsKey(String programmeId) {
    return "outlets/" + programmeId;
  }
}
