package org.fairlot.runtime.edge;

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
 * A page of a service that is one file, without a build step and without scripts of others. Its policy stands in it, since it may
 * be saved and opened from a disk: these scripts and no others. Served, it has the same policy as a header, and cannot be framed.
 */
public final class StaticPage {

  private static final Pattern POLICY =
      Pattern.compile("http-equiv=\"Content-Security-Policy\"\\s+content=\"([^\"]+)\"");

  /** A browser asks again after so long, and mostly hears that it is still the same. */
  private static final Duration FRESH = Duration.ofHours(1);

  private final String path;
  private final byte[] page;
  private final String policy;
  private final String etag;

  /**
   * @param path under which it is served; the file stands under {@code /static} of the class path
   * @throws IllegalStateException if there is no such file, or it has no policy of its own
   */
  public StaticPage(String path) {
    this.path = path;
    page = read(path);
    policy = policy(path, page) + "; frame-ancestors 'none'";
    etag = '"' + DigestUtils.md5DigestAsHex(page) + '"';
  }

  public RouterFunction<ServerResponse> routes() {
    return route().GET(path, this::show).build();
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

  private static byte[] read(String path) {
    try (var page = StaticPage.class.getResourceAsStream("/static" + path)) {
      if (page == null) {
        throw new IllegalStateException("there is no page " + path);
      }
      return page.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String policy(String path, byte[] page) {
    var found = POLICY.matcher(new String(page, StandardCharsets.UTF_8));
    if (!found.find()) {
      throw new IllegalStateException("the page " + path + " has no policy of its own");
    }
    return found.group(1);
  }
}
