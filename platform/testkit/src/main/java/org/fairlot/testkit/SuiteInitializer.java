package org.fairlot.testkit;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairlot.contracts.Purpose;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.core.env.MapPropertySource;

/** Gives a service under test its surroundings. */
public final class SuiteInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final String RECEIPT_KEY = receiptKey();

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    String prefix = "t" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet() + ".";
    context
        .getEnvironment()
        .getPropertySources()
        // behind the test's own properties, which come first
        .addAfter(first(context), new MapPropertySource("fairlot-testkit", properties(prefix)));
    var service = new ServiceUnderTest(context, prefix);
    context.getBeanFactory().registerSingleton("serviceUnderTest", service);
    context.addApplicationListener(
        GenericApplicationListener.forEventType(ContextClosedEvent.class, closed -> service.close()));
    Infrastructure.get().createPublicTopics(prefix);
  }

  private static String first(ConfigurableApplicationContext context) {
    return context.getEnvironment().getPropertySources().iterator().next().getName();
  }

  /** Every property a service needs to run here, under this topic prefix. */
  public static Map<String, Object> properties(String prefix) {
    var infrastructure = Infrastructure.get();
    var properties = new LinkedHashMap<String, Object>();
    properties.put("fairlot.kafka", infrastructure.kafka());
    properties.put("spring.mongodb.uri", infrastructure.mongodb());
    properties.put("fairlot.read-models", prefix.replace('.', '_') + "views");
    properties.put("fairlot.topics.prefix", prefix);
    properties.put("fairlot.topics.partitions", "2");
    properties.put("fairlot.topics.replication", "1");
    properties.put("fairlot.topics.min-in-sync", "1");
    properties.put("fairlot.topics.create", "true");
    properties.put("fairlot.state-dir", stateDir());
    properties.put("fairlot.store-kind", "MEMORY");
    // mostly there is no other one, and to ask for its answers often costs much
    properties.put("fairlot.streams.other-instance-millis", "100");
    // a slow machine is no reason to answer 202
    properties.put("fairlot.edge.reply-timeout", "30s");
    properties.put("fairlot.secrets.pepper", secret("pepper"));
    properties.put("fairlot.secrets.pickup-key", secret("pickup"));
    properties.put("fairlot.secrets.blind-key", secret("blind"));
    properties.put("fairlot.secrets.receipt-key", RECEIPT_KEY);
    for (Purpose purpose : Purpose.values()) {
      properties.put("fairlot.secrets.purposes." + purpose, secret("purpose " + purpose));
    }
    properties.put("fairlot.security.jwk-set", Tokens.jwkSet());
    return properties;
  }

  private static String secret(String seed) {
    byte[] bytes = (seed + " of the tests, at least thirty-two bytes").getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String receiptKey() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("test-receipts").generate().toJSONString();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String stateDir() {
    try {
      return Files.createTempDirectory("fairlot-state").toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
