package org.fairlot.runtime.security;

import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpMethod;

/**
 * Who may call what: a service declares each route with the scopes of which the caller needs one. What is not declared is
 * denied.
 */
public final class SecurityRules {

  /** @param scopes one of these is needed; empty: anyone may call */
  public record Rule(HttpMethod method, String pattern, List<String> scopes) {
    public Rule {
      scopes = List.copyOf(scopes);
    }
  }

  private final List<Rule> rules = new ArrayList<>();

  public SecurityRules scope(HttpMethod method, String pattern, String... anyOf) {
    rules.add(new Rule(method, pattern, List.of(anyOf)));
    return this;
  }

  public SecurityRules permitAll(HttpMethod method, String pattern) {
    rules.add(new Rule(method, pattern, List.of()));
    return this;
  }

  public List<Rule> rules() {
    return List.copyOf(rules);
  }
}
