package org.fairlot.allocation.draw.drand;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where rounds are fetched; each value stands with its reason in {@code application.yaml}.
 *
 * @param baseUrls asked in this order; empty: none is, and a person reports the signature
 */
@ConfigurationProperties("fairlot.draw.drand")
public record DrandProperties(List<String> baseUrls, Calls calls) {

  /**
   * @param connectTimeout  after which a source counts as unreachable
   * @param responseTimeout after which its answer is not waited for
   * @param perSecond       requests per second to each of them
   */
  public record Calls(Duration connectTimeout, Duration responseTimeout, int perSecond) {}

  public DrandProperties {
    baseUrls = baseUrls == null ? List.of() : baseUrls.stream().filter(url -> !url.isBlank()).map(String::strip).toList();
  }
}
