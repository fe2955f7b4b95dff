package org.fairlot.local.explain;

/** The language of an explanation. */
public enum Language {
  ZH,
  EN;

  /** The one of two texts that is in this language, with {@code values} in its places. */
  String say(String zh, String en, Object... values) {
    return (this == ZH ? zh : en).formatted(values);
  }

  String hours(int hours) {
    return this == ZH ? hours + " 小时" : count(hours, "hour");
  }

  String minutes(int minutes) {
    return this == ZH ? minutes + " 分钟" : count(minutes, "minute");
  }

  String days(int days) {
    return this == ZH ? days + " 天" : count(days, "day");
  }

  String units(int units) {
    return this == ZH ? units + " 份" : count(units, "unit");
  }

  String draws(int draws) {
    return this == ZH ? draws + " 次摇号" : count(draws, "draw");
  }

  private static String count(int number, String one) {
    return number + " " + one + (number == 1 ? "" : "s");
  }
}
