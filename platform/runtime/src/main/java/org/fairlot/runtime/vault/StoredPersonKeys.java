package org.fairlot.runtime.vault;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.runtime.edge.Problem;
import org.fairlot.runtime.forwarder.ForwarderTopology;
import org.fairlot.runtime.streams.StreamsApplication;

/** Person keys in the forwarder's global tables, on local disk: there may be millions. */
public final class StoredPersonKeys implements PersonKeys {

  private final ServiceDefinition service;
  private final StreamsApplication forwarder;

  public StoredPersonKeys(ServiceDefinition service, StreamsApplication forwarder) {
    this.service = service;
    this.forwarder = forwarder;
  }

  @Override
  public Optional<String> find(String keyId) {
    return service.keySources().stream().map(source -> store(source).get(keyId)).filter(k -> k != null).findFirst();
  }

  @Override
  public Optional<String> keyIdOf(String holder) {
    // "/" follows "." in ASCII: the range holds just the keys of this holder
    try (var own = store(service.name()).range(holder + ".", holder + "/")) {
      return own.hasNext() ? Optional.of(own.next().key) : Optional.empty();
    }
  }

  @Override
  public List<String> keyIdsOf(String holderPrefix, int limit) {
    var ids = new ArrayList<String>();
    // behind every character that an id has
    try (var own = store(service.name()).range(holderPrefix, holderPrefix + Character.MAX_VALUE)) {
      while (ids.size() < limit && own.hasNext()) {
        ids.add(own.next().key);
      }
    }
    return ids;
  }

  /** While tasks move or the service stops there is no store to ask, and guessing would make a second key. */
  private ReadOnlyKeyValueStore<String, String> store(String source) {
    try {
      return forwarder
          .streams()
          .store(
              StoreQueryParameters.fromNameAndType(
                  ForwarderTopology.personKeyStore(source), QueryableStoreTypes.keyValueStore()));
    } catch (InvalidStateStoreException | IllegalStateException e) {
      throw Problem.busy();
    }
  }
}
