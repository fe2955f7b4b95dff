package org.fairlot.runtime.outside;

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
import java.util.function.Predicate;
import reactor.core.publisher.Mono;

/**
 * What stands before every system that is not ours: a rate limit, a circuit breaker and a few quick retries with jitter.
 * A call never fails with an error of its own; its results tell whether there was an outage.
 */
public final class CallGuard {

  private static final int TRIES = 3;

  private final String name;
  private final CircuitBreaker breaker;
  private final RateLimiter limiter;
  private final RetryRegistry retries = RetryRegistry.ofDefaults();

  /** @param outage whether a result tells of one, rather than of an answer that we do not like */
  public CallGuard(String name, int perSecond, Predicate<Object> outage, MeterRegistry meters) {
    this.name = name;
    // half of the last 20 calls failed: stop for 10 s, then see with 3 calls whether it is back
    var breakers =
        CircuitBreakerRegistry.of(
            CircuitBreakerConfig.custom()
                .slidingWindowSize(20)
                .minimumNumberOfCalls(10)
                .failureRateThreshold(50)
                .waitDurationInOpenState(Duration.ofSeconds(10))
                .permittedNumberOfCallsInHalfOpenState(3)
                .recordResult(outage)
                .ignoreExceptions(RequestNotPermitted.class)
                .build());
    // who cannot be served within two seconds comes back later, lest what he waits with grows old in the queue
    var limiters =
        RateLimiterRegistry.of(
            RateLimiterConfig.custom()
                .limitRefreshPeriod(Duration.ofSeconds(1))
                .limitForPeriod(perSecond)
                .timeoutDuration(Duration.ofSeconds(2))
                .build());
    breaker = breakers.circuitBreaker(name);
    limiter = limiters.rateLimiter(name);
    TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(meters);
    TaggedRateLimiterMetrics.ofRateLimiterRegistry(limiters).bindTo(meters);
    TaggedRetryMetrics.ofRetryRegistry(retries).bindTo(meters);
  }

  /** A kind of call, tried again where its result says that this may help. */
  public <T> Retry retry(String call, Predicate<T> mayHelp) {
    return retries.retry(
        name + "-" + call,
        RetryConfig.<T>custom()
            .maxAttempts(TRIES)
            // 0.2 s, then 0.4 s, each half as long or half as long again, so that callers do not come in step
            .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(Duration.ofMillis(200), 2.0, 0.5))
            .retryOnResult(mayHelp)
            .retryOnException(error -> false)
            .build());
  }

  /**
   * @return what the call says; an error ({@code CallNotPermittedException}, {@code RequestNotPermitted}) if it was not
   *     made
   */
  public <T> Mono<T> guarded(Mono<T> call, Retry retry) {
    return call
        .transformDeferred(RateLimiterOperator.of(limiter))
        .transformDeferred(CircuitBreakerOperator.of(breaker))
        .transformDeferred(RetryOperator.of(retry));
  }
}
