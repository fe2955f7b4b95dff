package org.fairlot.notification.config;

import com.mongodb.reactivestreams.client.MongoDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.ZoneId;
import java.util.random.RandomGenerator;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.notification.MessageEvent;
import org.fairlot.contracts.person.Contact;
import org.fairlot.contracts.registration.SenderEvent;
import org.fairlot.contracts.registration.SenderEvent.SenderOptedOut;
import org.fairlot.notification.message.domain.MessageCommand;
import org.fairlot.notification.message.domain.MessageDecider;
import org.fairlot.notification.message.domain.Recipient;
import org.fairlot.notification.message.sender.Backoff;
import org.fairlot.notification.message.sender.CommandLedger;
import org.fairlot.notification.message.sender.Letters;
import org.fairlot.notification.message.sender.Sender;
import org.fairlot.notification.message.view.MessageView;
import org.fairlot.notification.message.web.MessageRoutes;
import org.fairlot.notification.message.web.ReceiptRoutes;
import org.fairlot.notification.provider.GuardedSmsProvider;
import org.fairlot.notification.provider.HttpSmsProvider;
import org.fairlot.notification.provider.SmsProperties;
import org.fairlot.notification.provider.SmsProvider;
import org.fairlot.notification.reaction.NotificationReaction;
import org.fairlot.notification.template.TemplateFile;
import org.fairlot.runtime.Aggregate;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.runtime.Worker;
import org.fairlot.runtime.clock.DomainClock;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.reference.ReferenceData;
import org.fairlot.runtime.security.SecurityRules;
import org.fairlot.runtime.vault.PickupCodes;
import org.fairlot.runtime.vault.Pseudonyms;
import org.fairlot.runtime.vault.Vault;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The parts of this service and how they hang together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({NotificationProperties.class, SmsProperties.class})
public class NotificationTopology {

  /** The worker comes by a provider: it needs the gateway, which needs this definition. */
  @Bean
  ServiceDefinition notification(NotificationProperties properties, ObjectProvider<Sender> sender) {
    return define(properties, recorded -> sender.getObject().on(recorded));
  }

  static ServiceDefinition define(NotificationProperties properties, Worker sender) {
    return ServiceDefinition.named("notification")
        .aggregate(
            Aggregate.of("recipient", MessageCommand.class, MessageEvent.class, new MessageDecider(), Recipient.class))
        .reaction(new NotificationReaction(properties.quietHours()), "registration", "notification")
        .view(new MessageView(), "notification")
        .worker("sender", sender, Sender.TYPES, "notification")
        .reference("registration")
        .opensKeysOf("registration")
        .build();
  }

  @Bean
  SmsProvider smsProvider(SmsProperties properties, MeterRegistry meters) {
    return new GuardedSmsProvider(new HttpSmsProvider(properties), properties.perSecond(), meters);
  }

  @Bean
  @ConditionalOnProperty(name = "fairlot.task", havingValue = "none", matchIfMissing = true)
  Sender sender(
      NotificationProperties properties, CommandGateway gateway, Vault vault, PickupCodes pickupCodes,
      SmsProvider provider, ReferenceData reference, Pseudonyms pseudonyms, DomainClock clock) {
    ZoneId zone = properties.quietHours().zone();
    var letters =
        new Letters(
            TemplateFile.read(), jwe -> vault.opening(Purpose.CONTACT, jwe, Contact.class), pickupCodes::code,
            mobile -> wantsNone(mobile, reference, pseudonyms), zone);
    var backoff = new Backoff(properties.backoffFirst(), properties.backoffMax(), RandomGenerator.getDefault());
    return new Sender(
        new CommandLedger(gateway), letters, provider, backoff, properties.claimTtl(), properties.settle(), clock,
        System::nanoTime);
  }

  private static boolean wantsNone(String mobile, ReferenceData reference, Pseudonyms pseudonyms) {
    String key = SenderEvent.noticesKey(pseudonyms.of(SenderEvent.TAG, mobile));
    return reference.find(SenderOptedOut.class, key).isPresent();
  }

  @Bean
  RouterFunction<ServerResponse> receiptRoutes(CommandGateway gateway, Edge edge) {
    return new ReceiptRoutes(gateway, edge).routes();
  }

  @Bean
  RouterFunction<ServerResponse> messageRoutes(MongoDatabase readModels) {
    return new MessageRoutes(readModels).routes();
  }

  @Bean
  SecurityRules securityRules() {
    return new SecurityRules()
        .scope(HttpMethod.POST, "/v1/channels/sms/receipts", "sms")
        .scope(HttpMethod.GET, "/v1/messages", "operator");
  }
}
