package org.fairlot.allocation.draw.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

class VerifyPageTest {

  private final WebTestClient browser = WebTestClient.bindToRouterFunction(new VerifyPage().routes()).build();

  @Test
  void anybody_gets_it_with_a_policy_that_allows_its_own_scripts_and_no_network() throws Exception {
    var answer =
        browser.get().uri("/verify.html").exchange().expectStatus().isOk()
            .expectHeader().contentTypeCompatibleWith(MediaType.TEXT_HTML)
            .expectHeader().valueEquals(HttpHeaders.CACHE_CONTROL, "max-age=3600, public")
            .expectBody(String.class).returnResult();
    String page = answer.getResponseBody();
    String policy = answer.getResponseHeaders().getFirst("Content-Security-Policy");
    assertThat(List.of(policy.split("; ")))
        .containsExactlyInAnyOrder(
            "default-src 'none'", "script-src " + String.join(" ", hashes(page, "script")),
            "style-src " + String.join(" ", hashes(page, "style")), "base-uri 'none'", "form-action 'none'",
            "frame-ancestors 'none'");
    assertThat(page).as("what the policy would forbid").doesNotContain(" src=", " href=", " style=", " onclick=");
    assertThat(page).as("a saved page is under the same policy").contains(policy.replace("; frame-ancestors 'none'", ""));
  }

  @Test
  void who_has_it_already_is_told_so() {
    String etag =
        browser.get().uri("/verify.html").exchange().expectBody().returnResult().getResponseHeaders().getETag();
    browser.get().uri("/verify.html").header(HttpHeaders.IF_NONE_MATCH, etag).exchange().expectStatus().isNotModified();
    browser.get().uri("/verify.html").header(HttpHeaders.IF_NONE_MATCH, "\"another\"").exchange().expectStatus().isOk();
  }

  /** As a browser computes them: over the text between the tags. */
  private static List<String> hashes(String page, String tag) throws Exception {
    var found = Pattern.compile("<" + tag + "[^>]*>(.*?)</" + tag + ">", Pattern.DOTALL).matcher(page);
    var hashes = new ArrayList<String>();
    while (found.find()) {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(found.group(1).getBytes(StandardCharsets.UTF_8));
      hashes.add("'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
    }
    return hashes;
  }
}
