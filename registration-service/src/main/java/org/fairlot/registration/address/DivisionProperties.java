package org.fairlot.registration.address;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** @param folder with imported division tables, {@code null}: those that come with this service */
@ConfigurationProperties("fairlot.divisions")
public record DivisionProperties(Path folder) {

  public DivisionProperties {
    folder = folder == null || folder.toString().isBlank() ? null : folder;
  }
}
