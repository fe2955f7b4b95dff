package org.fairlot.notification.message.sender;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.notification.MessageEvent.MessageDue;
import org.fairlot.contracts.person.Contact;
import org.fairlot.contracts.registration.ExchangeId;
import org.fairlot.notification.provider.Sms;
import org.fairlot.notification.template.domain.Template;
import reactor.core.publisher.Mono;

/**
 * Makes the message that the provider gets: the sealed contact is opened and the template filled in at the last moment,
 * so that neither a number nor a pick-up code is ever on a topic.
 *
 * @param contacts    opens a sealed contact; completes empty when the person was erased
 * @param pickupCodes the pick-up code of a case
 * @param optedOut    whether a number (E.164) wants no notices (退订); what it asked itself is answered all the same
 */
public record Letters(
    SortedMap<String, Template> templates, Function<String, Mono<Contact>> contacts, UnaryOperator<String> pickupCodes,
    Predicate<String> optedOut, ZoneId zone) {

  sealed interface Letter {
    record Ready(Sms sms) implements Letter {}

    /** It can never be sent. @param reason stable code */
    record Unsendable(String reason) implements Letter {}
  }

  Mono<Letter> write(MessageDue due) {
    Template template = templates.get(due.template());
    if (template == null) {
      return Mono.just(new Letter.Unsendable("TEMPLATE_UNKNOWN"));
    }
    return switch (template.fill(due.language(), values(due, template), zone)) {
      case Template.Filled.Unfit(var reason, _) -> Mono.just(new Letter.Unsendable(reason));
      case Template.Filled.Ready(var code, var parameters, _) ->
          contacts
              .apply(due.contact())
              .<Letter>map(
                  contact ->
                      !ExchangeId.isOne(due.caseId()) && optedOut.test(contact.mobile())
                          ? new Letter.Unsendable("OPTED_OUT")
                          : new Letter.Ready(new Sms(due.messageId(), contact.mobile(), code, parameters)))
              .defaultIfEmpty(new Letter.Unsendable("RECIPIENT_ERASED"));
    };
  }

  private Map<String, String> values(MessageDue due, Template template) {
    var values = new HashMap<>(due.params());
    values.put(Template.NUMBER, CaseId.parse(due.caseId()).mark());
    if (template.parameters().containsKey(Template.PICKUP_CODE)) {
      values.put(Template.PICKUP_CODE, pickupCodes.apply(due.caseId()));
    }
    return values;
  }
}
