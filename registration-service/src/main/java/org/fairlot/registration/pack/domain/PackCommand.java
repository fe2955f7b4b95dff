package org.fairlot.registration.pack.domain;

import org.fairlot.kernel.Command;
import org.fairlot.kernel.Wire;

/** Commands on a pack. Key: its name. */
public sealed interface PackCommand extends Command {

  /** @param yaml a valid pack of this name and version; @param sha256 of its bytes, hex */
  @Wire("registration.publish-pack.v1")
  record PublishPack(String pack, int version, String yaml, String sha256) implements PackCommand {
    @Override
    public String key() {
      return pack;
    }
  }
}
