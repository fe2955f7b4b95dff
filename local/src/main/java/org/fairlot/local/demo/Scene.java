package org.fairlot.local.demo;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;

/** What all players of a pack's day share. @param programme its id */
record Scene(
    Evening evening, Pack pack, String programme, Town town, Townspeople people, Api operator, Api app) {

  Instant now() {
    return evening.now();
  }

  Narrator narrator() {
    return evening.narrator();
  }

  EventTail tail() {
    return evening.tail();
  }

  /** All events of a kind so far that are about cases of this programme. */
  <E extends Event> List<E> events(Class<E> kind) {
    return own().map(Recorded::event).filter(kind::isInstance).map(kind::cast).toList();
  }

  /** How many events of its cases there were so far. */
  int happened() {
    return (int) own().count();
  }

  private Stream<Recorded<?>> own() {
    return tail().events().stream().filter(recorded -> recorded.correlationId().startsWith(programme + "."));
  }

  LocalDate today() {
    return evening.now().atZone(pack.timezone()).toLocalDate();
  }

  /** Until when citizens cannot write, since the system is maintained (系统维护); empty: they can. */
  Optional<Instant> maintenanceEnds() {
    Instant now = now();
    return Optional.of(pack.windows().maintenanceEnds(now, pack.timezone())).filter(now::isBefore);
  }

  Instant at(LocalDate day, LocalTime time) {
    return day.atTime(time).atZone(pack.timezone()).toInstant();
  }

  /** One in so many, always the same cases: who is not at home, who does not come. */
  static boolean isOneIn(int many, String caseId) {
    return Math.floorMod(caseId.hashCode(), many) == 0;
  }
}
