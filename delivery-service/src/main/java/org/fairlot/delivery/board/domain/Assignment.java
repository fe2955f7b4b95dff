package org.fairlot.delivery.board.domain;

import java.time.LocalDate;

/**
 * A parcel's latest courier; the board's member under the fulfilment id.
 *
 * @param day    the local day it counts for
 * @param lapsed whether it was not accepted in time
 */
public record Assignment(int attempt, String courier, LocalDate day, boolean lapsed) {}
