package org.fairlot.local.origin;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** Hands a request on to a service that runs in a process of its own, streaming both ways. */
public final class Proxy implements HttpHandler {

  /** Headers that belong to one connection (RFC 9110, 7.6.1), or that the next hop sets itself. */
  private static final Set<String> OF_THIS_HOP =
      Set.of("connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "host", "content-length");

  private final HttpClient client = HttpClient.create();
  private final URI target;

  /** @param target where the service listens, without a path */
  public Proxy(URI target) {
    this.target = target;
  }

  @Override
  public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
    String query = request.getURI().getRawQuery();
    String path = request.getPath().pathWithinApplication().value();
    return client
        .headers(
            headers ->
                request.getHeaders().forEach((name, values) -> {
                  if (!OF_THIS_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                    headers.add(name, values);
                  }
                }))
        .request(io.netty.handler.codec.http.HttpMethod.valueOf(request.getMethod().name()))
        .uri(target + path + (query == null ? "" : "?" + query))
        .send((out, sink) -> sink.send(request.getBody().map(NettyDataBufferFactory::toByteBuf)))
        .response(
            (answer, content) -> {
              response.setStatusCode(HttpStatusCode.valueOf(answer.status().code()));
              answer.responseHeaders().forEach(header -> {
                if (!OF_THIS_HOP.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                  response.getHeaders().add(header.getKey(), header.getValue());
                }
              });
              var buffers = (NettyDataBufferFactory) response.bufferFactory();
              return response.writeAndFlushWith(content.retain().map(bytes -> Mono.just(buffers.wrap(bytes))));
            })
        .then()
        .onErrorResume(Proxy::isAway, e -> unavailable(response));
  }

  private static boolean isAway(Throwable e) {
    return e instanceof ConnectException || e instanceof ConnectTimeoutException;
  }

  private static Mono<Void> unavailable(ServerHttpResponse response) {
    response.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
    response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    response.getHeaders().set("Retry-After", "2");
    byte[] json = """
        {"type":"about:blank","title":"Service Unavailable","status":503,"code":"STARTING","detail":"The service is not up."}"""
        .getBytes(StandardCharsets.UTF_8);
    return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(json)));
  }
}
