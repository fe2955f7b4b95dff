package org.fairlot.allocation.draw.fd1;

/** How it is known that a beacon is what its source has said (随机源真伪). */
public enum BeaconProof {
  /** By its signature, which only the network can make. */
  SIGNED,
  /** The signature is not the network's. */
  FORGED,
  /** By its signature, which cannot be checked on this platform: the library for it does not run here. */
  NOT_CHECKED,
  /** By comparing it with what was printed or shown: nobody has signed it. */
  TO_COMPARE
}
