package org.fairlot.runtime.edge;

import java.util.List;
import org.fairlot.runtime.wire.CommandEnvelope.NewKey;

/**
 * What an edge knows about a command besides its content.
 *
 * @param commandId     known once means done once
 * @param correlationId the case, {@code null} where there is none yet
 * @param causationId   the event a worker acts upon, {@code null} for a caller's command
 * @param fingerprint   keyed hash of the caller's body; another body under the same id is refused
 * @param newKeys       person keys made for this command, kept only if it is accepted
 * @param waitForCommit whether the caller wants the outcome only when it is committed ({@code Prefer: wait=committed})
 */
public record CommandContext(
    String commandId, String correlationId, String causationId, String fingerprint, List<NewKey> newKeys,
    boolean waitForCommit, String traceParent) {

  public CommandContext {
    newKeys = List.copyOf(newKeys);
  }

  /** For a worker's command about an event; {@code commandId} is deterministic. */
  public static CommandContext of(String commandId, String correlationId, String causationId) {
    return new CommandContext(commandId, correlationId, causationId, null, List.of(), false, null);
  }

  public CommandContext about(String correlation) {
    return new CommandContext(commandId, correlation, causationId, fingerprint, newKeys, waitForCommit, traceParent);
  }

  public CommandContext withKeys(List<NewKey> keys) {
    return new CommandContext(commandId, correlationId, causationId, fingerprint, keys, waitForCommit, traceParent);
  }

  /** With the outcome only when it is committed, for what the next request reads back from the log. */
  public CommandContext whenCommitted() {
    return new CommandContext(commandId, correlationId, causationId, fingerprint, newKeys, true, traceParent);
  }

  /** For the {@code n}th of several commands that one request leads to. */
  public CommandContext part(String n) {
    return new CommandContext(
        commandId + "/" + n, correlationId, causationId, fingerprint, newKeys, waitForCommit, traceParent);
  }
}
