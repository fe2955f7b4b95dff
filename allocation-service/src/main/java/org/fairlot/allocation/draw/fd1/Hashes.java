package org.fairlot.allocation.draw.fd1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Many hashes in one array, 32 bytes each. */
final class Hashes {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] bytes;

  Hashes(int size) {
    this(new byte[size * Hash.BYTES]);
  }

  /** Without a copy. */
  Hashes(byte[] bytes) {
    this.bytes = bytes;
  }

  int size() {
    return bytes.length / Hash.BYTES;
  }

  byte[] array() {
    return bytes;
  }

  static int at(int i) {
    return i * Hash.BYTES;
  }

  Hash get(int i) {
    return Hash.of(Arrays.copyOfRange(bytes, at(i), at(i + 1)));
  }

  String hex(int i) {
    return Hex.of(bytes, at(i), Hash.BYTES);
  }

  long prefix(int i) {
    return (long) LONG.get(bytes, at(i));
  }

  int compare(int i, int j) {
    return Arrays.compareUnsigned(bytes, at(i), at(i + 1), bytes, at(j), at(j + 1));
  }

  /** The place of this hash in a list that ascends, or {@code -(its place if it were in the list) - 1}. */
  int search(Hash hash) {
    byte[] wanted = hash.bytes();
    int low = 0;
    int high = size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Arrays.compareUnsigned(bytes, at(middle), at(middle + 1), wanted, 0, Hash.BYTES);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }
}
