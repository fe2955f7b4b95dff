package org.fairlot.allocation.draw.fd1;

import java.util.List;

/**
 * Shows that a leaf stands at a place of the sealed list (入列证明), to anyone who knows the root and the count.
 *
 * @param index the leaf's place, from 0
 * @param count leaves on the list
 * @param path  the neighbours on the way to the root, the nearest first (RFC 9162 §2.1.3)
 */
public record InclusionProof(int index, int count, List<Hash> path) {

  public InclusionProof {
    path = List.copyOf(path);
  }

  public boolean shows(Hash leaf, Hash root) {
    if (index < 0 || index >= count) {
      return false;
    }
    Hash node = leaf;
    int at = index;
    int last = count - 1;
    for (Hash neighbour : path) {
      if (last == 0) {
        return false;
      }
      if ((at & 1) == 1 || at == last) {
        node = Sha256.node(neighbour, node);
        // a node without a neighbour has risen to where it became the right one
        while ((at & 1) == 0 && at != 0) {
          at >>= 1;
          last >>= 1;
        }
      } else {
        node = Sha256.node(node, neighbour);
      }
      at >>= 1;
      last >>= 1;
    }
    return last == 0 && node.equals(root);
  }
}
