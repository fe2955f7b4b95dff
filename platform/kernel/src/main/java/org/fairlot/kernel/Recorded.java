package org.fairlot.kernel;

import java.time.Instant;

/**
 * An event as it stands in the log.
 *
 * @param event         the fact
 * @param id            unique and deterministic: derived from the command that caused it
 * @param subject       the aggregate, the record's key
 * @param sequence      1 for the aggregate's first event, without gaps: its version after this event
 * @param at            when the command was appended, in the domain's time
 * @param correlationId the case that all of this is about, or the subject where there is none
 * @param causationId   the id of the command that caused it
 */
public record Recorded<E extends Event>(
    E event, String id, String subject, long sequence, Instant at, String correlationId, String causationId) {}
