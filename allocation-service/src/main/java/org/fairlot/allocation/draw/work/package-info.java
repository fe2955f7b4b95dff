/**
 * The heavy part of a draw, off the thread that decides: the frozen list is read from the log, sealed, ranked and tested
 * here, and what comes of it goes back as commands in small parts. Nothing is kept that the log does not have: after a
 * crash, on any instance, the same computation gives the same bytes.
 */
package org.fairlot.allocation.draw.work;
