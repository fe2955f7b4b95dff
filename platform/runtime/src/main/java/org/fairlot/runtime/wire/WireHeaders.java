package org.fairlot.runtime.wire;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Kafka headers: CloudEvents 1.0, binary mode, with its extension attributes, and our two private ones. */
public final class WireHeaders {

  public static final String ID = "ce_id";
  public static final String TYPE = "ce_type";
  public static final String SOURCE = "ce_source";
  public static final String SPEC_VERSION = "ce_specversion";
  public static final String SUBJECT = "ce_subject";
  public static final String TIME = "ce_time";
  public static final String CORRELATION = "ce_correlationid";
  public static final String CAUSATION = "ce_causationid";
  public static final String TRACE_PARENT = "ce_traceparent";
  public static final String SEQUENCE = "ce_sequence";
  public static final String CONTENT_TYPE = "content-type";
  /** Commands only: what the caller's body was, so that an id used again for something else is found. */
  public static final String FINGERPRINT = "fairlot-fingerprint";
  /** Commands only: wrapped person keys to be kept if the command is accepted. */
  public static final String NEW_KEYS = "fairlot-new-keys";
  /** Commands of timers only: what they were set for, in milliseconds of the domain's epoch; it is no earlier when they are decided. */
  public static final String DUE = "fairlot-due";
  /** Dead letters only. */
  public static final String REASON = "fairlot-reason";

  private WireHeaders() {}

  public static void put(Headers headers, String name, String value) {
    if (value != null) {
      headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
  }

  public static String get(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }
}
