package org.fairlot.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.TreeSet;
import org.fairlot.contracts.person.DocumentType;
import org.fairlot.local.demo.SmsCitizens.Message;
import org.fairlot.registration.sms.domain.Uplink;
import org.fairlot.registration.sms.domain.Uplink.Registration;
import org.fairlot.registration.sms.domain.UplinkGrammar;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** P1: whatever people put between the fields, the same five are read; and what is malformed is never read as something else. */
class SmsCitizensProperties {

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = 20200202)
  void ten_thousand_messages_are_read_as_what_their_writers_meant(long seed) {
    var citizens = new SmsCitizens("310115", seed);
    var types = EnumSet.noneOf(DocumentType.class);
    for (int i = 0; i < 10_000; i++) {
      Message message = citizens.wellFormed();
      var who = message.registrant();
      Uplink read = UplinkGrammar.read(message.content());
      assertThat(read).as("seed %d: %s", seed, message.content()).isInstanceOf(Registration.class);
      var registration = (Registration) read;
      assertThat(registration.committeeCode()).as(message.content()).isEqualTo(who.committee().code());
      assertThat(who.committee().isCalled(registration.committeeName())).as(message.content()).isTrue();
      assertThat(registration.name()).as(message.content()).isEqualTo(who.name());
      assertThat(registration.number()).as(message.content()).isEqualToIgnoringCase(who.number());
      var type = registration.document().type(registration.number());
      assertThat(type.name()).as(message.content()).isEqualTo(who.docType());
      assertThat(registration.document().nationality()).as(message.content()).isEqualTo(who.nationality());
      types.add(type);
    }
    assertThat(types).isEqualTo(EnumSet.allOf(DocumentType.class));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = 20200202)
  void what_is_malformed_is_known_to_be_so_by_its_text_or_says_just_what_was_written(long seed) {
    var citizens = new SmsCitizens("310115", seed);
    var replies = new TreeSet<String>();
    for (int i = 0; i < 10_000; i++) {
      Message message = citizens.malformed();
      replies.add(message.reply());
      Uplink read = UplinkGrammar.read(message.content());
      assertThat(reply(read)).as("seed %d: %s", seed, message.content()).isEqualTo(
          // what is wrong with the fields themselves is looked at once they are read
          message.reply().startsWith("sms-number") || message.reply().startsWith("sms-committee")
                  || message.reply().equals("sms-country")
              ? SmsCitizens.REGISTERED
              : message.reply());
    }
    assertThat(replies).hasSize(10);
  }

  private static String reply(Uplink read) {
    return switch (read) {
      case Registration _ -> SmsCitizens.REGISTERED;
      case Uplink.Unreadable unreadable ->
          switch (unreadable.flaw()) {
            case NO_REGISTRATION -> "sms-format";
            case FIELDS_MISSING -> "sms-missing";
            case FIELDS_SWAPPED -> "sms-swapped";
            case FIELDS_TOO_MANY -> "sms-too-many";
            case DOCUMENT_UNKNOWN -> "sms-document-unknown";
          };
      default -> read.toString();
    };
  }
}
