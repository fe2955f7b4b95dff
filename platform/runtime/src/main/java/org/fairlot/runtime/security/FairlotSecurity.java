package org.fairlot.runtime.security;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import org.fairlot.runtime.FairlotProperties;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.Problem;
import org.fairlot.runtime.edge.Problems;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;

/** Every service as an OAuth2 resource server: bearer tokens (JWT), a scope per route, problem+json refusals. */
public final class FairlotSecurity {

  /** A token is checked once and then trusted for this long, or until it expires: a signature costs more than a command. */
  private static final Duration TOKEN_TRUSTED = Duration.ofSeconds(60);

  private static final int TOKENS_MAX = 10_000;

  private FairlotSecurity() {}

  public static SecurityWebFilterChain filterChain(
      ServerHttpSecurity http, SecurityRules rules, Problems problems, ReactiveJwtDecoder decoder, String operations) {
    http.csrf(ServerHttpSecurity.CsrfSpec::disable)
        .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
        .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
        .logout(ServerHttpSecurity.LogoutSpec::disable)
        .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
        .securityContextRepository(NoOpServerSecurityContextRepository.getInstance());
    http.authorizeExchange(
        exchanges -> {
          // liveness, readiness and metrics are for the platform; the network keeps others away from them
          exchanges.pathMatchers(operations + "/health/**", operations + "/prometheus").permitAll();
          exchanges.pathMatchers(operations + "/**").hasAuthority("SCOPE_operator");
          for (var rule : rules.rules()) {
            var matcher = exchanges.pathMatchers(rule.method(), rule.pattern());
            if (rule.scopes().isEmpty()) {
              matcher.permitAll();
            } else {
              matcher.hasAnyAuthority(rule.scopes().stream().map(s -> "SCOPE_" + s).toArray(String[]::new));
            }
          }
          exchanges.anyExchange().denyAll();
        });
    http.exceptionHandling(
        e ->
            e.authenticationEntryPoint((exchange, x) -> problems.write(exchange, new Problem(401, "UNAUTHENTICATED")))
                .accessDeniedHandler((exchange, x) -> problems.write(exchange, new Problem(403, "FORBIDDEN"))));
    http.oauth2ResourceServer(
        server ->
            server
                .authenticationEntryPoint((exchange, x) -> problems.write(exchange, new Problem(401, "UNAUTHENTICATED")))
                .jwt(jwt -> jwt.jwtDecoder(decoder)));
    http.addFilterAfter(clientId(), SecurityWebFiltersOrder.AUTHORIZATION);
    return http.build();
  }

  /** Leaves the caller's client id where {@link Edge} finds it: idempotency keys are the client's own. */
  private static WebFilter clientId() {
    return (exchange, chain) ->
        exchange
            .getPrincipal()
            .ofType(JwtAuthenticationToken.class)
            .doOnNext(
                token -> {
                  String client = token.getToken().getClaimAsString("client_id");
                  exchange.getAttributes().put(Edge.CLIENT_ATTRIBUTE, client != null ? client : token.getName());
                })
            .then(chain.filter(exchange));
  }

  /** @throws IllegalStateException if it is not said where the issuer's keys are */
  public static ReactiveJwtDecoder decoder(FairlotProperties.Security settings) {
    if (settings.jwkSet() != null && !settings.jwkSet().isBlank()) {
      return trusting(local(settings.jwkSet()));
    }
    if (settings.jwkSetUri() == null || settings.jwkSetUri().isBlank()) {
      throw new IllegalStateException("fairlot.security.jwk-set-uri (or jwk-set) is not set: no token could be checked");
    }
    return trusting(NimbusReactiveJwtDecoder.withJwkSetUri(settings.jwkSetUri()).build());
  }

  private static ReactiveJwtDecoder local(String jwkSet) {
    try {
      var processor = new DefaultJWTProcessor<SecurityContext>();
      processor.setJWSKeySelector(
          new JWSVerificationKeySelector<>(
              JWSAlgorithm.RS256, new ImmutableJWKSet<>(JWKSet.parse(jwkSet))));
      // expiry is checked by the decoder's own validator, with the message that callers get
      processor.setJWTClaimsSetVerifier((claims, context) -> {});
      return new NimbusReactiveJwtDecoder(
          jwt -> Mono.fromCallable(() -> processor.process(jwt, null))
              .onErrorMap(JOSEException.class, e -> new BadJwtException(e.getMessage(), e))
              .onErrorMap(BadJOSEException.class, e -> new BadJwtException(e.getMessage(), e)));
    } catch (ParseException e) {
      throw new IllegalStateException("fairlot.security.jwk-set is not a JWK set");
    }
  }

  private static ReactiveJwtDecoder trusting(ReactiveJwtDecoder decoder) {
    var trusted = Caffeine.newBuilder().maximumSize(TOKENS_MAX).expireAfterWrite(TOKEN_TRUSTED).<String, Jwt>build();
    return token -> {
      Jwt known = trusted.getIfPresent(token);
      if (known != null && known.getExpiresAt() != null && Instant.now().isBefore(known.getExpiresAt())) {
        return Mono.just(known);
      }
      return decoder.decode(token).doOnNext(jwt -> trusted.put(token, jwt));
    };
  }
}
