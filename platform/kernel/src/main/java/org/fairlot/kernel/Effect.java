package org.fairlot.kernel;

import java.time.Instant;

/** Something a {@link Process} or {@link Reaction} asks the runtime to do: data, carried out at least once. */
public sealed interface Effect {

  /** Put this command on the service's own command topic, now. */
  record Request(Command command) implements Effect {}

  /**
   * Put this command on the service's own command topic when {@code dueAt} has come (at once if it has passed).
   * Scheduling a {@code timerId} again moves it.
   */
  record Schedule(String timerId, Instant dueAt, Command command) implements Effect {}

  /** Forget this timer if it still waits; a command that is already on its way is for the decider to ignore. */
  record Cancel(String timerId) implements Effect {}

  static Effect request(Command command) {
    return new Request(command);
  }

  static Effect schedule(String timerId, Instant dueAt, Command command) {
    return new Schedule(timerId, dueAt, command);
  }

  static Effect cancel(String timerId) {
    return new Cancel(timerId);
  }
}
