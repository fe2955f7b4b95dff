package org.fairlot.registration.sms.domain;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fairlot.registration.sms.domain.Uplink.Field;
import org.fairlot.registration.sms.domain.Uplink.Flaw;

/**
 * Reads short messages (短信语法): {@code 居委代码 SEP 居委名称 SEP 姓名 SEP 证件名称 SEP 证件号码}, or one of a few words. People part the fields
 * by whatever their keyboard has, and put blanks into long numbers; that is understood. What could be read in two ways is not: it
 * is asked back.
 */
public final class UplinkGrammar {

  /** More than this is no registration; a name has at most 50 characters, a number 20. */
  private static final int LENGTH_MAX = 400;

  private static final Pattern SIGNATURE = Pattern.compile("^【([^】\\d]*)】(?=.)|(?<=.)【([^】\\d]*)】$", Pattern.DOTALL);
  private static final Pattern PREFIX = Pattern.compile("^KZ(?=[\\s,、;#/:+。]|\\d)[\\s,、;#/:+。]*", Pattern.CASE_INSENSITIVE);
  private static final Pattern STRONG = Pattern.compile("[,、;#/+\\n\\r\\t。【】\\[\\]|]+");
  private static final Pattern WEAK = Pattern.compile("\\s+");
  private static final Pattern LABEL = Pattern.compile("^(居委代码|居委会代码|居委名称|居委会名称|姓名|证件名称|证件类型|有效证件号码|证件号码):");
  private static final Pattern INVISIBLE = Pattern.compile("\\p{Cf}");
  private static final Pattern BRACKETS = Pattern.compile("[()\\s]");

  private static final Pattern CODE = Pattern.compile("[A-Z]{0,4}\\d{1,12}");
  private static final Pattern DIGITS = Pattern.compile("\\d+");
  private static final Pattern NUMBER = Pattern.compile("(?=.*\\d)[\\p{IsHan}A-Za-z0-9 -]{4,40}");
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{M}·•・‧∙.'’ -]{1,50}");
  private static final Pattern LATIN = Pattern.compile("[\\p{IsLatin}\\p{M}.'’-]+");
  private static final Pattern COMMITTEE = Pattern.compile(".+(居委会|居民委员会|村委会|村民委员会|社区)");
  private static final Pattern HAN_BLANKS = Pattern.compile("(?<=\\p{IsHan})\\s+(?=\\p{IsHan})");
  private static final int CODE_MAX = 12;

  private static final Pattern STATUS = word("查询|查|进度|CX");
  private static final Pattern CONFIRM = word("确认|确定|QR|Y|YES");
  private static final Pattern CANCEL = word("取消|QX");
  private static final Pattern HELP = Pattern.compile("帮助|BZ|HELP|[?？]");
  private static final Pattern OPT_OUT = Pattern.compile("退订|T|TD|N");
  private static final Pattern OPT_IN = Pattern.compile("订阅|恢复|DY");

  private UplinkGrammar() {}

  private static Pattern word(String words) {
    return Pattern.compile("(?:" + words + ")[\\s,、;#/:+]*([A-Za-z0-9_-]{8})?", Pattern.CASE_INSENSITIVE);
  }

  /** Every text means something; one that says nothing is {@link Uplink.Unreadable}. */
  public static Uplink read(String content) {
    String text = normalised(content);
    String bare = text.replaceAll("[。.!]+$", "").strip();
    String capitals = bare.toUpperCase(Locale.ROOT);
    if (OPT_OUT.matcher(capitals).matches()) {
      return new Uplink.OptOut();
    }
    if (OPT_IN.matcher(capitals).matches()) {
      return new Uplink.OptIn();
    }
    if (HELP.matcher(capitals).matches()) {
      return new Uplink.Help();
    }
    Matcher m = STATUS.matcher(bare);
    if (m.matches()) {
      return new Uplink.Status(m.group(1));
    }
    m = CONFIRM.matcher(bare);
    if (m.matches()) {
      return new Uplink.Confirmation(m.group(1));
    }
    m = CANCEL.matcher(bare);
    if (m.matches()) {
      return new Uplink.Cancellation(m.group(1));
    }
    return text.length() > LENGTH_MAX ? unreadable(Flaw.FIELDS_TOO_MANY) : registration(text);
  }

  /** Half-width, without what is not to be seen, the gateway's signature and the prefix. */
  private static String normalised(String content) {
    String text = INVISIBLE.matcher(Normalizer.normalize(content, Normalizer.Form.NFKC)).replaceAll("").strip();
    String unsigned = SIGNATURE.matcher(text).replaceAll("").strip();
    return PREFIX.matcher(unsigned).replaceFirst("").strip();
  }

  private static Uplink registration(String text) {
    var strong = parts(STRONG.splitAsStream(text));
    if (strong.size() == Field.values().length) {
      var fields = strong.stream().map(field -> WEAK.matcher(field).replaceAll(" ")).toList();
      if (isRightlyOrdered(fields)) {
        return registration(fields);
      }
    }
    var tokens = strong.stream().flatMap(UplinkGrammar::tokens).toList();
    var fields = fields(tokens);
    return isRightlyOrdered(fields)
        ? registration(fields)
        : unreadable(strong.size() >= 4 ? strong : tokens.stream().map(Token::text).toList());
  }

  private static List<String> parts(Stream<String> parts) {
    return parts.map(part -> LABEL.matcher(part.strip()).replaceFirst("").strip()).filter(part -> !part.isEmpty()).toList();
  }

  /** What stands between two separators of any kind. @param begins whether no blank but another separator is before it */
  private record Token(String text, boolean begins) {}

  private static Stream<Token> tokens(String part) {
    var texts = WEAK.split(part);
    return IntStream.range(0, texts.length).mapToObj(i -> new Token(texts[i], i == 0));
  }

  private static Uplink.Registration registration(List<String> fields) {
    return new Uplink.Registration(
        code(fields.get(0)), WEAK.matcher(fields.get(1)).replaceAll(""), HAN_BLANKS.matcher(fields.get(2)).replaceAll(""),
        document(fields.get(3)), fields.get(4).replaceAll("[\\s-]", ""));
  }

  /** Five fields, each of a form that none of its neighbours has. */
  private static boolean isRightlyOrdered(List<String> fields) {
    return fields.size() == Field.values().length
        && CODE.matcher(code(fields.get(0))).matches()
        && isCommitteeName(fields.get(1))
        && NAME.matcher(fields.get(2)).matches() && !isDocument(fields.get(2)) && !isCalledCommittee(fields.get(2))
        && isDocument(fields.get(3))
        && NUMBER.matcher(fields.get(4)).matches() && !isDocument(fields.get(4));
  }

  /**
   * Blanks part fields as well as they stand within one: the code is what comes first in digits, the number what comes after the
   * document, and the name what comes after the committee's.
   */
  private static List<String> fields(List<Token> tokens) {
    int document = documentAt(tokens);
    int code = codeLength(tokens);
    if (document < 0 || code == 0 || document < code) {
      return List.of();
    }
    var middle = tokens.subList(code, document);
    int committee = committeeLength(middle);
    var parts =
        List.of(
            tokens.subList(0, code), middle.subList(0, committee), middle.subList(committee, middle.size()),
            tokens.subList(document, document + 1), tokens.subList(document + 1, tokens.size()));
    boolean whole = parts.stream().allMatch(part -> !part.isEmpty() && part.stream().skip(1).noneMatch(Token::begins));
    return whole ? parts.stream().map(part -> joined(part, " ")).toList() : List.of();
  }

  private static int documentAt(List<Token> tokens) {
    for (int i = 0; i < tokens.size(); i++) {
      if (isDocument(tokens.get(i).text)) {
        return i;
      }
    }
    return -1;
  }

  /** How many tokens the code takes, 0: there is none. */
  private static int codeLength(List<Token> tokens) {
    if (tokens.isEmpty() || !CODE.matcher(code(tokens.getFirst().text)).matches()) {
      return 0;
    }
    int count = 1;
    int length = tokens.getFirst().text.length();
    while (count < tokens.size() && DIGITS.matcher(tokens.get(count).text).matches()
        && length + tokens.get(count).text.length() <= CODE_MAX) {
      length += tokens.get(count).text.length();
      count++;
    }
    return count;
  }

  /** How many of the tokens between code and document are the committee's name, 0: that cannot be known. */
  private static int committeeLength(List<Token> middle) {
    if (middle.size() == 2) {
      return 1;
    }
    for (int i = 1; i < middle.size(); i++) {
      if (isCalledCommittee(joined(middle.subList(0, i), ""))) {
        return i;
      }
    }
    boolean latinName =
        middle.size() > 2 && middle.stream().skip(1).allMatch(token -> LATIN.matcher(token.text).matches());
    return latinName ? 1 : 0;
  }

  private static String joined(List<Token> tokens, String blank) {
    return tokens.stream().map(Token::text).collect(Collectors.joining(blank));
  }

  private static Uplink unreadable(List<String> fields) {
    var kinds = fields.stream().map(UplinkGrammar::kind).toList();
    var missing = missing(kinds);
    if (fields.size() < 3 && missing.size() > 2) {
      return unreadable(Flaw.NO_REGISTRATION);
    }
    boolean complete = fields.size() >= Field.values().length;
    if (complete && !kinds.contains(Field.DOCUMENT)) {
      return unreadable(fields.size() == Field.values().length ? Flaw.DOCUMENT_UNKNOWN : Flaw.FIELDS_TOO_MANY);
    }
    if (missing.isEmpty() && fields.size() == Field.values().length) {
      return unreadable(Flaw.FIELDS_SWAPPED);
    }
    if (complete) {
      return unreadable(missing.isEmpty() ? Flaw.FIELDS_TOO_MANY : Flaw.FIELDS_SWAPPED);
    }
    return missing.isEmpty() ? unreadable(Flaw.NO_REGISTRATION) : new Uplink.Unreadable(Flaw.FIELDS_MISSING, missing);
  }

  private static Uplink.Unreadable unreadable(Flaw flaw) {
    return new Uplink.Unreadable(flaw, List.of());
  }

  /** Which fields are not there; of two texts that could be the committee or the person, the first is the committee. */
  private static List<Field> missing(List<Field> kinds) {
    var missing = new ArrayList<>(Arrays.asList(Field.values()));
    long texts = kinds.stream().filter(Field.NAME::equals).count();
    long numbers = kinds.stream().filter(kind -> kind == Field.NUMBER || kind == Field.COMMITTEE_CODE).count();
    boolean codeFirst = !kinds.isEmpty() && kinds.getFirst() == Field.COMMITTEE_CODE;
    if (numbers >= 2) {
      missing.removeAll(List.of(Field.COMMITTEE_CODE, Field.NUMBER));
    } else if (numbers == 1) {
      missing.remove(codeFirst ? Field.COMMITTEE_CODE : Field.NUMBER);
    }
    if (kinds.contains(Field.DOCUMENT)) {
      missing.remove(Field.DOCUMENT);
    }
    if (kinds.contains(Field.COMMITTEE_NAME)) {
      missing.remove(Field.COMMITTEE_NAME);
    } else if (texts > 1) {
      missing.remove(Field.COMMITTEE_NAME);
      texts--;
    }
    if (texts > 0) {
      missing.remove(Field.NAME);
    }
    return missing;
  }

  /** What a part looks like, wherever it stands; a text that says no more may be the committee or the person. */
  private static Field kind(String part) {
    if (isDocument(part)) {
      return Field.DOCUMENT;
    }
    if (isCalledCommittee(part)) {
      return Field.COMMITTEE_NAME;
    }
    if (CODE.matcher(code(part)).matches()) {
      return Field.COMMITTEE_CODE;
    }
    return NUMBER.matcher(part).matches() ? Field.NUMBER : Field.NAME;
  }

  private static boolean isCommitteeName(String part) {
    return part.codePoints().anyMatch(Character::isLetter) && !isDocument(part) && !CODE.matcher(code(part)).matches();
  }

  private static boolean isCalledCommittee(String part) {
    return COMMITTEE.matcher(part.replace(" ", "")).matches();
  }

  private static boolean isDocument(String part) {
    return document(part) != null;
  }

  private static Document document(String part) {
    return Document.named(BRACKETS.matcher(part).replaceAll("").toUpperCase(Locale.ROOT)).orElse(null);
  }

  private static String code(String part) {
    return WEAK.matcher(part).replaceAll("").toUpperCase(Locale.ROOT);
  }
}
