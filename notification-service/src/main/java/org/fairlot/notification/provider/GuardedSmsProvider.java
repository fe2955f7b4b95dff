package org.fairlot.notification.provider;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedRateLimiterMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedRetryMetrics;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.github.resilience4j.reactor.ratelimiter.operator.RateLimiterOperator;
import io.github.resilience4j.reactor.retry.RetryOperator;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Mono;

/**
 * A provider behind a rate limit, a circuit breaker and a few quick retries with jitter. Only what the provider
 * certainly did not take is tried again here; a silence is left to the ledger, which asks before it lets another
 * attempt begin.
 */
public final class GuardedSmsProvider implements SmsProvider {

  private static final int TRIES = 3;

  private final SmsProvider provider;
  private final CircuitBreaker breaker;
  private final RateLimiter limiter;
  private final Retry sendRetry;
  private final Retry findRetry;

  public GuardedSmsProvider(SmsProvider provider, int perSecond, MeterRegistry meters) {
    this.provider = provider;
    // half of the last 20 calls failed: stop for 10 s, then see with 3 calls whether it is back
    var breakers =
        CircuitBreakerRegistry.of(
            CircuitBreakerConfig.custom()
                .slidingWindowSize(20)
                .minimumNumberOfCalls(10)
                .failureRateThreshold(50)
                .waitDurationInOpenState(Duration.ofSeconds(10))
                .permittedNumberOfCallsInHalfOpenState(3)
                .recordResult(GuardedSmsProvider::tellsOfAnOutage)
                .ignoreExceptions(RequestNotPermitted.class)
                .build());
    // who cannot be served within two seconds comes back later, lest his claim on the attempt grows old in the queue
    var limiters =
        RateLimiterRegistry.of(
            RateLimiterConfig.custom()
                .limitRefreshPeriod(Duration.ofSeconds(1))
                .limitForPeriod(perSecond)
                .timeoutDuration(Duration.ofSeconds(2))
                .build());
    // 0.2 s, then 0.4 s, each half as long or half as long again, so that senders do not come in step
    var interval = IntervalFunction.ofExponentialRandomBackoff(Duration.ofMillis(200), 2.0, 0.5);
    var retries = RetryRegistry.ofDefaults();
    breaker = breakers.circuitBreaker(provider.name());
    limiter = limiters.rateLimiter(provider.name());
    sendRetry =
        retries.retry(
            provider.name() + "-send",
            RetryConfig.<Answer>custom()
                .maxAttempts(TRIES)
                .intervalFunction(interval)
                .retryOnResult(answer -> answer instanceof Answer.NotTaken(_, var transientFault) && transientFault)
                .retryOnException(error -> false)
                .build());
    findRetry =
        retries.retry(
            provider.name() + "-find",
            RetryConfig.<Knowledge>custom()
                .maxAttempts(TRIES)
                .intervalFunction(interval)
                .retryOnResult(knowledge -> knowledge instanceof Knowledge.NoAnswer)
                .retryOnException(error -> false)
                .build());
    TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(meters);
    TaggedRateLimiterMetrics.ofRateLimiterRegistry(limiters).bindTo(meters);
    TaggedRetryMetrics.ofRetryRegistry(retries).bindTo(meters);
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
    return provider
        .send(sms, mayStill)
        .transformDeferred(RateLimiterOperator.of(limiter))
        .transformDeferred(CircuitBreakerOperator.of(breaker))
        .transformDeferred(RetryOperator.of(sendRetry))
        .onErrorResume(CallNotPermittedException.class, _ -> Mono.just(new Answer.NotTaken("CIRCUIT_OPEN", false)))
        .onErrorResume(RequestNotPermitted.class, _ -> Mono.just(new Answer.NotTaken("RATE_LIMITED", false)));
  }

  @Override
  public Mono<Knowledge> find(String outId) {
    return provider
        .find(outId)
        .transformDeferred(RateLimiterOperator.of(limiter))
        .transformDeferred(CircuitBreakerOperator.of(breaker))
        .transformDeferred(RetryOperator.of(findRetry))
        .onErrorResume(CallNotPermittedException.class, _ -> Mono.just(new Knowledge.NoAnswer("CIRCUIT_OPEN")))
        .onErrorResume(RequestNotPermitted.class, _ -> Mono.just(new Knowledge.NoAnswer("RATE_LIMITED")));
  }
}
