package org.fairlot.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fairlot.contracts.Purpose;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an operator may set; the defaults stand, each with its reason, in {@code fairlot-runtime.yaml}.
 *
 * @param service    name of this service
 * @param instance   stable name of this instance (the pod): makes it a static member that comes back at once; empty: none
 * @param stateDir   where the local copy of the state is kept
 * @param storeKind  how state is stored on this instance
 */
@ConfigurationProperties("fairlot")
public record FairlotProperties(
    String service,
    @DefaultValue("") String instance,
    String kafka,
    String stateDir,
    @DefaultValue("ROCKSDB") StoreKind storeKind,
    @DefaultValue Topics topics,
    @DefaultValue Limits limits,
    @DefaultValue Edge edge,
    @DefaultValue Admission admission,
    @DefaultValue Streams streams,
    @DefaultValue ClockMap clock,
    @DefaultValue Secrets secrets,
    @DefaultValue Security security) {

  public enum StoreKind { ROCKSDB, MEMORY }

  /**
   * @param prefix      put before every topic and application name, so that several suites share a cluster
   * @param create      whether a starting service creates its own topics
   * @param awaitSeconds how long it waits at start for the topics of others
   */
  public record Topics(
      @DefaultValue("") String prefix,
      @DefaultValue("24") int partitions,
      @DefaultValue("3") short replication,
      @DefaultValue("2") short minInSync,
      @DefaultValue("false") boolean create,
      @DefaultValue("60") int awaitSeconds) {}

  /** Sizes beyond which a command is refused with {@code LIMIT_EXCEEDED}; bytes of JSON. */
  public record Limits(
      @DefaultValue("65536") int bodyBytes,
      @DefaultValue("262144") int eventBytes,
      @DefaultValue("262144") int stateBytes,
      @DefaultValue("2000") int eventsPerCommand,
      @DefaultValue("24h") Duration repeatHorizon) {}

  /** @param replyTimeout after which a caller gets 202 instead of the outcome */
  public record Edge(@DefaultValue("3s") Duration replyTimeout) {}

  /**
   * How many requests of citizens one instance takes at a time, and what the others are told.
   *
   * @param inFlightMax      requests at work at a time
   * @param newcomersPercent of these, how many may come without an appointment
   * @param perSecondMin     appointments are never given more slowly, whatever was measured
   * @param grace            how long after its time an appointment is good
   * @param waitMax          appointments are not given for later than this
   */
  public record Admission(
      @DefaultValue("256") int inFlightMax,
      @DefaultValue("75") int newcomersPercent,
      @DefaultValue("500") int perSecondMin,
      @DefaultValue("60s") Duration grace,
      @DefaultValue("15m") Duration waitMax) {

    public int newcomersMax() {
      return Math.max(1, inFlightMax * newcomersPercent / 100);
    }
  }

  /** @param otherInstanceMillis how much longer at the most a caller waits whose command another instance decides */
  public record Streams(
      @DefaultValue("100") int deciderCommitMillis,
      @DefaultValue("1000") int forwarderCommitMillis,
      @DefaultValue("1") int threads,
      @DefaultValue("0") int standbys,
      @DefaultValue("20000") int sessionTimeoutMillis,
      @DefaultValue("1000") long readyLagMax,
      @DefaultValue("20") int otherInstanceMillis) {}

  /** The domain's time: {@code virtualOrigin + speed * (real time - realOrigin)}; unset: real time. */
  public record ClockMap(Instant realOrigin, Instant virtualOrigin, @DefaultValue("1.0") double speed) {}

  /**
   * Secrets, each from outside.
   *
   * @param pepper     key of every pseudonym ({@code personTag}) and fingerprint, base64, 32 bytes; the same in all services
   * @param purposes   key-encryption keys by purpose, base64, 32 bytes; a service gets only those of its purposes
   * @param receiptKey EC key (P-256) as JWK, with the private part in services that sign receipts
   * @param pickupKey  key of pick-up codes, base64, 32 bytes
   * @param blindKey   key of the blinds of draws, base64, 32 bytes; in services that register or draw
   */
  public record Secrets(
      String pepper, Map<Purpose, String> purposes, String receiptKey, String pickupKey, String blindKey) {
    public Secrets {
      purposes = purposes == null ? Map.of() : new LinkedHashMap<>(purposes);
    }
  }

  /** Where the public keys of the token issuer come from: an address, or the set itself. */
  public record Security(String jwkSetUri, String jwkSet) {}
}
