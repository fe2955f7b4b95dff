package org.fairlot.allocation.draw.web;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.util.DigestUtils;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * The page on which anybody recomputes a draw from its bundle (核验页). It works from a file as well, so its policy stands in
 * it: these scripts and no others, no network. Served, it has the same policy as a header, and cannot be framed.
 */
public final class VerifyPage {

  public static final String PATH = "/verify.html";

  private static final Pattern POLICY =
      Pattern.compile("http-equiv=\"Content-Security-Policy\"\\s+content=\"([^\"]+)\"");

  /** A browser asks again after so long, and mostly hears that it is still the same. */
  private static final Duration FRESH = Duration.ofHours(1);

  private final byte[] page = read();
  private final String policy = policy(page) + "; frame-ancestors 'none'";
  private final String etag = '"' + DigestUtils.md5DigestAsHex(page) + '"';

  public RouterFunction<ServerResponse> routes() {
    return route().GET(PATH, this::show).build();
  }

  private Mono<ServerResponse> show(ServerRequest request) {
    return request
        .checkNotModified(etag)
        .switchIfEmpty(
            ServerResponse.ok()
                .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                .cacheControl(CacheControl.maxAge(FRESH).cachePublic())
                .eTag(etag)
                .header("Content-Security-Policy", policy)
                .bodyValue(page));
  }

  private static byte[] read() {
    try (var page = VerifyPage.class.getResourceAsStream("/static" + PATH)) {
      return page.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String policy(byte[] page) {
    var found = POLICY.matcher(new String(page, StandardCharsets.UTF_8));
    if (!found.find()) {
      throw new IllegalStateException("the page for verifying has no policy of its own");
    }
    return found.group(1);
  }
}
