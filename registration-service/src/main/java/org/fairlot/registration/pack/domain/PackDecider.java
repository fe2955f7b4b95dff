package org.fairlot.registration.pack.domain;

import java.time.Instant;
import org.fairlot.contracts.registration.PackEvent;
import org.fairlot.contracts.registration.PackEvent.PackPublished;
import org.fairlot.kernel.Decider;
import org.fairlot.kernel.Decision;
import org.fairlot.registration.pack.domain.PackCommand.PublishPack;
import org.fairlot.registration.pack.domain.PackRejection.PackVersionExists;
import org.fairlot.registration.pack.domain.PackRejection.PackVersionTooLow;

/** A published version stays as it is for ever (只增不改): cases pin it, and a replay must find the rules that held. */
public final class PackDecider implements Decider<PackCommand, PackVersions, PackEvent, PackRejection> {

  @Override
  public PackVersions initial() {
    return PackVersions.NONE;
  }

  @Override
  public Decision<PackEvent, PackRejection> decide(PackCommand command, PackVersions published, Instant at) {
    return switch (command) {
      case PublishPack c -> {
        var sha256 = published.sha256ByVersion().get(c.version());
        if (c.sha256().equals(sha256)) {
          yield Decision.nothing();
        }
        if (sha256 != null) {
          yield Decision.reject(new PackVersionExists(c.pack(), c.version(), sha256));
        }
        if (c.version() < published.latest()) {
          yield Decision.reject(new PackVersionTooLow(c.pack(), c.version(), published.latest()));
        }
        yield Decision.accept(new PackPublished(c.pack(), c.version(), c.yaml(), c.sha256()));
      }
    };
  }

  @Override
  public PackVersions evolve(PackVersions published, PackEvent event) {
    return switch (event) {
      case PackPublished e -> published.with(e.version(), e.sha256());
    };
  }
}
