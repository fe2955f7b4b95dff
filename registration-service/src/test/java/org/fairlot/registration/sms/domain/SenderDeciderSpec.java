package org.fairlot.registration.sms.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.testkit.DeciderSpec.spec;

import java.time.Instant;
import java.util.Map;
import org.fairlot.contracts.registration.ExchangeId;
import org.fairlot.contracts.registration.SenderEvent;
import org.fairlot.contracts.registration.SenderEvent.Reply;
import org.fairlot.contracts.registration.SenderEvent.SenderOptedIn;
import org.fairlot.contracts.registration.SenderEvent.SenderOptedOut;
import org.fairlot.contracts.registration.SenderEvent.UplinkAnswered;
import org.fairlot.registration.sms.domain.SenderCommand.AnswerUplink;
import org.fairlot.registration.sms.domain.SenderCommand.Notices;
import org.fairlot.testkit.DeciderSpec;
import org.junit.jupiter.api.Test;

class SenderDeciderSpec {

  private static final String TAG = "abcdefghijklmnopqrstuv";
  private static final Instant AT = Instant.parse("2020-02-02T11:30:00Z");
  private static final Instant MUCH_LATER = AT.plus(Sender.REMEMBERED).plusSeconds(1);
  private static final Reply HELP = new Reply("sms-help", Map.of());

  private static DeciderSpec<SenderCommand, Sender, SenderEvent, SenderRejection> sender() {
    return spec(new SenderDecider()).at(AT);
  }

  private static AnswerUplink answer(int message, Reply reply, String caseId, Notices notices) {
    return new AnswerUplink(TAG, exchange(message), "pudong-masks", "content", "contact", "zh-CN", reply, caseId, notices);
  }

  private static AnswerUplink help(int message) {
    return answer(message, HELP, null, Notices.AS_BEFORE);
  }

  private static UplinkAnswered answered(int message, Reply reply, String caseId) {
    return new UplinkAnswered(TAG, exchange(message), "pudong-masks", "content", "contact", "zh-CN", reply, caseId, AT);
  }

  private static String exchange(int message) {
    return ExchangeId.of(TAG, "%08d".formatted(message)).toString();
  }

  private static DeciderSpec<SenderCommand, Sender, SenderEvent, SenderRejection> asked(int messages) {
    var sender = sender();
    for (int i = 0; i < messages; i++) {
      sender = sender.when(help(i));
    }
    return sender;
  }

  @Test
  void a_message_is_answered_once_by_the_first_answer() {
    sender().when(help(1)).then(answered(1, HELP, null));
    sender().when(help(1)).when(answer(1, new Reply("sms-none", Map.of()), null, Notices.AS_BEFORE)).thenNothing();
  }

  @Test
  void a_number_that_writes_on_and_on_is_answered_no_more_until_it_has_been_quiet() {
    asked(Sender.MESSAGES_MAX).when(help(1000)).thenRejected("TOO_MANY_MESSAGES");
    asked(Sender.MESSAGES_MAX).at(MUCH_LATER).when(help(1000)).thenEvents(events -> assertThat(events).hasSize(1));
  }

  @Test
  void what_it_registered_is_known_all_the_same() {
    String caseId = "pudong-masks." + TAG + ".12345678";
    asked(Sender.MESSAGES_MAX).when(answer(1000, HELP, caseId, Notices.AS_BEFORE)).then(answered(1000, HELP, caseId));
  }

  @Test
  void silence_is_heeded_and_ends_with_the_word_for_it_or_a_registration() {
    var out = answer(1, HELP, null, Notices.OPT_OUT);
    sender().when(out).then(new SenderOptedOut(TAG), answered(1, HELP, null));
    sender().when(out).when(answer(2, HELP, null, Notices.OPT_OUT)).then(answered(2, HELP, null));
    sender().when(out).when(help(2)).then(answered(2, HELP, null));
    sender().when(out).when(answer(2, HELP, null, Notices.OPT_IN)).then(new SenderOptedIn(TAG), answered(2, HELP, null));
    String caseId = "pudong-masks." + TAG + ".12345678";
    sender().when(out).when(answer(2, null, caseId, Notices.AS_BEFORE))
        .then(new SenderOptedIn(TAG), answered(2, null, caseId));
    sender().when(answer(2, HELP, null, Notices.OPT_IN)).then(answered(2, HELP, null));
  }
}
