package org.fairlot.registration.pack.domain;

import static org.fairlot.testkit.DeciderSpec.spec;

import org.fairlot.contracts.registration.PackEvent.PackPublished;
import org.fairlot.registration.pack.domain.PackCommand.PublishPack;
import org.junit.jupiter.api.Test;

class PackDeciderSpec {

  private static final PackPublished V2 = new PackPublished("hangzhou", 2, "two", "b2");

  @Test
  void a_first_version_may_have_any_number() {
    spec(new PackDecider()).when(new PublishPack("hangzhou", 2, "two", "b2")).then(V2);
  }

  @Test
  void publishing_the_same_bytes_again_is_already_true() {
    spec(new PackDecider()).given(V2).when(new PublishPack("hangzhou", 2, "two", "b2")).thenNothing();
  }

  @Test
  void a_published_version_never_changes() {
    spec(new PackDecider()).given(V2).when(new PublishPack("hangzhou", 2, "changed", "c3"))
        .thenRejected("PACK_VERSION_EXISTS");
  }

  @Test
  void versions_rise() {
    spec(new PackDecider()).given(V2).when(new PublishPack("hangzhou", 1, "one", "a1"))
        .thenRejected("PACK_VERSION_TOO_LOW");
    spec(new PackDecider()).given(V2).when(new PublishPack("hangzhou", 3, "three", "c3"))
        .then(new PackPublished("hangzhou", 3, "three", "c3"));
  }
}
