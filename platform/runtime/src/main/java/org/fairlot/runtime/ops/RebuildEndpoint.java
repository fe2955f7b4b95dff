package org.fairlot.runtime.ops;

import java.util.Map;
import org.fairlot.runtime.view.Projections;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/** {@code /actuator/rebuild}: drops the read models and fills them again from the log. */
@Endpoint(id = "rebuild")
public final class RebuildEndpoint {

  private final Projections projections;

  public RebuildEndpoint(Projections projections) {
    this.projections = projections;
  }

  /** Events that wait to be shown. */
  @ReadOperation
  public Map<String, Object> progress() {
    return Map.of("lag", projections.lag());
  }

  @WriteOperation
  public Map<String, Object> rebuild() {
    projections.rebuild();
    return Map.of("rebuilding", true);
  }
}
