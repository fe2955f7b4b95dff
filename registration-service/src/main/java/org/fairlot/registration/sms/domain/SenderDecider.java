package org.fairlot.registration.sms.domain;

import java.time.Instant;
import java.util.ArrayList;
import org.fairlot.contracts.registration.SenderEvent;
import org.fairlot.contracts.registration.SenderEvent.SenderOptedIn;
import org.fairlot.contracts.registration.SenderEvent.SenderOptedOut;
import org.fairlot.contracts.registration.SenderEvent.UplinkAnswered;
import org.fairlot.kernel.Decider;
import org.fairlot.kernel.Decision;
import org.fairlot.registration.sms.domain.SenderCommand.AnswerUplink;
import org.fairlot.registration.sms.domain.SenderCommand.Notices;
import org.fairlot.registration.sms.domain.SenderRejection.TooManyMessages;

/** Each message is answered once, by the first answer: what the gateway brings again, or two of us at once, adds none. */
public final class SenderDecider implements Decider<SenderCommand, Sender, SenderEvent, SenderRejection> {

  @Override
  public Sender initial() {
    return Sender.UNKNOWN;
  }

  @Override
  public Decision<SenderEvent, SenderRejection> decide(SenderCommand command, Sender state, Instant at) {
    return switch (command) {
      case AnswerUplink c -> answer(c, state, at);
    };
  }

  private static Decision<SenderEvent, SenderRejection> answer(AnswerUplink c, Sender state, Instant at) {
    if (state.answered().containsKey(c.exchangeId())) {
      return Decision.nothing();
    }
    boolean opened = c.caseId() != null;
    boolean optsOut = c.notices() == Notices.OPT_OUT;
    // a registration is remembered as the sender's, and a wish for silence heeded, however many messages there were
    if (!opened && !optsOut && state.remembered(at).size() >= Sender.MESSAGES_MAX) {
      return Decision.reject(new TooManyMessages(Sender.MESSAGES_MAX));
    }
    var events = new ArrayList<SenderEvent>();
    if (optsOut && !state.optedOut()) {
      events.add(new SenderOptedOut(c.senderTag()));
    }
    if (state.optedOut() && (opened || c.notices() == Notices.OPT_IN)) {
      events.add(new SenderOptedIn(c.senderTag()));
    }
    events.add(
        new UplinkAnswered(
            c.senderTag(), c.exchangeId(), c.programmeId(), c.content(), c.contact(), c.language(), c.reply(), c.caseId(),
            at));
    return Decision.accept(events);
  }

  @Override
  public Sender evolve(Sender state, SenderEvent event) {
    return switch (event) {
      case UplinkAnswered e -> state.answering(e.exchangeId(), e.answeredAt());
      case SenderOptedOut e -> state.optedOut(true);
      case SenderOptedIn e -> state.optedOut(false);
    };
  }
}
