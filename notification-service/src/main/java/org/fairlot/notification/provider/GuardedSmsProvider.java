package org.fairlot.notification.provider;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.github.resilience4j.retry.Retry;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BooleanSupplier;
import org.fairlot.runtime.outside.CallGuard;
import reactor.core.publisher.Mono;

/**
 * A provider behind a rate limit, a circuit breaker and a few quick retries with jitter. Only what the provider
 * certainly did not take is tried again here; a silence is left to the ledger, which asks before it lets another
 * attempt begin.
 */
public final class GuardedSmsProvider implements SmsProvider {

  private final SmsProvider provider;
  private final CallGuard guard;
  private final Retry sendRetry;
  private final Retry findRetry;

  public GuardedSmsProvider(SmsProvider provider, int perSecond, MeterRegistry meters) {
    this.provider = provider;
    guard = new CallGuard(provider.name(), perSecond, GuardedSmsProvider::tellsOfAnOutage, meters);
    sendRetry =
        guard.<Answer>retry("send", answer -> answer instanceof Answer.NotTaken(_, var transientFault) && transientFault);
    findRetry = guard.<Knowledge>retry("find", knowledge -> knowledge instanceof Knowledge.NoAnswer);
  }

  private static boolean tellsOfAnOutage(Object result) {
    return switch (result) {
      case Answer.NotTaken(_, var transientFault) -> transientFault;
      case Answer.Unknown _, Knowledge.NoAnswer _ -> true;
      default -> false;
    };
  }

  @Override
  public String name() {
    return provider.name();
  }

  @Override
  public Mono<Answer> send(Sms sms, BooleanSupplier mayStill) {
    return guard
        .guarded(provider.send(sms, mayStill), sendRetry)
        .onErrorResume(CallNotPermittedException.class, _ -> Mono.just(new Answer.NotTaken("CIRCUIT_OPEN", false)))
        .onErrorResume(RequestNotPermitted.class, _ -> Mono.just(new Answer.NotTaken("RATE_LIMITED", false)));
  }

  @Override
  public Mono<Knowledge> find(String outId) {
    return guard
        .guarded(provider.find(outId), findRetry)
        .onErrorResume(CallNotPermittedException.class, _ -> Mono.just(new Knowledge.NoAnswer("CIRCUIT_OPEN")))
        .onErrorResume(RequestNotPermitted.class, _ -> Mono.just(new Knowledge.NoAnswer("RATE_LIMITED")));
  }
}
