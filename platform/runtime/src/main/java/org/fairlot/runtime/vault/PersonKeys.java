package org.fairlot.runtime.vault;

import java.util.List;
import java.util.Optional;

/** The wrapped person keys that this service may read. A key that was deleted is gone for good: the person is erased. */
public interface PersonKeys {

  /** @param keyId {@code holder.mark}; the JSON of keys wrapped by purpose */
  Optional<String> find(String keyId);

  /** The id of a key this service made for the holder before. */
  Optional<String> keyIdOf(String holder);

  /** The ids of the first keys, in their order, that this service made for holders whose names begin so. */
  List<String> keyIdsOf(String holderPrefix, int limit);
}
