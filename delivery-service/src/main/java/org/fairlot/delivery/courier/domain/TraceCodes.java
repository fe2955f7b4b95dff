package org.fairlot.delivery.courier.domain;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.fairlot.contracts.delivery.ParcelState;

/**
 * What partners' codes mean (轨迹状态码): one table per format. A code that stands in no table has no meaning here; it is
 * recorded and shown, and moves nothing, because a guess could release goods that are still under way.
 */
public enum TraceCodes {

  /** Our own names, for partners that build against Fairlot. */
  CANONICAL("canonical", byName()),

  /** 快递100 {@code lastResult.state}, and {@code abort} of its {@code status}. */
  KUAIDI100(
      "kuaidi100",
      table(
          "0", ParcelState.IN_TRANSIT,
          "1", ParcelState.COLLECTED,
          "2", ParcelState.ATTEMPT_FAILED,
          "3", ParcelState.DELIVERED,
          "4", ParcelState.RETURNED,
          "5", ParcelState.OUT_FOR_DELIVERY,
          "6", ParcelState.RETURNING,
          "7", ParcelState.IN_TRANSIT,
          "14", ParcelState.REFUSED,
          "abort", ParcelState.HELD)),

  /**
   * WeChat express (微信物流助手) {@code ActionType}. A failed collection (100002) leaves the goods where they were, so
   * another courier gets them, as after a cancellation.
   */
  WECHAT_EXPRESS(
      "wechat-express",
      table(
          "100001", ParcelState.COLLECTED,
          "100002", ParcelState.CANCELLED,
          "100003", ParcelState.ACCEPTED,
          "200001", ParcelState.IN_TRANSIT,
          "300002", ParcelState.OUT_FOR_DELIVERY,
          "300003", ParcelState.DELIVERED,
          "300004", ParcelState.ATTEMPT_FAILED,
          "400001", ParcelState.CANCELLED,
          "400002", ParcelState.HELD)),

  /** WeChat instant delivery (微信即时配送) {@code order_status}. */
  INSTANT(
      "instant",
      table(
          "101", ParcelState.CREATED,
          "102", ParcelState.ACCEPTED,
          "103", ParcelState.CANCELLED,
          "201", ParcelState.ACCEPTED,
          "202", ParcelState.COLLECTED,
          "203", ParcelState.CANCELLED,
          "204", ParcelState.CANCELLED,
          "205", ParcelState.CANCELLED,
          "301", ParcelState.OUT_FOR_DELIVERY,
          "302", ParcelState.DELIVERED,
          "303", ParcelState.RETURNING,
          "304", ParcelState.ATTEMPT_FAILED,
          "305", ParcelState.REFUSED,
          "401", ParcelState.RETURNED,
          "501", ParcelState.CANCELLED,
          "502", ParcelState.CANCELLED));

  private final String format;
  private final Map<String, ParcelState> states;

  TraceCodes(String format, Map<String, ParcelState> states) {
    this.format = format;
    this.states = states;
  }

  /** The table of a format by its name on the wire. */
  public static Optional<TraceCodes> of(String format) {
    return Arrays.stream(values()).filter(codes -> codes.format.equals(format)).findFirst();
  }

  public static String formats() {
    return Arrays.stream(values()).map(codes -> codes.format).collect(Collectors.joining(", "));
  }

  /** What a code means; empty if the table does not know it. */
  public Optional<ParcelState> stateOf(String code) {
    return Optional.ofNullable(states.get(code));
  }

  public Map<String, ParcelState> states() {
    return states;
  }

  private static Map<String, ParcelState> byName() {
    var names = new LinkedHashMap<String, ParcelState>();
    for (ParcelState state : ParcelState.values()) {
      names.put(state.name(), state);
    }
    return Collections.unmodifiableMap(names);
  }

  private static Map<String, ParcelState> table(Object... pairs) {
    var table = new LinkedHashMap<String, ParcelState>();
    for (int i = 0; i < pairs.length; i += 2) {
      table.put((String) pairs[i], (ParcelState) pairs[i + 1]);
    }
    return Collections.unmodifiableMap(table);
  }
}
