package org.fairlot.registration.report;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * From where on a report raises an alert; the defaults stand, each with its reason, in {@code application.yaml}.
 *
 * @param streetPlaces where the streets lie; unset: no distances are told
 * @param chanceGap    by how much the chance of a group must be below that of the others, 0 to 1
 * @param chancePValue how improbable that must be by chance, before it is divided by the number of groups
 * @param farMetres    beyond it an outlet is far
 */
@ConfigurationProperties("fairlot.report")
public record ReportProperties(Path streetPlaces, double chanceGap, double chancePValue, int farMetres) {

  public ReportProperties {
    streetPlaces = streetPlaces == null || streetPlaces.toString().isBlank() ? null : streetPlaces;
  }
}
