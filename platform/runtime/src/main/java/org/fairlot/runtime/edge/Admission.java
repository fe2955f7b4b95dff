package org.fairlot.runtime.edge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.fairlot.runtime.FairlotProperties;
import org.fairlot.runtime.edge.Appointments.Turn;
import org.fairlot.runtime.vault.Pseudonyms;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/**
 * Lets in as many requests at a time as this instance finishes well, and gives all others an appointment: 429
 * {@code QUEUED} with a ticket to come again with (现场限流, 排队). What waits, waits at the caller, so overload costs
 * an answer and nothing else; what was let in is not touched any more.
 */
public final class Admission {

  /** The header in which a caller brings back its ticket. */
  public static final String TICKET = "Queue-Ticket";

  private static final int MILLIS_A_SECOND = 1000;

  private final Appointments appointments;
  private final QueueTickets tickets;
  private final Duration waitMax;
  private final InstantSource clock;
  private final Counter started;
  private final Counter kept;
  private final Counter queued;
  private final Counter full;

  /** @param clock the machine's, not the domain's: it is the machine that has to catch up */
  public Admission(
      FairlotProperties.Admission settings, Pseudonyms pseudonyms, InstantSource clock, MeterRegistry meters) {
    this.appointments =
        new Appointments(
            new Appointments.Limits(
                settings.inFlightMax(), settings.newcomersMax(), settings.perSecondMin(), settings.grace(),
                settings.waitMax()));
    this.tickets = new QueueTickets(pseudonyms);
    this.waitMax = settings.waitMax();
    this.clock = clock;
    this.started = counter(meters, "started");
    this.kept = counter(meters, "started-by-ticket");
    this.queued = counter(meters, "queued");
    this.full = counter(meters, "full");
    meters.gauge("fairlot.admission.in-flight", appointments, Appointments::inFlight);
    meters.gauge(
        "fairlot.admission.queue.seconds", appointments,
        a -> (double) a.queue(clock.instant()).toMillis() / MILLIS_A_SECOND);
  }

  private static Counter counter(MeterRegistry meters, String turn) {
    return meters.counter("fairlot.admission.requests", "turn", turn);
  }

  /** {@link #inTurn(ServerRequest, CommandContext, Supplier, Supplier)} where the door is always open. */
  public <T> Mono<T> inTurn(ServerRequest request, CommandContext context, Supplier<Mono<T>> work) {
    return inTurn(request, context, Optional::empty, work);
  }

  /**
   * Does the work now, or tells when to come.
   *
   * @param context known by its command id, for which a ticket is good; a ticket that is not good is passed over
   * @param closed  what the work would be sure to end with, if that is known; asked for only when there is no room, since
   *     nobody is given an appointment for a closed door
   * @return what the work gives; an error {@link Problem} 429 {@code QUEUED} with {@code admitAt} and {@code queueTicket},
   *     or 429 {@code QUEUE_FULL} without
   */
  public <T> Mono<T> inTurn(
      ServerRequest request, CommandContext context, Supplier<Optional<Problem>> closed, Supplier<Mono<T>> work) {
    return Mono.defer(
        () -> {
          Instant now = clock.instant();
          var appointment =
              Optional.ofNullable(request.headers().firstHeader(TICKET))
                  .flatMap(ticket -> tickets.appointment(ticket, context.commandId()));
          if (appointment.isPresent()) {
            return turn(appointments.holder(appointment.get(), now), kept, context, now, work);
          }
          if (appointments.start(now)) {
            return counted(started, work);
          }
          return closed.get()
              .map(Mono::<T>error)
              .orElseGet(() -> turn(appointments.newcomer(now), started, context, now, work));
        });
  }

  private <T> Mono<T> turn(Turn turn, Counter start, CommandContext context, Instant now, Supplier<Mono<T>> work) {
    return switch (turn) {
      case Turn.Start() -> counted(start, work);
      case Turn.Wait(Instant admitAt) -> {
        queued.increment();
        yield Mono.error(queued(context, admitAt.truncatedTo(ChronoUnit.MILLIS), now));
      }
      case Turn.Full() -> {
        full.increment();
        yield Mono.error(new Problem(429, "QUEUE_FULL", Map.of("retryAfterSeconds", waitMax.toSeconds())));
      }
    };
  }

  private <T> Mono<T> counted(Counter as, Supplier<Mono<T>> work) {
    as.increment();
    long begun = System.nanoTime();
    return Mono.defer(work).doFinally(signal -> appointments.finished(Duration.ofNanos(System.nanoTime() - begun)));
  }

  private Problem queued(CommandContext context, Instant admitAt, Instant now) {
    long millis = Math.max(1, Math.ceilDiv(Duration.between(now, admitAt).toNanos(), 1_000_000L));
    return new Problem(
        429, "QUEUED",
        Map.of(
            "admitAt", admitAt, "queueTicket", tickets.issue(context.commandId(), admitAt), "retryAfterMillis", millis,
            "retryAfterSeconds", Math.ceilDiv(millis, (long) MILLIS_A_SECOND)));
  }
}
