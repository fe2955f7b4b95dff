package org.fairlot.runtime.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.fairlot.runtime.vault.Pseudonyms;
import org.junit.jupiter.api.Test;

class QueueTicketsSpec {

  private static final Instant AT = Instant.parse("2020-02-02T11:30:00.123Z");
  private static final String OURS = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  private static final String OTHERS = "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

  private final QueueTickets tickets = new QueueTickets(new Pseudonyms(OURS));

  @Test
  void a_ticket_tells_its_appointment_to_every_instance() {
    assertThat(new QueueTickets(new Pseudonyms(OURS)).appointment(tickets.issue("one", AT), "one")).contains(AT);
  }

  @Test
  void a_ticket_is_worth_nothing_for_another_request() {
    assertThat(tickets.appointment(tickets.issue("one", AT), "other")).isEmpty();
  }

  @Test
  void a_forged_ticket_is_worth_nothing() {
    String ticket = tickets.issue("one", AT);
    String hash = ticket.substring(ticket.indexOf('.'));
    assertThat(tickets.appointment(new QueueTickets(new Pseudonyms(OTHERS)).issue("one", AT), "one")).isEmpty();
    for (String forged : List.of(
        "0" + ticket, AT.minusMillis(1).toEpochMilli() + hash, "-" + ticket, ticket + "=", ticket.substring(1), "", ".", "1.",
        "9".repeat(15) + hash, "9".repeat(400) + hash, ticket.replace('.', ','), "eyJhbGciOiJub25lIn0.eyJhZG1pdEF0IjowfQ.",
        " " + ticket, ticket + "\n" + ticket, "１" + ticket.substring(1))) {
      assertThat(tickets.appointment(forged, "one")).as(forged).isEmpty();
    }
  }
}
