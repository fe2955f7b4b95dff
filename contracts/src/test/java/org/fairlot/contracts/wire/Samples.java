package org.fairlot.contracts.wire;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.fairlot.kernel.Event;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A plausible event of each type with every member present, always the same: the first draft of an approved sample. */
final class Samples {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final String PERSON = "Zb1xQ2mS8dK4tVw6yN0aPg";
  private static final String CASE = "hangzhou-2020." + PERSON + ".k3Jd_x9Q";
  private static final String SEALED = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..c2FtcGxl.c2FtcGxl.c2FtcGxl";

  /** What a text is like, by the name of its member. */
  private static final Map<String, String> TEXTS =
      Map.ofEntries(
          Map.entry("programmeId", "hangzhou-2020"), Map.entry("personTag", PERSON), Map.entry("recipientTag", PERSON),
          Map.entry("caseId", CASE), Map.entry("fulfilmentId", CASE), Map.entry("messageId", CASE + ":granted"),
          Map.entry("noticeId", CASE + ":granted"), Map.entry("template", "granted"), Map.entry("language", "zh-CN"),
          Map.entry("declarationId", PERSON + ".r7Tq_0Ab"), Map.entry("poolId", "hangzhou-2020/CITY"),
          Map.entry("batchId", "2020-02-02-evening"), Map.entry("pack", "hangzhou"), Map.entry("channel", "ALIPAY"),
          Map.entry("city", "330100"), Map.entry("district", "330106"), Map.entry("outletId", "xihu-7"),
          Map.entry("sku", "mask-surgical"), Map.entry("slot", "2020-02-03T10:00/11:00"), Map.entry("courier", "eleme"),
          Map.entry("overdue", "danniao"), Map.entry("waybill", "EL2020020200000017"), Map.entry("contact", SEALED),
          Map.entry("consignee", SEALED), Map.entry("sealed", SEALED), Map.entry("provider", "sms"),
          Map.entry("bizId", "900619746936498440^0"), Map.entry("zone", "Asia/Shanghai"), Map.entry("timezone", "Asia/Shanghai"),
          Map.entry("urnId", "xiamen-masks.v1"), Map.entry("drawId", "xiamen-masks.v1.2020-02-02"),
          Map.entry("yaml", "name: hangzhou\nversion: 1\n"),
          Map.entry("sha256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
          Map.entry("operator", "operator-7"), Map.entry("address", "杭州市西湖区文三路1号"), Map.entry("names", "医用外科口罩"),
          Map.entry("committee", "310115001001"), Map.entry("by", "worker-7"),
          Map.entry("type", "MEDICAL"), Map.entry("model", "17.5x9.5"), Map.entry("params", "7"),
          Map.entry("detail", "7"),
          Map.entry("reason", "SOLD_OUT"), Map.entry("reasons", "FEVER"), Map.entry("code", "DELIVERED"),
          Map.entry("slots", "10:00/11:00"), Map.entry("excluded", "danniao"),
          Map.entry("cap", "shanghai-2020/DWELLING/" + PERSON),
          Map.entry("senderTag", PERSON), Map.entry("exchangeId", "sms." + PERSON + ".Qw3rTy_0"), Map.entry("content", SEALED),
          Map.entry("aliases", "310115001001"), Map.entry("numbers", "1069012345"));

  private static final Map<String, String> TIMES =
      Map.of(
          "opens", "08:00:00", "closes", "22:00:00", "from", "22:00:00", "until", "08:00:00", "at", "09:00:00",
          "freezesAt", "22:05:00", "rootBy", "22:30:00", "availableAt", "09:00:00");

  private Samples() {}

  /** By file name without its ending: one for the type, and one more for each further kind of a member's family. */
  static Map<String, ObjectNode> of(String name, Class<? extends Event> type) {
    var samples = new LinkedHashMap<String, ObjectNode>();
    // a time zone is a sealed class of the JDK, and written as its name
    var family = Stream.of(type.getRecordComponents()).map(RecordComponent::getType)
        .filter(member -> member.isSealed() && member != ZoneId.class).findFirst();
    if (family.isEmpty()) {
      samples.put(name, object(type, null, true));
      return samples;
    }
    for (Class<?> leaf : Schemas.leaves(family.get()).toList()) {
      samples.put(samples.isEmpty() ? name : name + "." + Schemas.kind(leaf), object(type, leaf, true));
    }
    return samples;
  }

  /** The same without the members that may be missing. */
  static ObjectNode minimal(Class<? extends Event> type) {
    return object(type, null, false);
  }

  private static ObjectNode object(Class<?> type, Class<?> leaf, boolean whole) {
    ObjectNode object = JSON.objectNode();
    if (Stream.of(type.getInterfaces()).anyMatch(i -> i.isSealed() && !Event.class.isAssignableFrom(i))) {
      object.put("kind", Schemas.kind(type));
    }
    for (RecordComponent component : type.getRecordComponents()) {
      if (whole || !component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        object.set(component.getName(), value(component.getName(), component.getGenericType(), leaf, whole));
      }
    }
    return object;
  }

  private static JsonNode value(String name, Type type, Class<?> leaf, boolean whole) {
    if (type instanceof ParameterizedType generic) {
      var arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        String one = name.endsWith("s") && !TEXTS.containsKey(name) ? name.substring(0, name.length() - 1) : name;
        return JSON.arrayNode().add(value(one, arguments[0], leaf, whole));
      }
      String word = name.equals("names") ? "zh-CN" : "place";
      String key = arguments[0] instanceof Class<?> c && c.isEnum() ? first(c) : word;
      ObjectNode map = JSON.objectNode();
      map.set(key, value(name, arguments[1], leaf, whole));
      return map;
    }
    return plain(name, (Class<?>) type, leaf, whole);
  }

  private static JsonNode plain(String name, Class<?> type, Class<?> leaf, boolean whole) {
    if (type == String.class || type == ZoneId.class) {
      return JSON.stringNode(TEXTS.getOrDefault(name, name.toUpperCase(Locale.ROOT)));
    }
    if (type == boolean.class || type == Boolean.class) {
      return JSON.booleanNode(true);
    }
    if (type == int.class || type == Integer.class) {
      return JSON.numberNode(7);
    }
    if (type == long.class) {
      return JSON.numberNode(7L);
    }
    if (type == double.class || type == Double.class) {
      return JSON.numberNode(name.equals("lat") ? 30.2741 : 120.1551);
    }
    if (type == Instant.class) {
      return JSON.stringNode("2020-02-02T11:30:00Z");
    }
    if (type == LocalDate.class) {
      return JSON.stringNode("2020-02-02");
    }
    if (type == LocalTime.class) {
      return JSON.stringNode(TIMES.get(name));
    }
    if (type.isEnum()) {
      return JSON.stringNode(first(type));
    }
    if (type.isSealed()) {
      return object(leaf != null ? leaf : Schemas.leaves(type).findFirst().orElseThrow(), leaf, whole);
    }
    return object(type, leaf, whole);
  }

  private static String first(Class<?> type) {
    return ((Enum<?>) type.getEnumConstants()[0]).name();
  }
}
