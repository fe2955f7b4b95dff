package org.fairlot.local.origin;

import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.springframework.core.SmartClassLoader;

/**
 * Lets services share one class path although each has an {@code application.yaml} and messages of its own: classes are
 * everybody's, but resources that belong to another service are hidden, and the service's own come first.
 */
final class OwnResources extends ClassLoader implements SmartClassLoader {

  private final String own;
  private final List<String> others;

  /** @param service the application class of this service; @param all those of every service in this JVM */
  OwnResources(Class<?> service, List<Class<?>> all) {
    super("resources of " + service.getSimpleName(), service.getClassLoader());
    this.own = home(service);
    this.others = all.stream().map(OwnResources::home).filter(home -> !home.equals(own)).toList();
  }

  private static String home(Class<?> service) {
    return service.getProtectionDomain().getCodeSource().getLocation().toString();
  }

  @Override
  public URL getResource(String name) {
    try {
      var found = getResources(name);
      return found.hasMoreElements() ? found.nextElement() : null;
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    var mine = new ArrayList<URL>();
    var shared = new ArrayList<URL>();
    for (URL url : Collections.list(getParent().getResources(name))) {
      String where = url.toString();
      if (where.contains(own)) {
        mine.add(url);
      } else if (others.stream().noneMatch(where::contains)) {
        shared.add(url);
      }
    }
    mine.addAll(shared);
    return Collections.enumeration(mine);
  }

  /** Generated classes are defined beside the class they extend, as if this loader were not there. */
  @Override
  public ClassLoader getOriginalClassLoader() {
    return getParent();
  }
}
