package org.fairlot.notification;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.person.Contact;
import org.fairlot.runtime.vault.PersonKeys;
import org.fairlot.runtime.vault.Vault;
import org.fairlot.testkit.Infrastructure;

/** Seals contacts as registration-service does: under a key per person, which it keeps on its own topic. */
final class SealedContacts {

  private final Vault vault;
  private final String topic;

  SealedContacts(Map<Purpose, String> purposes, String prefix) {
    vault = new Vault(purposes, new NoKeys());
    topic = prefix + "registration.person-keys";
  }

  String seal(String personTag, Contact contact) {
    var sealing = vault.sealing(personTag, List.of(Purpose.CONTACT));
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", Infrastructure.get().kafka(), "acks", "all"),
            new StringSerializer(), new StringSerializer())) {
      for (var key : sealing.newKeys()) {
        producer.send(new ProducerRecord<>(topic, key.keyId(), key.wrapped())).get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return sealing.seal(Purpose.CONTACT, contact);
  }

  private static final class NoKeys implements PersonKeys {
    @Override
    public Optional<String> find(String keyId) {
      return Optional.empty();
    }

    @Override
    public Optional<String> keyIdOf(String holder) {
      return Optional.empty();
    }

    @Override
    public List<String> keyIdsOf(String holderPrefix, int limit) {
      return List.of();
    }
  }
}
