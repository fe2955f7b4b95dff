package org.fairlot.local.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.fairlot.registration.address.DivisionTables;
import org.fairlot.registration.address.domain.Committees;
import org.fairlot.registration.address.domain.Committees.Committee;

/**
 * Citizens of a district who register by short message, as people write such messages: the well-formed in any mix of separators,
 * widths and names of documents, the malformed in every way that there is an answer to. The same seed makes the same messages.
 */
public final class SmsCitizens {

  /**
   * A message, and what must come of it.
   *
   * @param phone      of the sender, mainland, without country code; each message has another
   * @param reply      template code of the answer, {@link #REGISTERED} where it is well formed
   * @param registrant whom it registers, {@code null} where it is malformed
   */
  public record Message(String sequenceId, String phone, String content, String reply, Registrant registrant) {

    /** As a gateway pushes it. */
    public Map<String, Object> pushed(String destCode) {
      return Api.object(
          "phone_number", phone, "send_time", "2020-02-02 09:00:00", "content", content, "sign_name", "口罩预约", "dest_code",
          destCode, "sequence_id", sequenceId);
    }
  }

  /** The five fields that a well-formed message must be read as. @param nationality with a foreign passport alone */
  public record Registrant(
      Committee committee, String name, String document, String docType, String number, String nationality) {

    /** A person's data must not end up in a log by way of an exception. */
    @Override
    public String toString() {
      return "Registrant[" + committee.code() + ", " + docType + "]";
    }
  }

  public static final String REGISTERED = "sms-registered";

  private static final String SURNAMES = "王李张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕";
  private static final String GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉建国志文雪梅丹晨欣怡宇轩浩子涵睿思远若";
  private static final List<String> MINORITY = List.of("买买提·艾力", "阿依古丽·吐尔逊", "扎西·多吉", "巴特尔·苏和");
  private static final List<String> FOREIGN =
      List.of("Anna Maria Schmidt", "Jean-Luc d'Arc", "John Smith", "Maria Rossi", "Sato Kenji");
  private static final List<String> SEPARATORS =
      List.of(",", "，", "、", ";", "；", "#", "＃", "/", "／", " ", "　", "+", "\n", ", ", " ，", "; ", "，，", " / ", "。");
  private static final List<String> RESIDENT_ID = List.of("身份证", "居民身份证", "二代身份证", "临时身份证", "户口簿", "户口本", "ID");
  private static final int[] BIRTHPLACES = {310115, 310104, 310101, 330106, 440106, 340104, 420106, 510104};

  private final Random random;
  private final List<Committee> committees;
  private final Set<String> taken = new TreeSet<>();
  private int made;

  /** @param area code of the district or city in whose committees they live */
  public SmsCitizens(String area, long seed) {
    random = new Random(seed);
    var all = DivisionTables.shipped().committees();
    committees =
        all.all().stream()
            .filter(committee -> committee.code().startsWith(area.replaceFirst("(00){1,2}$", "")))
            // two of one name in a street could not be told apart by it
            .filter(committee -> all.look(committee.name(), committee.street()) instanceof Committees.Found.One)
            .toList();
  }

  /** So many messages, every third of them malformed. */
  public List<Message> messages(int count) {
    return IntStream.range(0, count).mapToObj(i -> i % 3 == 2 ? malformed() : wellFormed()).toList();
  }

  /** A registration as people write it. */
  public Message wellFormed() {
    var who = registrant();
    return message(written(who), REGISTERED, who);
  }

  /** A registration with something wrong about it. */
  public Message malformed() {
    var who = resident();
    String code = who.committee.code();
    String committee = who.committee.name();
    String separator = pick(List.of(",", "，", ";", "、"));
    return switch (random.nextInt(16)) {
      case 0 -> refused("sms-missing", separator, code, committee, who.name, who.document);
      case 1 -> refused("sms-missing", separator, code, committee, who.name, who.number);
      case 2 -> refused("sms-missing", separator, code, committee, who.document, who.number);
      case 3 -> refused("sms-missing", separator, code, who.name, who.document, who.number);
      case 4 -> refused("sms-missing", separator, committee, who.name, who.document, who.number);
      case 5 -> refused("sms-swapped", separator, named(who.committee), code, who.name, who.document, who.number);
      case 6 -> refused("sms-swapped", separator, code, who.name, named(who.committee), who.document, who.number);
      case 7 -> refused("sms-swapped", separator, code, committee, who.name, who.number, who.document);
      case 8 -> refused("sms-document-unknown", separator, code, committee, who.name, "学生证", who.number);
      case 9 -> refused("sms-number-checksum", separator, code, committee, who.name, who.document, wrongCheck(who.number));
      case 10 -> refused("sms-number-format", separator, code, committee, who.name, who.document, who.number.substring(0, 16));
      case 11 -> refused("sms-number-first-generation", separator, code, committee, who.name, who.document,
          who.number.substring(0, 6) + who.number.substring(8, 17));
      case 12 -> refused("sms-committee-unknown", separator, unknownCode(code), committee, who.name, who.document, who.number);
      case 13 -> refused("sms-committee-mismatch", separator, other(who.committee).code(), committee, who.name, who.document,
          who.number);
      case 14 -> refused("sms-country", separator, code, committee, who.name, "外国护照", "AB" + digits(7));
      default -> message(pick(List.of("你好", "我要口罩", "请问怎么登记?", "口罩", "???")), "sms-format", null);
    };
  }

  private Message refused(String reply, String separator, String... fields) {
    return message(String.join(separator, fields), reply, null);
  }

  private Message message(String content, String reply, Registrant registrant) {
    return new Message("seq-%06d".formatted(++made), unique("13" + random.nextInt(10), 8), content, reply, registrant);
  }

  private String written(Registrant who) {
    var fields =
        List.of(
            blanked(who.committee.code(), 6), called(who.committee), who.name, who.document,
            who.number.matches("\\d{17}[\\dX]") ? blanked(lowered(who.number), 6, 14) : who.number);
    var text = new StringBuilder(fields.getFirst());
    String one = pick(SEPARATORS);
    boolean mixed = random.nextInt(3) == 0;
    for (String field : fields.subList(1, fields.size())) {
      text.append(mixed ? pick(SEPARATORS) : one).append(field);
    }
    String content = random.nextInt(4) == 0 ? fullWidth(text.toString()) : text.toString();
    return switch (random.nextInt(10)) {
      case 0 -> "【" + content + "】";
      case 1 -> "KZ" + content;
      case 2 -> "kz " + content;
      case 3 -> "【口罩预约】" + content;
      case 4 -> "  " + content + "\n";
      default -> content;
    };
  }

  /** Everybody with a document of some kind. */
  private Registrant registrant() {
    var committee = pick(committees);
    return switch (random.nextInt(20)) {
      case 0 -> new Registrant(committee, name(), pick(List.of("港澳台居民居住证", "居住证")), "HMT_RESIDENCE",
          eighteen(pick(List.of("810000", "820000", "830000"))), null);
      case 1 -> new Registrant(committee, pick(FOREIGN), pick(List.of("永久居留证", "外国人永久居留身份证", "绿卡")), "FPR_2023",
          eighteen("9" + digits(5)), null);
      case 2 -> new Registrant(committee, pick(FOREIGN), pick(List.of("永久居留证", "绿卡")), "FPR_2017", unique("USA", 12), null);
      case 3 -> new Registrant(committee, name(), pick(List.of("回乡证", "港澳居民来往内地通行证")), "HM_PERMIT",
          unique(pick(List.of("H", "M")), 8), null);
      case 4 -> new Registrant(committee, name(), pick(List.of("台胞证", "台湾居民来往大陆通行证")), "TW_PERMIT", unique("", 8), null);
      case 5 -> new Registrant(committee, name(), pick(List.of("护照", "中国护照", "passport")), "PASSPORT_CN", unique("E", 8), null);
      case 6 -> new Registrant(committee, pick(FOREIGN), pick(List.of("美国护照", "护照USA", "USA护照")), "PASSPORT_FOREIGN",
          unique("", 9), "USA");
      case 7 -> new Registrant(committee, pick(FOREIGN), "德国护照", "PASSPORT_FOREIGN", unique("C01X", 5), "DEU");
      case 8 -> new Registrant(committee, name(), pick(List.of("军官证", "士兵证")), "MILITARY", unique("军字第", 8), null);
      default -> resident(committee);
    };
  }

  private Registrant resident() {
    return resident(pick(committees));
  }

  private Registrant resident(Committee committee) {
    return new Registrant(
        committee, name(), pick(RESIDENT_ID), "RESIDENT_ID",
        eighteen(Integer.toString(BIRTHPLACES[random.nextInt(BIRTHPLACES.length)])), null);
  }

  private String name() {
    return random.nextInt(25) == 0
        ? pick(MINORITY)
        : "" + pick(SURNAMES) + pick(GIVEN) + pick(GIVEN);
  }

  /** With its kind or another, or without. */
  private String called(Committee committee) {
    String bare = bare(committee);
    return switch (random.nextInt(5)) {
      case 0 -> bare.length() >= 2 ? bare + "社区" : committee.name();
      case 1 -> bare.length() >= 2 ? bare + "居民委员会" : committee.name();
      default -> committee.name();
    };
  }

  /** So that it can be told from a person's name. */
  private static String named(Committee committee) {
    return bare(committee) + "居委会";
  }

  private static String bare(Committee committee) {
    return committee.name().replaceFirst("(社区)?(居民委员会|村民委员会|居委会|村委会)$|社区$", "");
  }

  private Committee other(Committee committee) {
    Committee other = pick(committees);
    while (other.isCalled(committee.name())) {
      other = pick(committees);
    }
    return other;
  }

  /** Statistical codes of committees end before 900. */
  private static String unknownCode(String code) {
    return code.substring(0, 9) + "9" + code.substring(10);
  }

  private String wrongCheck(String number) {
    char last = number.charAt(17);
    return number.substring(0, 17) + (last == '7' ? '8' : '7');
  }

  private String eighteen(String place) {
    String number;
    do {
      String digits =
          place + (1940 + random.nextInt(60)) + "%02d%02d".formatted(1 + random.nextInt(12), 1 + random.nextInt(28)) + digits(3);
      number = digits + Population.checkCharacter(digits);
    } while (!taken.add(number));
    return number;
  }

  private String unique(String prefix, int digits) {
    String text;
    do {
      text = prefix + digits(digits);
    } while (!taken.add(text));
    return text;
  }

  private String digits(int count) {
    var digits = new StringBuilder();
    for (int i = 0; i < count; i++) {
      digits.append((char) ('0' + random.nextInt(10)));
    }
    return digits.toString();
  }

  private String lowered(String number) {
    return random.nextInt(3) == 0 ? number.replace('X', 'x') : number;
  }

  /** With blanks where people put them into long numbers. */
  private String blanked(String number, int... places) {
    if (random.nextInt(6) != 0) {
      return number;
    }
    var parts = new ArrayList<String>();
    int from = 0;
    for (int place : places) {
      parts.add(number.substring(from, place));
      from = place;
    }
    parts.add(number.substring(from));
    return String.join(" ", parts);
  }

  /** Letters and digits as a Chinese keyboard writes them. */
  private static String fullWidth(String text) {
    var wide = new StringBuilder();
    for (char c : text.toCharArray()) {
      wide.append(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' ? (char) (c - '0' + '０') : c);
    }
    return wide.toString();
  }

  private char pick(String from) {
    return from.charAt(random.nextInt(from.length()));
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
