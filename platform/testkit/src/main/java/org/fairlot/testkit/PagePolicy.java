package org.fairlot.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fairlot.runtime.edge.StaticPage;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

/** What a {@link StaticPage} promises its reader: only its own scripts run, and a browser that has it is told so. */
public final class PagePolicy {

  private PagePolicy() {}

  /** @param others what this page's policy says beyond scripts and styles: {@code connect-src 'self'} */
  public static void assertHolds(String path, String... others) {
    var browser = WebTestClient.bindToRouterFunction(new StaticPage(path).routes()).build();
    var answer =
        browser.get().uri(path).exchange().expectStatus().isOk()
            .expectHeader().contentTypeCompatibleWith(MediaType.TEXT_HTML)
            .expectHeader().valueEquals(HttpHeaders.CACHE_CONTROL, "max-age=3600, public")
            .expectBody(String.class).returnResult();
    String page = answer.getResponseBody();
    String policy = answer.getResponseHeaders().getFirst("Content-Security-Policy");
    var expected =
        Stream.concat(
                Stream.of(
                    "default-src 'none'", "script-src " + hashes(page, "script"), "style-src " + hashes(page, "style"),
                    "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"),
                Stream.of(others))
            .toList();
    assertThat(List.of(policy.split("; "))).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(page).as("what the policy would forbid").doesNotContain(" src=", " href=", " style=", " onclick=");
    assertThat(page).as("a saved page is under the same policy").contains(policy.replace("; frame-ancestors 'none'", ""));

    browser.get().uri(path).header(HttpHeaders.IF_NONE_MATCH, answer.getResponseHeaders().getETag()).exchange()
        .expectStatus().isNotModified();
    browser.get().uri(path).header(HttpHeaders.IF_NONE_MATCH, "\"another\"").exchange().expectStatus().isOk();
  }

  /** As a browser computes them: over the text between the tags. */
  private static String hashes(String page, String tag) {
    var found = Pattern.compile("<" + tag + "[^>]*>(.*?)</" + tag + ">", Pattern.DOTALL).matcher(page);
    var hashes = new ArrayList<String>();
    while (found.find()) {
      byte[] hash = sha256().digest(found.group(1).getBytes(StandardCharsets.UTF_8));
      hashes.add("'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
    }
    return String.join(" ", hashes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
