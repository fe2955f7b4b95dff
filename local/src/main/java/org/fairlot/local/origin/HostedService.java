package org.fairlot.local.origin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.GracefulShutdownCallback;
import org.springframework.boot.web.server.GracefulShutdownResult;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.reactive.ReactiveWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.http.server.reactive.HttpHandler;

/**
 * A service that runs inside the suite's JVM as an application context of its own. It finds its own configuration and
 * texts, and believes that it has a web server; in truth its handler is mounted in the {@link Origin}.
 */
public final class HostedService implements AutoCloseable {

  private final ConfigurableApplicationContext context;

  private HostedService(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /**
   * Starts the service; returns when its context is up, which is before it is ready.
   *
   * @param name        as in the routing table
   * @param application its application class
   * @param neighbours  the application classes of all services of this JVM
   * @param properties  what is decided from outside, stronger than the service's own configuration
   * @param beans       registers what the service is given instead of making it itself
   */
  public static HostedService start(
      Origin origin, String name, Class<?> application, List<Class<?>> neighbours, Map<String, ?> properties,
      Consumer<GenericApplicationContext> beans) {
    var resources = new OwnResources(application, neighbours);
    var thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(resources);
    try {
      var app = new SpringApplication(new DefaultResourceLoader(resources), application);
      app.setBannerMode(Banner.Mode.OFF);
      app.setLogStartupInfo(false);
      // contexts are closed by the suite, in its order
      app.setRegisterShutdownHook(false);
      app.addInitializers(
          (GenericApplicationContext context) -> {
            context.registerBean(
                ReactiveWebServerFactory.class, () -> handler -> new Mounted(origin, name, handler));
            beans.accept(context);
          });
      return new HostedService(app.run(arguments(properties)));
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static String[] arguments(Map<String, ?> properties) {
    return new LinkedHashMap<>(properties)
        .entrySet().stream().map(e -> "--" + e.getKey() + "=" + e.getValue()).toArray(String[]::new);
  }

  @Override
  public void close() {
    context.close();
  }

  private record Mounted(Origin origin, String name, HttpHandler handler) implements WebServer {
    @Override
    public void start() {
      origin.mount(name, handler);
    }

    @Override
    public void stop() {
      origin.unmount(name);
    }

    @Override
    public int getPort() {
      return origin.port();
    }

    @Override
    public void shutDownGracefully(GracefulShutdownCallback callback) {
      origin.unmount(name);
      callback.shutdownComplete(GracefulShutdownResult.IDLE);
    }
  }
}
