package org.fairlot.allocation.draw.fd1;

import java.util.ArrayList;
import java.util.List;

/**
 * The tree over the leaves in the shape of RFC 6962. Built level by level: a node without a neighbour rises as it is,
 * which gives the same tree as the RFC's split at the largest power of two.
 */
final class MerkleTree {

  private final List<Hashes> levels = new ArrayList<>();

  MerkleTree(Hashes leaves) {
    levels.add(leaves);
    for (Hashes level = leaves; level.size() > 1; level = levels.getLast()) {
      levels.add(above(level));
    }
  }

  private static Hashes above(Hashes level) {
    int pairs = level.size() / 2;
    var above = new Hashes(level.size() - pairs);
    Ranges.of(pairs).forEach((from, to) -> {
      var sha = new Sha256();
      for (int i = from; i < to; i++) {
        sha.node(level.array(), Hashes.at(2 * i), above.array(), Hashes.at(i));
      }
    });
    if (level.size() > 2 * pairs) {
      System.arraycopy(level.array(), Hashes.at(2 * pairs), above.array(), Hashes.at(pairs), Hash.BYTES);
    }
    return above;
  }

  /** Of no leaves it is the hash of nothing. */
  Hash root() {
    return levels.getLast().size() == 0 ? Sha256.of() : levels.getLast().get(0);
  }

  /** The neighbours on the way from this leaf to the root. */
  List<Hash> path(int leaf) {
    var path = new ArrayList<Hash>();
    int i = leaf;
    for (Hashes level : levels.subList(0, levels.size() - 1)) {
      int neighbour = i ^ 1;
      if (neighbour < level.size()) {
        path.add(level.get(neighbour));
      }
      i >>= 1;
    }
    return path;
  }
}
