package org.fairlot.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.notification.MessageEvent.MessageSent;
import org.fairlot.contracts.notification.NoticeId;
import org.fairlot.contracts.person.Contact;
import org.fairlot.contracts.registration.CaseEvent.NoticeRequested;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.FairlotProperties;
import org.fairlot.testkit.ServiceUnderTest;
import org.fairlot.testkit.SuiteInitializer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * The service goes down while the provider has taken messages and not yet said so: the next one finds the claims in its
 * ledger, asks, and sends only what the provider does not have.
 */
class RestartIT {

  private static final int NOTICES = 40;

  @Test
  void a_restart_in_the_middle_of_sending_sends_nothing_twice_and_leaves_nothing_out() {
    String start = Instant.now().toString();
    try (var provider = new ModelSmsProvider()) {
      provider.answersAfter(Duration.ofSeconds(3));
      List<String> ids = new ArrayList<>();
      ServiceUnderTest service;
      try (var first = start(provider, start, Map.of())) {
        service = first.getBean(ServiceUnderTest.class);
        service.awaitReady();
        var secrets = first.getBean(FairlotProperties.class).secrets();
        var contacts = new SealedContacts(secrets.purposes(), service.prefix());
        for (int i = 0; i < NOTICES; i++) {
          ids.add(publish(service, contacts, i));
        }
        ServiceUnderTest.await("calls under way", () -> provider.taken().size() >= NOTICES / 2);
      }
      provider.answersAfter(Duration.ZERO);
      try (var second = start(provider, start, Map.of("fairlot.topics.prefix", service.prefix()))) {
        ServiceUnderTest.await("all sent", () -> sent(service) == NOTICES);
      }
      assertThat(ids).allSatisfy(id -> assertThat(provider.timesTaken(id)).as(id).isOne());
    }
  }

  private static ConfigurableApplicationContext start(
      ModelSmsProvider provider, String realOrigin, Map<String, Object> more) {
    var properties = new LinkedHashMap<>(more);
    properties.put("server.port", 0);
    properties.put("fairlot.sms.base-url", provider.url());
    properties.put("fairlot.clock.real-origin", realOrigin);
    properties.put("fairlot.clock.virtual-origin", "2020-02-02T01:00:00Z");
    // the two minutes in which a doubt settles pass in four seconds
    properties.put("fairlot.clock.speed", 30);
    return new SpringApplicationBuilder(NotificationApplication.class)
        .initializers(
            new SuiteInitializer(),
            context ->
                context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("restart", properties)))
        .run();
  }

  private static String publish(ServiceUnderTest service, SealedContacts contacts, int i) {
    String tag = String.format("abcdefghijklmnopqrst%02d", i);
    String caseId = "restart." + tag + ".12345678";
    String id = NoticeId.of(caseId, "granted");
    String sealed = contacts.seal(tag, new Contact("+8613812345678", "zh-CN"));
    service.publish(
        "registration", "notice-" + i, "restart|" + tag, 2, Instant.parse("2020-02-02T01:00:00Z"),
        new NoticeRequested(caseId, id, tag, "granted", "zh-CN", Map.of(), sealed, false));
    return id;
  }

  private static long sent(ServiceUnderTest service) {
    return service.events("notification").stream().map(Recorded::event).filter(MessageSent.class::isInstance).count();
  }
}
