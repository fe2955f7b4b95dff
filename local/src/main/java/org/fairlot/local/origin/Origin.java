package org.fairlot.local.origin;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.fairlot.runtime.edge.ReadsOn;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * The one public origin of the suite on this machine, on the loopback address. It sends each request to the service
 * that its path belongs to, {@code /ops/<service>/**} to that service's own {@code /**} (actuator), and {@code /dev/**}
 * to what only a development suite has.
 */
public final class Origin implements AutoCloseable {

  private final Routes routes;
  private final Map<String, HttpHandler> services = new ConcurrentHashMap<>();
  private volatile HttpHandler development;
  private DisposableServer server;

  private Origin(Routes routes) {
    this.routes = routes;
  }

  /**
   * Listens at once; a service that is not mounted yet is answered for with 503.
   *
   * @param port 0 takes a free one
   * @throws IllegalStateException if the port is in use
   */
  public static Origin start(int port, Routes routes) {
    var origin = new Origin(routes);
    try {
      origin.server =
          ReadsOn.applyTo(HttpServer.create())
              .host("127.0.0.1")
              .port(port)
              // as long as the longest citizen's connection between two of its requests; then it is closed
              .idleTimeout(Duration.ofSeconds(75))
              .handle(new ReactorHttpHandlerAdapter(origin::dispatch))
              .bindNow();
    } catch (ChannelBindException e) {
      throw new IllegalStateException(
          "Port " + port + " is in use. Is the suite already running? Choose another with --port.", e);
    }
    return origin;
  }

  public int port() {
    return server.port();
  }

  /** As callers see it: {@code http://localhost:8080}. */
  public String url() {
    return "http://localhost:" + port();
  }

  /** From now on this handler answers for the service. */
  public void mount(String service, HttpHandler handler) {
    services.put(service, handler);
  }

  public void unmount(String service) {
    services.remove(service);
  }

  /** What answers under {@code /dev/}. */
  public void mountDevelopment(HttpHandler handler) {
    development = handler;
  }

  private Mono<Void> dispatch(ServerHttpRequest request, ServerHttpResponse response) {
    var segments = request.getPath().pathWithinApplication().elements();
    String first = segments.size() > 1 ? segments.get(1).value() : "";
    if (first.equals("dev") && development != null) {
      return development.handle(request, response);
    }
    if (first.equals("ops") && segments.size() > 3) {
      String service = segments.get(3).value();
      return forward(service, request.mutate().contextPath("/ops/" + service).build(), response);
    }
    return routes
        .serviceFor(request.getPath().pathWithinApplication())
        .map(service -> forward(service, request, response))
        .orElseGet(() -> problem(response, HttpStatus.NOT_FOUND, "NOT_FOUND", "No service answers this path."));
  }

  private Mono<Void> forward(String service, ServerHttpRequest request, ServerHttpResponse response) {
    HttpHandler handler = services.get(service);
    if (handler == null) {
      response.getHeaders().set("Retry-After", "2");
      return problem(response, HttpStatus.SERVICE_UNAVAILABLE, "STARTING", "The service is not up.");
    }
    return handler.handle(request, response);
  }

  private static Mono<Void> problem(ServerHttpResponse response, HttpStatus status, String code, String detail) {
    var json = """
        {"type":"about:blank","title":"%s","status":%d,"code":"%s","detail":"%s"}"""
        .formatted(status.getReasonPhrase(), status.value(), code, detail);
    response.setStatusCode(status);
    response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    return response.writeWith(
        Mono.fromSupplier(() -> response.bufferFactory().wrap(json.getBytes(StandardCharsets.UTF_8))));
  }

  @Override
  public void close() {
    server.disposeNow(Duration.ofSeconds(3));
  }
}
