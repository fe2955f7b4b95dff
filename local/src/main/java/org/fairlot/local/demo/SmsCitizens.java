package org.fairlot.local.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.fairlot.contracts.person.DocumentType;
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

  private static final List<String> MINORITY = List.of("买买提·艾力", "阿依古丽·吐尔逊", "扎西·多吉", "巴特尔·苏和");
  private static final List<String> SEPARATORS =
      List.of(",", "，", "、", ";", "；", "#", "＃", "/", "／", " ", "　", "+", "\n", ", ", " ，", "; ", "，，", " / ", "。");
  private static final String[] RESIDENT_ID = {"身份证", "居民身份证", "二代身份证", "临时身份证", "户口簿", "户口本", "ID"};

  private final Random random;
  private final List<Committee> committees;
  private final Identities identities;
  private int made;

  /** @param area code of the district or city in whose committees they live */
  public SmsCitizens(String area, long seed) {
    random = new Random(seed);
    identities = new Identities(random);
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
      case 14 -> refused("sms-country", separator, code, committee, who.name, "外国护照", "AB" + identities.digits(7));
      default -> message(pick(List.of("你好", "我要口罩", "请问怎么登记?", "口罩", "???")), "sms-format", null);
    };
  }

  private Message refused(String reply, String separator, String... fields) {
    return message(String.join(separator, fields), reply, null);
  }

  private Message message(String content, String reply, Registrant registrant) {
    return new Message("seq-%06d".formatted(++made), identities.mobile(), content, reply, registrant);
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
      case 0 -> holder(committee, DocumentType.HMT_RESIDENCE, "港澳台居民居住证", "居住证");
      case 1 -> holder(committee, DocumentType.FPR_2023, "永久居留证", "外国人永久居留身份证", "绿卡");
      case 2 -> holder(committee, DocumentType.FPR_2017, "永久居留证", "绿卡");
      case 3 -> holder(committee, DocumentType.HM_PERMIT, "回乡证", "港澳居民来往内地通行证");
      case 4 -> holder(committee, DocumentType.TW_PERMIT, "台胞证", "台湾居民来往大陆通行证");
      case 5 -> holder(committee, DocumentType.PASSPORT_CN, "护照", "中国护照", "passport");
      case 6 -> foreigner(committee, "USA", "美国护照", "护照USA", "USA护照");
      case 7 -> foreigner(committee, "DEU", "德国护照");
      case 8 -> holder(committee, DocumentType.MILITARY, "军官证", "士兵证");
      default -> resident(committee);
    };
  }

  /** @param names as people call the document */
  private Registrant holder(Committee committee, DocumentType type, String... names) {
    String name = random.nextInt(25) == 0 && type == DocumentType.RESIDENT_ID ? pick(MINORITY) : identities.name(type);
    return new Registrant(committee, name, pick(List.of(names)), type.name(), identities.paper(type).number(), null);
  }

  /** The name of the document tells the country. */
  private Registrant foreigner(Committee committee, String country, String... names) {
    var holder = holder(committee, DocumentType.PASSPORT_FOREIGN, names);
    return new Registrant(committee, holder.name, holder.document, holder.docType, holder.number, country);
  }

  private Registrant resident() {
    return resident(pick(committees));
  }

  private Registrant resident(Committee committee) {
    return holder(committee, DocumentType.RESIDENT_ID, RESIDENT_ID);
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

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
