package org.fairlot.local.origin;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.MongoServer;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class OwnResourcesTest {

  private static final String IN_EVERY_JAR = "META-INF/MANIFEST.MF";

  @Test
  void a_service_sees_its_own_first_the_shared_ones_next_and_its_neighbours_never() throws Exception {
    // two libraries stand in for two services
    var view = new OwnResources(MongoServer.class, List.of(MongoServer.class, Admin.class));
    var seen = Collections.list(view.getResources(IN_EVERY_JAR));
    assertThat(seen.getFirst().toString()).contains("mongo-java-server-core");
    String neighbour = Admin.class.getProtectionDomain().getCodeSource().getLocation().toString();
    assertThat(seen).noneMatch(url -> url.toString().contains(neighbour));
    assertThat(seen).anyMatch(url -> url.toString().contains("picocli"));
    assertThat(view.getResource(IN_EVERY_JAR)).isEqualTo(seen.getFirst());
  }

  @Test
  void classes_are_everybodys() throws Exception {
    var view = new OwnResources(MongoServer.class, List.of(MongoServer.class, Admin.class));
    assertThat(view.loadClass(Admin.class.getName())).isSameAs(Admin.class);
  }
}
