package org.fairlot.notification.message.sender;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.fairlot.contracts.notification.MessageEvent.AttemptBegun;
import org.fairlot.contracts.notification.MessageEvent.MessageDue;
import org.fairlot.contracts.person.Contact;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.notification.message.domain.MessageCommand;
import org.fairlot.notification.message.domain.MessageCommand.RecordFailure;
import org.fairlot.notification.message.domain.MessageCommand.RecordSent;
import org.fairlot.notification.message.sender.SendLedger.Claim;
import org.fairlot.notification.provider.Sms;
import org.fairlot.notification.provider.SmsProvider;
import org.fairlot.notification.provider.SmsProvider.Answer;
import org.fairlot.notification.provider.SmsProvider.Knowledge;
import org.fairlot.notification.template.TemplateFile;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class SenderTest {

  private static final String TAG = "abcdefghijklmnopqrstuv";
  private static final String CASE = "guangzhou-2020." + TAG + ".k3Jd_x9Q";
  private static final Instant NOW = Instant.parse("2020-02-02T11:30:00Z");
  private static final Duration SETTLE = Duration.ofMinutes(2);
  private static final Duration CLAIM_TTL = Duration.ofSeconds(10);

  private final AtomicLong nanos = new AtomicLong();
  private final List<MessageCommand> recorded = new ArrayList<>();
  private final List<Sms> called = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();

  private Claim claim = Claim.BEGUN;
  private Duration claimTakes = Duration.ZERO;
  private Answer answer = new Answer.Taken("biz-1");
  private Knowledge knowledge = new Knowledge.HasNot();
  private boolean optedOut;
  private Mono<Contact> contact = Mono.just(new Contact("+8613812345678", "zh-CN"));

  @Test
  void calls_the_provider_once_the_attempt_is_claimed() {
    send(due("granted", 1, false, Map.of()));
    assertThat(called).singleElement()
        .isEqualTo(
            new Sms(
                CASE + ":granted", "+8613812345678", "SMS_190000121", new TreeMap<>(Map.of("number", "k3Jd_x9Q"))));
    assertThat(recorded).containsExactly(new RecordSent(TAG, CASE + ":granted", 1, "model", "biz-1"));
  }

  @Test
  void computes_the_pickup_code_when_it_sends() {
    var times = Map.of("opensAt", "2020-02-03T00:00:00Z", "closesAt", "2020-02-03T14:00:00Z");
    send(due("ready-for-pickup", 1, false, times));
    assertThat(called.getFirst().parameters())
        .containsEntry("pickupCode", "48291377")
        .containsEntry("opensAt", "2月3日08:00");
  }

  @Test
  void does_nothing_without_the_claim() {
    claim = Claim.NOT_DUE;
    send(due("granted", 1, false, Map.of()));
    assertThat(called).isEmpty();
    assertThat(recorded).isEmpty();
  }

  @Test
  void asks_about_an_attempt_that_another_began_and_never_sends() {
    claim = Claim.ALREADY_BEGUN;
    knowledge = new Knowledge.Has("biz-9");
    send(due("granted", 1, false, Map.of()));
    assertThat(recorded).containsExactly(new RecordSent(TAG, CASE + ":granted", 1, "model", "biz-9"));
    for (var unsure : List.of(new Knowledge.HasNot(), new Knowledge.NoAnswer("CIRCUIT_OPEN"))) {
      recorded.clear();
      knowledge = unsure;
      send(due("granted", 1, false, Map.of()));
      assertThat(recorded).containsExactly(failure("INTERRUPTED", true, NOW.plus(SETTLE)));
    }
    assertThat(called).isEmpty();
  }

  @Test
  void asks_at_once_when_the_provider_is_silent() {
    answer = new Answer.Unknown("NO_ANSWER");
    knowledge = new Knowledge.Has("biz-9");
    send(due("granted", 1, false, Map.of()));
    assertThat(recorded).containsExactly(new RecordSent(TAG, CASE + ":granted", 1, "model", "biz-9"));
    recorded.clear();
    knowledge = new Knowledge.HasNot();
    send(due("granted", 1, false, Map.of()));
    assertThat(recorded).containsExactly(failure("NO_ANSWER", true, NOW.plus(SETTLE)));
  }

  @Test
  void asks_before_it_sends_what_is_in_doubt() {
    knowledge = new Knowledge.Has("biz-9");
    send(due("granted", 2, true, Map.of()));
    assertThat(called).isEmpty();
    assertThat(recorded).containsExactly(new RecordSent(TAG, CASE + ":granted", 2, "model", "biz-9"));
    recorded.clear();
    knowledge = new Knowledge.NoAnswer("HTTP_503");
    send(due("granted", 2, true, Map.of()));
    assertThat(called).isEmpty();
    assertThat(recorded).singleElement()
        .isInstanceOfSatisfying(RecordFailure.class, f -> assertThat(f.inDoubt()).isTrue());
    knowledge = new Knowledge.HasNot();
    send(due("granted", 2, true, Map.of()));
    assertThat(called).hasSize(1);
  }

  @Test
  void a_claim_that_took_too_long_is_not_used() {
    claimTakes = CLAIM_TTL;
    send(due("granted", 1, false, Map.of()));
    assertThat(called).isEmpty();
    assertThat(recorded).singleElement().isInstanceOfSatisfying(
        RecordFailure.class,
        f -> {
          assertThat(f.reason()).isEqualTo("TOO_LATE");
          assertThat(f.inDoubt()).isFalse();
          assertThat(f.retryAt()).isAfter(NOW);
        });
  }

  @Test
  void what_was_refused_for_now_comes_again_and_what_was_refused_for_good_does_not() {
    answer = new Answer.NotTaken("HTTP_429", true);
    send(due("granted", 1, false, Map.of()));
    assertThat(recorded).singleElement().isInstanceOfSatisfying(
        RecordFailure.class, f -> assertThat(f.retryAt()).isBetween(NOW.plusSeconds(15), NOW.plusSeconds(45)));
    recorded.clear();
    answer = new Answer.Refused("isv.MOBILE_NUMBER_ILLEGAL");
    send(due("granted", 1, false, Map.of()));
    assertThat(recorded).containsExactly(failure("isv.MOBILE_NUMBER_ILLEGAL", false, null));
  }

  @Test
  void what_can_never_be_sent_is_given_up_without_a_claim() {
    claim = Claim.NOT_DUE;
    send(due("no-such-template", 1, false, Map.of()));
    send(due("address-correction", 1, false, Map.of()));
    contact = Mono.empty();
    send(due("granted", 1, false, Map.of()));
    assertThat(recorded)
        .extracting(command -> ((RecordFailure) command).reason())
        .containsExactly("TEMPLATE_UNKNOWN", "PARAMETER_MISSING", "RECIPIENT_ERASED");
    assertThat(recorded).allSatisfy(command -> assertThat(((RecordFailure) command).retryAt()).isNull());
    assertThat(called).isEmpty();
  }

  @Test
  void who_wants_no_notices_gets_none_but_is_answered() {
    optedOut = true;
    send(due("granted", 1, false, Map.of()));
    assertThat(called).isEmpty();
    assertThat(recorded).containsExactly(failure("OPTED_OUT", false, null));
    String exchange = "sms." + TAG + ".12345678";
    sender().on(
        recorded(
            new MessageDue(exchange + ":reply", TAG, exchange, "sms-opted-out", "zh-CN", Map.of(), "jwe", 1, false)))
        .block();
    assertThat(called).hasSize(1);
  }

  @Test
  void other_events_are_none_of_its_business() {
    sender().on(recorded(new AttemptBegun(CASE + ":granted", CASE, 1))).block();
    assertThat(called).isEmpty();
  }

  private void send(MessageDue due) {
    sender().on(recorded(due)).block();
  }

  private Sender sender() {
    var letters =
        new Letters(
            TemplateFile.read(), jwe -> contact, caseId -> "48291377", mobile -> optedOut, ZoneId.of("Asia/Shanghai"));
    var backoff = new Backoff(Duration.ofSeconds(30), Duration.ofHours(1), new Random(7));
    return new Sender(
        new ModelLedger(), letters, new ModelProvider(), backoff, CLAIM_TTL, SETTLE, Clock.fixed(NOW, ZoneOffset.UTC),
        nanos::get);
  }

  private static Recorded<Event> recorded(Event event) {
    return new Recorded<>(event, "e-1", TAG, 2, NOW, CASE, "c-1");
  }

  private static MessageDue due(String template, int attempt, boolean inDoubt, Map<String, String> params) {
    return new MessageDue(CASE + ":" + template, TAG, CASE, template, "zh-CN", params, "jwe", attempt, inDoubt);
  }

  private static RecordFailure failure(String reason, boolean inDoubt, Instant retryAt) {
    return new RecordFailure(TAG, CASE + ":granted", 1, reason, inDoubt, retryAt);
  }

  private final class ModelLedger implements SendLedger {
    @Override
    public Mono<Claim> begin(MessageDue due) {
      nanos.addAndGet(claimTakes.toNanos());
      return Mono.just(claim);
    }

    @Override
    public Mono<Void> record(MessageCommand result, MessageDue due) {
      recorded.add(result);
      return Mono.empty();
    }
  }

  private final class ModelProvider implements SmsProvider {
    @Override
    public String name() {
      return "model";
    }

    @Override
    public Mono<Answer> send(Sms sms, BooleanSupplier mayStill) {
      if (!mayStill.getAsBoolean()) {
        return Mono.just(new Answer.NotTaken("TOO_LATE", false));
      }
      called.add(sms);
      return Mono.just(answer);
    }

    @Override
    public Mono<Knowledge> find(String outId) {
      asked.add(outId);
      return Mono.just(knowledge);
    }
  }
}
