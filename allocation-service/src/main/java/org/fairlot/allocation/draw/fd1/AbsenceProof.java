package org.fairlot.allocation.draw.fd1;

import org.jspecify.annotations.Nullable;

/**
 * Shows that a leaf is not on the sealed list (未入列证明): the leaves ascend, and the two between which it would stand are
 * next to each other. Together with the receipt of the registration it shows an omission.
 *
 * @param count leaves on the list
 * @param left  the last leaf before it, {@code null} if it would be the first
 * @param right the first leaf behind it, {@code null} if it would be the last
 */
public record AbsenceProof(int count, @Nullable Neighbour left, @Nullable Neighbour right) {

  /** A leaf with its place on the list. */
  public record Neighbour(Hash leaf, InclusionProof proof) {

    private boolean isOnListOf(int count, Hash root) {
      return proof.count() == count && proof.shows(leaf, root);
    }
  }

  public boolean shows(Hash absent, Hash root) {
    if (left == null && right == null) {
      return count == 0 && root.equals(Sha256.of());
    }
    boolean leftFits =
        left == null
            ? right.proof().index() == 0
            : left.isOnListOf(count, root) && left.leaf().compareTo(absent) < 0;
    boolean rightFits =
        right == null
            ? left.proof().index() == count - 1
            : right.isOnListOf(count, root) && right.leaf().compareTo(absent) > 0;
    boolean adjacent = left == null || right == null || left.proof().index() + 1 == right.proof().index();
    return leftFits && rightFits && adjacent;
  }
}
