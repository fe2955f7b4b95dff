package org.fairlot.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Decider;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Ledger;
import org.fairlot.kernel.Rejection;

/**
 * One kind of aggregate of a service: its decider, its commands and events, and the form of its state. All aggregates of
 * a service share its one command topic; the command's type tells which of them it is for.
 *
 * @param form how the state is stored
 */
public record Aggregate<C extends Command, S, E extends Event, R extends Rejection>(
    String name, Class<C> commands, Class<E> events, Decider<C, S, E, R> decider, StateForm form, List<Copying<?>> copies,
    List<Erasing<?>> erasures) {

  /** How a state is stored: as one value, or as a header and members. */
  public sealed interface StateForm {
    record Value(Class<?> type) implements StateForm {}

    record Members(Class<?> header, Class<?> member) implements StateForm {}
  }

  record Copying<X extends Event>(Class<X> type, Function<X, Copy> to) {}

  record Erasing<X extends Event>(Class<X> type, Function<X, List<String>> keyIds) {}

  public Aggregate {
    copies = List.copyOf(copies);
    erasures = List.copyOf(erasures);
  }

  /** An aggregate whose whole state is one value, at most as large as {@code fairlot.limits.state-bytes}. */
  public static <C extends Command, S, E extends Event, R extends Rejection> Aggregate<C, S, E, R> of(
      String name, Class<C> commands, Class<E> events, Decider<C, S, E, R> decider, Class<S> state) {
    return new Aggregate<>(name, commands, events, decider, new StateForm.Value(state), List.of(), List.of());
  }

  /** An aggregate with any number of members, each stored under its own key. */
  public static <C extends Command, H, M, E extends Event, R extends Rejection> Aggregate<C, Ledger<H, M>, E, R> ledger(
      String name,
      Class<C> commands,
      Class<E> events,
      Decider<C, Ledger<H, M>, E, R> decider,
      Class<H> header,
      Class<M> member) {
    return new Aggregate<>(name, commands, events, decider, new StateForm.Members(header, member), List.of(), List.of());
  }

  /** The same aggregate whose events of this type are also written to another topic, in the same transaction. */
  public <X extends E> Aggregate<C, S, E, R> copying(Class<X> type, Function<X, Copy> to) {
    var more = new ArrayList<>(copies);
    more.add(new Copying<>(type, to));
    return new Aggregate<>(name, commands, events, decider, form, more, erasures);
  }

  /**
   * The same aggregate whose events of this type delete person keys of this service, in the same transaction: whoever reads the
   * event knows that nobody can open any more what was sealed under them.
   */
  public <X extends E> Aggregate<C, S, E, R> erasing(Class<X> type, Function<X, List<String>> keyIds) {
    var more = new ArrayList<>(erasures);
    more.add(new Erasing<>(type, keyIds));
    return new Aggregate<>(name, commands, events, decider, form, copies, more);
  }

  /** The person keys that this event deletes. */
  public List<String> keysErasedBy(Event event) {
    return erasures.stream().flatMap(erasing -> keysErasedBy(erasing, event).stream()).toList();
  }

  private static <X extends Event> List<String> keysErasedBy(Erasing<X> erasing, Event event) {
    return erasing.type().isInstance(event) ? erasing.keyIds().apply(erasing.type().cast(event)) : List.of();
  }

  /** Where this event goes besides the event topic. */
  public List<Copy> copiesOf(Event event) {
    if (copies.isEmpty()) {
      return List.of();
    }
    var to = new ArrayList<Copy>();
    for (var copying : copies) {
      add(copying, event, to);
    }
    return to;
  }

  private static <X extends Event> void add(Copying<X> copying, Event event, List<Copy> to) {
    if (copying.type().isInstance(event)) {
      to.add(copying.to().apply(copying.type().cast(event)));
    }
  }
}
