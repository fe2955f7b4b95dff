package org.fairlot.runtime.edge;

import java.util.Map;
import java.util.TreeMap;

/**
 * A refusal on its way to the caller, answered as {@code application/problem+json} (RFC 9457) with a stable code.
 */
public final class Problem extends RuntimeException {

  private final int status;
  private final String code;
  private final transient Map<String, Object> data;

  /** @param data extension members of the answer; {@code retryAfterSeconds} also becomes the header */
  public Problem(int status, String code, Map<String, Object> data) {
    super(code, null, false, false);
    this.status = status;
    this.code = code;
    this.data = new TreeMap<>(data);
  }

  public Problem(int status, String code) {
    this(status, code, Map.of());
  }

  /** The log cannot be written, or is not yet read, at this moment: nothing was taken, ask again soon. */
  public static Problem busy() {
    return new Problem(503, "LOG_UNAVAILABLE", Map.of("retryAfterSeconds", 2));
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  public Map<String, Object> data() {
    return data;
  }
}
