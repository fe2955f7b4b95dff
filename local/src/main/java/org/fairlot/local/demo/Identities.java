package org.fairlot.local.demo;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.fairlot.contracts.person.DocumentType;

/** Names, mobile numbers and documents that pass every check; no number is given twice. The same seed makes the same ones. */
final class Identities {

  /**
   * A document.
   *
   * @param nationality ISO 3166 alpha-3 with a foreign passport, else {@code null}
   */
  record Paper(DocumentType type, String number, String nationality) {

    /** As registers know its holder: a foreign passport by its country too. */
    String key() {
      return nationality == null ? number : nationality + ":" + number;
    }

    /** A person's data must not end up in a log by way of an exception. */
    @Override
    public String toString() {
      return "Paper[" + type + "]";
    }
  }

  private static final String SURNAMES = "王李张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕";
  private static final String GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉建国志文雪梅丹晨欣怡宇轩浩子涵睿思远若";
  private static final List<String> FOREIGN =
      List.of("Anna Maria Schmidt", "Jean-Luc d'Arc", "John Smith", "Maria Rossi", "Sato Kenji");
  private static final List<String> MOBILE_PREFIXES =
      List.of("130", "131", "134", "135", "136", "137", "138", "139", "150", "158", "186", "188");
  private static final List<String> BIRTHPLACES =
      List.of("330102", "330106", "330109", "440106", "440104", "340104", "420106", "510104", "310115", "310104");
  private static final List<String> COUNTRIES = List.of("USA", "DEU", "FRA", "JPN", "ITA");
  private static final LocalDate ELDEST = LocalDate.of(1940, 1, 1);
  private static final int DAYS_OF_BIRTH = 62 * 365;
  private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};

  private final Random random;
  private final Set<String> taken = new HashSet<>();

  Identities(Random random) {
    this.random = random;
  }

  /** Three characters, so that a search for the name cannot hit an everyday word. */
  String name() {
    return "" + pick(SURNAMES) + pick(GIVEN) + pick(GIVEN);
  }

  /** As such a document bears it. */
  String name(DocumentType type) {
    return switch (type) {
      case PASSPORT_FOREIGN, FPR_2017, FPR_2023 -> pick(FOREIGN);
      case RESIDENT_ID, HMT_RESIDENCE, HM_PERMIT, TW_PERMIT, PASSPORT_CN, MILITARY -> name();
    };
  }

  /** A mainland number without country code. */
  String mobile() {
    return unique(() -> pick(MOBILE_PREFIXES) + digits(8));
  }

  Paper paper(DocumentType type) {
    return switch (type) {
      case RESIDENT_ID -> new Paper(type, eighteen(pick(BIRTHPLACES)), null);
      case HMT_RESIDENCE -> new Paper(type, eighteen(pick(List.of("810000", "820000", "830000"))), null);
      case FPR_2023 -> new Paper(type, eighteen("9" + digits(5)), null);
      case FPR_2017 -> new Paper(type, unique(() -> "USA" + digits(12)), null);
      case HM_PERMIT -> new Paper(type, unique(() -> pick(List.of("H", "M")) + digits(8)), null);
      case TW_PERMIT -> new Paper(type, unique(() -> digits(8)), null);
      case PASSPORT_CN -> new Paper(type, unique(() -> "E" + digits(8)), null);
      case PASSPORT_FOREIGN -> new Paper(type, unique(() -> "C01X" + digits(5)), pick(COUNTRIES));
      case MILITARY -> new Paper(type, unique(() -> "军字第" + digits(8)), null);
    };
  }

  /** A number of eighteen characters (GB 11643) that begins with this place. */
  private String eighteen(String place) {
    return unique(() -> {
      String digits =
          place + ELDEST.plusDays(random.nextInt(DAYS_OF_BIRTH)).format(DateTimeFormatter.BASIC_ISO_DATE) + digits(3);
      return digits + checkCharacter(digits);
    });
  }

  /** ISO 7064 MOD 11-2 over the first 17 digits. */
  static char checkCharacter(String digits) {
    int sum = 0;
    for (int i = 0; i < WEIGHTS.length; i++) {
      sum += WEIGHTS[i] * (digits.charAt(i) - '0');
    }
    return "10X98765432".charAt(sum % 11);
  }

  String digits(int count) {
    var digits = new StringBuilder();
    for (int i = 0; i < count; i++) {
      digits.append((char) ('0' + random.nextInt(10)));
    }
    return digits.toString();
  }

  private String unique(Supplier<String> make) {
    String made = make.get();
    while (!taken.add(made)) {
      made = make.get();
    }
    return made;
  }

  private char pick(String from) {
    return from.charAt(random.nextInt(from.length()));
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
