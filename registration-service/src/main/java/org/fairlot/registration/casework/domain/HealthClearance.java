package org.fairlot.registration.casework.domain;

import java.time.Instant;

/**
 * A health declaration that a citizen brought along (健康申报凭证).
 *
 * @param validUntil first instant at which it no longer counts
 */
public record HealthClearance(String declarationId, String verdict, Instant validUntil) {}
