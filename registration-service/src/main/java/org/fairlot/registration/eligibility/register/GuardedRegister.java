package org.fairlot.registration.eligibility.register;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.github.resilience4j.retry.Retry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairlot.contracts.person.Identity;
import org.fairlot.runtime.outside.CallGuard;
import reactor.core.publisher.Mono;

/** A register behind a rate limit, a circuit breaker, quick retries and a limit of time; a question may be put twice. */
final class GuardedRegister implements Register {

  private final Register register;
  private final CallGuard guard;
  private final Retry retry;
  private final Duration timeLimit;

  GuardedRegister(Register register, String name, RegisterProperties.Calls calls, MeterRegistry meters) {
    this.register = register;
    guard = new CallGuard(name, calls.perSecond(), answer -> answer instanceof Answer.Unavailable, meters);
    retry = guard.<Answer>retry("ask", answer -> answer instanceof Answer.Unavailable(_, var passing, _) && passing);
    // a body that trickles in keeps within the response's limit for ever, but not within this one
    timeLimit = calls.connectTimeout().plus(calls.responseTimeout());
  }

  @Override
  public Mono<Answer> ask(Identity person, String area) {
    return Mono.defer(() -> {
      var unanswered = new AtomicInteger();
      var call =
          register.ask(person, area)
              .timeout(timeLimit, Mono.just(Answer.Unavailable.sent("NO_ANSWER", true)))
              .doOnNext(answer -> unanswered.addAndGet(answer.unanswered()));
      return guard
          .guarded(call, retry)
          .onErrorResume(CallNotPermittedException.class, _ -> Mono.just(Answer.Unavailable.unsent("CIRCUIT_OPEN", false)))
          .onErrorResume(RequestNotPermitted.class, _ -> Mono.just(Answer.Unavailable.unsent("RATE_LIMITED", false)))
          // of all its tries
          .map(answer -> answer.after(unanswered.get()));
    });
  }
}
