package org.fairlot.notification.message.sender;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.fairlot.contracts.notification.MessageEvent;
import org.fairlot.contracts.notification.MessageEvent.AttemptBegun;
import org.fairlot.contracts.notification.MessageEvent.AttemptFailed;
import org.fairlot.contracts.notification.MessageEvent.MessageDue;
import org.fairlot.contracts.notification.MessageEvent.MessagePostponed;
import org.fairlot.contracts.notification.MessageEvent.MessageQueued;
import org.fairlot.contracts.notification.QuietHours;
import org.fairlot.contracts.person.Contact;
import org.fairlot.kernel.Decision;
import org.fairlot.kernel.Recorded;
import org.fairlot.notification.message.domain.Message;
import org.fairlot.notification.message.domain.MessageCommand;
import org.fairlot.notification.message.domain.MessageCommand.BeginAttempt;
import org.fairlot.notification.message.domain.MessageCommand.MarkDue;
import org.fairlot.notification.message.domain.MessageCommand.QueueMessage;
import org.fairlot.notification.message.domain.MessageCommand.RecordReport;
import org.fairlot.notification.message.domain.MessageDecider;
import org.fairlot.notification.message.domain.MessageRejection.AttemptAlreadyBegun;
import org.fairlot.notification.message.domain.Recipient;
import org.fairlot.notification.provider.Sms;
import org.fairlot.notification.provider.SmsProvider;
import org.fairlot.notification.template.TemplateFile;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/**
 * Days of one recipient's messages in a model world: senders die before and after every step, come back, are held up
 * while others take over; every event, timer, notice and report comes again; the provider refuses, is silent with and
 * without taking the message, takes it late. The real ledger and the real sender work in it.
 */
class SendOnceProperties {

  private static final int WORLDS = 2_000;
  private static final int MESSAGES = 4;
  private static final String TAG = "abcdefghijklmnopqrstuv";
  private static final String CASE = "hangzhou-2020." + TAG + ".12345678";
  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  private static final QuietHours NIGHT = new QuietHours(LocalTime.of(22, 0), LocalTime.of(8, 0), SHANGHAI);
  private static final Duration CLAIM_TTL = Duration.ofSeconds(10);
  private static final Duration SETTLE = Duration.ofMinutes(2);
  private static final int PROVIDER_LATE_SECONDS_MAX = 60;

  @Test
  void nothing_is_ever_sent_twice_and_nothing_is_left_undone() {
    int taken = 0;
    int retried = 0;
    for (long seed = 1; seed <= WORLDS; seed++) {
      var world = new World(seed);
      try {
        world.live();
        world.settleDown();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
      taken += world.taken.size();
      retried += world.attempts > MESSAGES ? 1 : 0;
    }
    // the model would prove nothing if its troubles never came, or if no message ever got through
    assertThat(taken).isGreaterThan(WORLDS * MESSAGES * 8 / 10);
    assertThat(retried).isGreaterThan(WORLDS / 2);
  }

  private static final class Crash extends RuntimeException {
    Crash() {
      super("crash", null, false, false);
    }
  }

  private record Timer(Instant at, Runnable action) {}

  private static final class World {
    final Random random;
    final MessageDecider decider = new MessageDecider();
    final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparing(Timer::at));
    final Deque<MessageDue> due = new ArrayDeque<>();
    final List<MessageDue> seen = new ArrayList<>();
    final List<QueueMessage> notices = new ArrayList<>();
    final Map<String, Integer> taken = new TreeMap<>();
    final Sender sender;
    Recipient state = decider.initial();
    Instant now = Instant.parse("2020-02-02T11:30:00Z");
    boolean trouble = true;
    int heldUp;
    int attempts;

    World(long seed) {
      random = new Random(seed);
      var letters =
          new Letters(
              TemplateFile.read(), jwe -> Mono.just(new Contact("+8613812345678", "zh-CN")), id -> "1", mobile -> false,
              SHANGHAI);
      sender =
          new Sender(
              new Ledger(), letters, new Provider(), new Backoff(Duration.ofSeconds(30), Duration.ofHours(1), random),
              CLAIM_TTL, SETTLE, clock(), () -> Duration.between(Instant.EPOCH, now).toNanos());
    }

    void live() {
      for (int i = 0; i < MESSAGES; i++) {
        var notice =
            new QueueMessage(
                TAG, CASE + ":n-" + i, CASE, "granted", "zh-CN", Map.of(), "jwe",
                random.nextBoolean() ? NIGHT : null, now);
        notices.add(notice);
        decide(notice);
      }
      for (int i = 0; i < 60; i++) {
        step();
      }
    }

    void settleDown() {
      trouble = false;
      while (!due.isEmpty() || !timers.isEmpty()) {
        step();
      }
      for (var notice : notices) {
        var message = state.messages().get(notice.messageId());
        int count = taken.getOrDefault(notice.messageId(), 0);
        switch (message) {
          case Message.Sent _, Message.Reported _ -> assertThat(count).as("%s is said to be sent", message).isOne();
          // it can have been taken only if the last attempt was in doubt to the end
          case Message.GivenUp _ -> assertThat(count).isLessThanOrEqualTo(1);
          case Message.Open open -> throw new AssertionError("left undone: " + open);
        }
      }
    }

    void step() {
      switch (random.nextInt(trouble ? 8 : 2)) {
        case 0 -> work();
        case 1 -> pass(Duration.ofSeconds(random.nextInt(trouble ? 90 : 4000)));
        case 2 -> decide(notices.get(random.nextInt(notices.size())));
        case 3 -> {
          if (!seen.isEmpty()) {
            due.add(seen.get(random.nextInt(seen.size())));
          }
        }
        case 4 -> taken.keySet().stream().skip(random.nextInt(MESSAGES)).findFirst().ifPresent(this::report);
        default -> work();
      }
    }

    void pass(Duration time) {
      Instant until = now.plus(time);
      while (!timers.isEmpty() && !timers.peek().at().isAfter(until)) {
        var timer = timers.poll();
        now = timer.at().isAfter(now) ? timer.at() : now;
        timer.action().run();
      }
      now = until;
      if (!trouble && due.isEmpty() && !timers.isEmpty() && timers.peek().at().isAfter(now)) {
        now = timers.peek().at();
      }
    }

    /** One record from the topic: a crash leaves it to be read again. */
    void work() {
      var next = due.poll();
      if (next == null) {
        return;
      }
      seen.add(next);
      try {
        sender.on(new Recorded<>(next, "e", TAG, 1, now, CASE, "c")).block();
      } catch (Crash crash) {
        due.addFirst(next);
      }
    }

    void report(String messageId) {
      decide(new RecordReport(TAG, messageId, random.nextBoolean(), "X", now));
    }

    Decision<MessageEvent, ?> decide(MessageCommand command) {
      var decision = decider.decide(command, state, now);
      if (decision instanceof Decision.Accepted<MessageEvent, ?>(var events)) {
        for (var event : events) {
          state = decider.evolve(state, event);
          follow(event);
        }
      }
      return decision;
    }

    /** What the reaction and the worker see of it, at least once. */
    void follow(MessageEvent event) {
      int times = maybe(10) ? 2 : 1;
      for (int i = 0; i < times; i++) {
        switch (event) {
          case MessageDue e -> due.add(e);
          case MessageQueued e -> timer(e.sendAt(), new MarkDue(TAG, e.messageId(), 1));
          case MessagePostponed e -> timer(e.sendAt(), new MarkDue(TAG, e.messageId(), e.attempt()));
          case AttemptFailed e when e.retryAt() != null ->
              timer(e.retryAt(), new MarkDue(TAG, e.messageId(), e.attempt() + 1));
          default -> { }
        }
      }
      attempts += event instanceof AttemptBegun ? 1 : 0;
    }

    void timer(Instant at, MarkDue command) {
      timers.add(new Timer(at, () -> decide(command)));
    }

    boolean maybe(int percent) {
      return trouble && random.nextInt(100) < percent;
    }

    <T> Mono<T> orCrash(int percent, Mono<T> otherwise) {
      return Mono.defer(() -> maybe(percent) ? Mono.error(new Crash()) : otherwise);
    }

    Clock clock() {
      return new Clock() {
        @Override
        public Instant instant() {
          return now;
        }

        @Override
        public ZoneId getZone() {
          return SHANGHAI;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }
      };
    }

    final class Ledger implements SendLedger {
      @Override
      public Mono<Claim> begin(MessageDue message) {
        return orCrash(5, Mono.fromSupplier(() -> {
          var decision = decide(new BeginAttempt(TAG, message.messageId(), message.attempt()));
          holdUp();
          return switch (decision) {
            case Decision.Accepted<MessageEvent, ?>(var events) ->
                events.stream().anyMatch(AttemptBegun.class::isInstance) ? Claim.BEGUN : Claim.NOT_DUE;
            case Decision.Rejected<MessageEvent, ?>(var reason) ->
                reason instanceof AttemptAlreadyBegun ? Claim.ALREADY_BEGUN : Claim.NOT_DUE;
          };
        })).flatMap(claim -> orCrash(10, Mono.just(claim)));
      }

      /** This sender stands still; the partition goes to another, which reads the same record, and time passes. */
      private void holdUp() {
        if (heldUp > 2 || !maybe(15)) {
          return;
        }
        heldUp++;
        due.addFirst(seen.getLast());
        for (int i = random.nextInt(12); i > 0; i--) {
          step();
        }
        heldUp--;
      }

      @Override
      public Mono<Void> record(MessageCommand result, MessageDue message) {
        return orCrash(10, Mono.fromRunnable(() -> decide(result))).then(orCrash(10, Mono.empty()));
      }
    }

    final class Provider implements SmsProvider {
      @Override
      public String name() {
        return "model";
      }

      @Override
      public Mono<Answer> send(Sms sms, BooleanSupplier mayStill) {
        return Mono.fromSupplier(() -> {
          if (!mayStill.getAsBoolean()) {
            return new Answer.NotTaken("TOO_LATE", false);
          }
          if (!trouble) {
            return take(sms);
          }
          return switch (random.nextInt(8)) {
            case 0 -> new Answer.NotTaken("HTTP_503", true);
            case 1 -> new Answer.Unknown("NO_ANSWER");
            case 2 -> {
              take(sms);
              yield new Answer.Unknown("NO_ANSWER");
            }
            case 3 -> {
              Instant late = now.plusSeconds(random.nextInt(PROVIDER_LATE_SECONDS_MAX));
              timers.add(new Timer(late, () -> take(sms)));
              yield new Answer.Unknown("NO_ANSWER");
            }
            case 4 -> {
              take(sms);
              throw new Crash();
            }
            case 5 -> throw new Crash();
            default -> take(sms);
          };
        });
      }

      private Answer take(Sms sms) {
        assertThat(taken.merge(sms.outId(), 1, Integer::sum)).as("times sent: %s", sms).isOne();
        return new Answer.Taken("biz-" + sms.outId());
      }

      @Override
      public Mono<Knowledge> find(String outId) {
        return orCrash(10, Mono.fromSupplier(() -> {
          if (maybe(30)) {
            return new Knowledge.NoAnswer("HTTP_503");
          }
          return taken.containsKey(outId) ? new Knowledge.Has("biz-" + outId) : new Knowledge.HasNot();
        }));
      }
    }
  }
}
