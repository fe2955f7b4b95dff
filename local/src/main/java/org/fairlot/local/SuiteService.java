package org.fairlot.local;

import java.util.List;
import java.util.stream.Stream;
import org.fairlot.contracts.Purpose;

/** The five services as a suite runs them. Each is given the secrets of its purposes and no others. */
public enum SuiteService {
  REGISTRATION(
      "registration", 8081, "org.fairlot.registration.RegistrationApplication",
      List.of(Purpose.IDENTITY, Purpose.CONTACT, Purpose.CONSIGNEE), List.of(KeyOf.RECEIPT, KeyOf.PICKUP, KeyOf.BLIND)),
  HEALTH(
      "health", 8082, "org.fairlot.health.HealthApplication", List.of(Purpose.HEALTH), List.of(KeyOf.RECEIPT)),
  ALLOCATION("allocation", 8083, "org.fairlot.allocation.AllocationApplication", List.of(), List.of(KeyOf.BLIND)),
  DELIVERY(
      "delivery", 8084, "org.fairlot.delivery.DeliveryApplication", List.of(Purpose.CONSIGNEE), List.of(KeyOf.PICKUP)),
  NOTIFICATION(
      "notification", 8085, "org.fairlot.notification.NotificationApplication", List.of(Purpose.CONTACT),
      List.of(KeyOf.PICKUP));

  /**
   * Keys that are no person's: {@code RECEIPT} signs receipts, {@code PICKUP} makes pick-up codes, {@code BLIND} the blinds of
   * draw entries.
   */
  enum KeyOf { RECEIPT, PICKUP, BLIND }

  private final String serviceName;
  private final int port;
  private final String application;
  private final List<Purpose> purposes;
  private final List<KeyOf> keys;

  SuiteService(String serviceName, int port, String application, List<Purpose> purposes, List<KeyOf> keys) {
    this.serviceName = serviceName;
    this.port = port;
    this.application = application;
    this.purposes = purposes;
    this.keys = keys;
  }

  /** As in topics and in the routing table. */
  public String serviceName() {
    return serviceName;
  }

  /** Where it listens when it runs as a process of its own. */
  int port() {
    return port;
  }

  String applicationName() {
    return application;
  }

  Class<?> application() {
    try {
      return Class.forName(application);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(serviceName + " is not on the class path", e);
    }
  }

  List<Purpose> purposes() {
    return purposes;
  }

  boolean holds(KeyOf key) {
    return keys.contains(key);
  }

  static List<Class<?>> applications() {
    return Stream.of(values()).<Class<?>>map(SuiteService::application).toList();
  }
}
