package org.fairlot.runtime.vault;

import java.util.Optional;

/** The wrapped person keys that this service may read. A key that was deleted is gone for good: the person is erased. */
public interface PersonKeys {

  /** @param keyId {@code personTag.mark}; the JSON of keys wrapped by purpose */
  Optional<String> find(String keyId);

  /** The id of a key this service made for the person before. */
  Optional<String> keyIdOf(String personTag);
}
