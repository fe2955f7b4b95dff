package org.fairlot.registration.committee.web;

import java.util.regex.Pattern;
import org.fairlot.contracts.registration.ReviewEvent;
import org.fairlot.runtime.edge.Problem;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/**
 * Who works with a committee's queue (居委会工作人员), by the token.
 *
 * @param subject   who it is: stands with all that is entered and decided
 * @param committee for which one the token is, {@code null}: for any
 * @param operator  whether it is an operator, who works with every queue
 * @param auditor   whether it is an auditor, who reads the figures of all
 */
public record CommitteeWorker(String subject, String committee, boolean operator, boolean auditor) {

  /** The token's claim that names its committee. */
  public static final String CLAIM = "committee";

  private static final Pattern COMMITTEE = Pattern.compile("\\d{12}|" + ReviewEvent.UNASSIGNED);

  public static Mono<CommitteeWorker> of(ServerRequest request) {
    return request.principal()
        .ofType(JwtAuthenticationToken.class)
        .map(
            token ->
                new CommitteeWorker(
                    token.getName(), token.getToken().getClaimAsString(CLAIM), has(token, "operator"), has(token, "auditor")));
  }

  private static boolean has(JwtAuthenticationToken token, String scope) {
    return token.getAuthorities().stream().anyMatch(a -> ("SCOPE_" + scope).equals(a.getAuthority()));
  }

  /**
   * The worker of a call under {@code /v1/committees/{code}}.
   *
   * @return an error with {@link Problem} 404 if that is no code, 403 {@code NOT_YOUR_COMMITTEE} if the token is for another
   *     committee, or is no operator's and the queue is theirs
   */
  public static Mono<CommitteeWorker> at(ServerRequest request) {
    String code = code(request);
    return of(request)
        .doOnNext(
            worker -> {
              if (!worker.mayServe(code)) {
                throw new Problem(403, "NOT_YOUR_COMMITTEE");
              }
            });
  }

  /** @throws Problem 404 {@code UNKNOWN_COMMITTEE} if it is not the form of a code */
  public static String code(ServerRequest request) {
    String code = request.pathVariable("code");
    if (!COMMITTEE.matcher(code).matches()) {
      throw new Problem(404, "UNKNOWN_COMMITTEE");
    }
    return code;
  }

  /** Whether the figures of this part of the city are for it to see: a committee's worker sees those of committees alone. */
  public boolean mayCount(String area) {
    return operator || auditor || COMMITTEE.matcher(area).matches() && mayServe(area);
  }

  private boolean mayServe(String code) {
    return operator || !code.equals(ReviewEvent.UNASSIGNED) && (committee == null || committee.equals(code));
  }
}
