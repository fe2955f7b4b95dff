package org.fairlot.runtime.ops;

import java.util.Map;
import org.fairlot.runtime.view.Projections;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.lang.Nullable;

/** {@code /actuator/quarantine}: which events the views could not take, and a way to try them again. */
@Endpoint(id = "quarantine")
public final class QuarantineEndpoint {

  private final Projections projections;

  public QuarantineEndpoint(Projections projections) {
    this.projections = projections;
  }

  @ReadOperation
  public Map<String, Object> list() {
    return Map.of("parked", projections.quarantine().list());
  }

  /** @param entity the aggregate whose events are tried again; all if it is missing */
  @WriteOperation
  public Map<String, Object> replay(@Nullable String entity) {
    return Map.of("replayed", projections.replayQuarantine(entity));
  }
}
