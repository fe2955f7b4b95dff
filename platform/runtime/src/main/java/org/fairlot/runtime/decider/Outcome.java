package org.fairlot.runtime.decider;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The answer to a command. */
public sealed interface Outcome {

  String commandId();

  /** The aggregate. */
  String key();

  /**
   * @param version the aggregate's version after it
   * @param at      the command's append time, in the domain's time
   * @param events  logical names of the events; empty if it was already true
   */
  record Accepted(String commandId, String key, long version, Instant at, List<String> events) implements Outcome {}

  /** @param code stable; @param data the rejection's own data, part of the public API */
  record Rejected(String commandId, String key, String code, Map<String, Object> data, Instant at) implements Outcome {}

  /** Not known in time; the command is in the log and will be decided: ask again with the same id. */
  record Pending(String commandId, String key) implements Outcome {}
}
