/**
 * The draw (摇号) after specification FD1: a frozen list is sealed under a Merkle root, ranked by a seed that nobody knew
 * when the root was published, and allotted in that order; the bundle holds all that anyone needs to recompute it. Read
 * in the order of a draw: {@link org.fairlot.allocation.draw.fd1.DrawSpec} and {@link org.fairlot.allocation.draw.fd1.Entry}
 * → {@link org.fairlot.allocation.draw.fd1.SealedList} → {@link org.fairlot.allocation.draw.fd1.Seal} →
 * {@link org.fairlot.allocation.draw.fd1.Seed} → {@link org.fairlot.allocation.draw.fd1.Ranking} →
 * {@link org.fairlot.allocation.draw.fd1.Allotment} → {@link org.fairlot.allocation.draw.fd1.Substitutes} →
 * {@link org.fairlot.allocation.draw.fd1.BundleWriter} and {@link org.fairlot.allocation.draw.fd1.BundleVerifier}.
 * Everything here is a function of its arguments: no clock, no chance, no network.
 */
package org.fairlot.allocation.draw.fd1;
