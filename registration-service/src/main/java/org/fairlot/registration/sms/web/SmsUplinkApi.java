package org.fairlot.registration.sms.web;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairlot.registration.address.domain.Committees;
import org.fairlot.registration.casework.web.RegistrationIntake;
import org.fairlot.registration.form.ProgrammeForms;
import org.fairlot.registration.identity.MobileNumber;
import org.fairlot.registration.pack.PackShelf;
import org.fairlot.registration.programme.Programmes;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.FieldErrors;
import org.fairlot.runtime.edge.Problem;
import org.fairlot.runtime.vault.Pseudonyms;
import org.fairlot.runtime.vault.Vault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Takes the short messages that a gateway pushes. It repeats a push until it is answered, so the answer is given only when every
 * message has been acted upon; those of one sender in their order.
 */
public final class SmsUplinkApi {

  private static final Logger LOG = LoggerFactory.getLogger(SmsUplinkApi.class);
  private static final int MESSAGES_MAX = 1_000;
  private static final int SENDERS_AT_ONCE = 32;
  private static final int ID_MAX = 128;
  /** The gateway's own words; it takes any other answer for a failure. */
  private static final Map<String, Object> RECEIVED = received();

  private final Edge edge;
  private final UplinkDesk desk;

  public SmsUplinkApi(
      Edge edge, CommandGateway commands, RegistrationIntake intake, Programmes programmes, PackShelf packs,
      ProgrammeForms forms, Committees committees, MongoDatabase readModels, Pseudonyms pseudonyms, Vault vault,
      Clock clock) {
    this.edge = edge;
    this.desk =
        new UplinkDesk(
            commands, intake, programmes, packs, forms, committees, new SenderCases(readModels), pseudonyms, vault, clock);
  }

  public RouterFunction<ServerResponse> routes() {
    return route().POST("/v1/channels/sms/uplink", this::receive).build();
  }

  private Mono<ServerResponse> receive(ServerRequest request) {
    return edge.batchBody(request)
        .map(body -> Edge.parse(body, UplinkMessage[].class))
        .flatMap(
            messages -> {
              var errors = new FieldErrors();
              var bySender = bySender(messages, errors);
              return Flux.fromIterable(bySender.entrySet())
                  .flatMap(sender -> inOrder(sender.getKey(), sender.getValue()), SENDERS_AT_ONCE)
                  .all(taken -> taken)
                  .flatMap(all -> answer(all, errors));
            });
  }

  private static Mono<ServerResponse> answer(boolean allTaken, FieldErrors errors) {
    if (!allTaken) {
      return Mono.error(Problem.busy());
    }
    // only now, so that one that cannot be read keeps no other from being taken
    errors.throwIfAny();
    return Edge.json(ServerResponse.ok(), RECEIVED);
  }

  /** Whether all were taken; after one that was not, later ones of the same sender wait for the gateway's next push. */
  private Mono<Boolean> inOrder(MobileNumber from, List<UplinkMessage> messages) {
    return Flux.fromIterable(messages)
        .concatMap(message -> Mono.defer(() -> desk.take(message, from)))
        .then(Mono.just(true))
        .onErrorResume(
            e -> {
              if (!(e instanceof Problem)) {
                LOG.error("a short message from {} could not be acted upon; the gateway is asked for it again", from, e);
              }
              return Mono.just(false);
            });
  }

  private static Map<MobileNumber, List<UplinkMessage>> bySender(UplinkMessage[] messages, FieldErrors errors) {
    if (messages.length > MESSAGES_MAX) {
      errors.add("", "TOO_MANY_MESSAGES", Map.of("max", MESSAGES_MAX)).throwIfAny();
    }
    var bySender = new LinkedHashMap<MobileNumber, List<UplinkMessage>>();
    for (int i = 0; i < messages.length; i++) {
      var message = messages[i];
      if (message == null) {
        errors.add("[" + i + "]", "MISSING");
      } else if (isWhole(message, "[" + i + "].", errors)) {
        // from anything but a mobile phone there is nobody to answer
        MobileNumber.read(message.phoneNumber())
            .ifPresent(from -> bySender.computeIfAbsent(from, sender -> new ArrayList<>()).add(message));
      }
    }
    return bySender;
  }

  private static boolean isWhole(UplinkMessage message, String at, FieldErrors errors) {
    boolean whole = isId(message.phoneNumber(), at + "phone_number", errors);
    whole &= isId(message.destCode(), at + "dest_code", errors);
    whole &= isId(message.sequenceId(), at + "sequence_id", errors);
    if (message.content() == null) {
      errors.add(at + "content", "MISSING");
    }
    return whole && message.content() != null;
  }

  private static boolean isId(String value, String field, FieldErrors errors) {
    if (value == null || value.isBlank()) {
      errors.add(field, "MISSING");
    } else if (value.length() > ID_MAX) {
      errors.add(field, "TOO_LONG");
    }
    return !errors.has(field);
  }

  private static Map<String, Object> received() {
    var answer = new LinkedHashMap<String, Object>();
    answer.put("code", 0);
    answer.put("msg", "接收成功");
    return answer;
  }
}
