package org.fairlot.registration.sms.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fairlot.contracts.person.DocumentType;
import org.fairlot.registration.sms.domain.Document.Kind;
import org.fairlot.registration.sms.domain.Uplink.Field;
import org.fairlot.registration.sms.domain.Uplink.Flaw;
import org.fairlot.registration.sms.domain.Uplink.Registration;
import org.fairlot.registration.sms.domain.Uplink.Unreadable;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UplinkGrammarSpec {

  private static final Registration ZHANG =
      new Registration(
          "310115001001", "梅园一村居委会", "张三", new Document(Kind.RESIDENT_ID, null), "11010519491231002X");

  private static Registration registration(String content) {
    assertThat(UplinkGrammar.read(content)).as(content).isInstanceOf(Registration.class);
    return (Registration) UplinkGrammar.read(content);
  }

  @Row("P1")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "310115001001,梅园一村居委会,张三,身份证,11010519491231002X",
        "310115001001,梅园一村居委会,张三,身份证,11010519491231002X",
        "310115001001、梅园一村居委会、张三、身份证、11010519491231002X",
        "310115001001;梅园一村居委会;张三;身份证;11010519491231002X",
        "310115001001#梅园一村居委会/张三;身份证\n11010519491231002X",
        "310115001001 梅园一村居委会 张三 身份证 11010519491231002X",
        "310115001001 梅园一村居委会,张三 身份证;11010519491231002X",
        "  310115001001 , 梅园一村居委会 ,, 张三 ; 身份证 。 11010519491231002X  ",
        "310115001001,梅园一村居委会,张三,身份证,11010519491231002x",
        "【310115001001,梅园一村居委会,张三,身份证,11010519491231002X】",
        "【310115001001】【梅园一村居委会】【张三】【身份证】【11010519491231002X】",
        "【口罩预约】310115001001,梅园一村居委会,张三,身份证,11010519491231002X",
        "310115001001,梅园一村居委会,张三,身份证,11010519491231002X【手机用户】",
        "KZ310115001001,梅园一村居委会,张三,身份证,11010519491231002X",
        "kz 310115001001,梅园一村居委会,张三,身份证,11010519491231002X",
        "KZ#310115001001#梅园一村居委会#张三#身份证#11010519491231002X",
        "310115 001001,梅园一村居委会,张三,身份证,110105 19491231 002X",
        "310115 001001 梅园一村居委会 张三 身份证 110105 19491231 002X",
        "310115001001 梅园 一村居委会 张三 身份证 11010519491231002X",
        "310115001001,梅园一村居委会,张 三,身份证,11010519491231002X",
        "居委代码:310115001001,居委名称:梅园一村居委会,姓名:张三,证件名称:身份证,证件号码:11010519491231002X",
        "310115001001\t梅园一村居委会\t张三\t身份证\t11010519491231002X\u200b"
      })
  void five_fields_are_understood_whatever_parts_them(String content) {
    var read = registration(content);
    assertThat(read.number()).isEqualToIgnoringCase(ZHANG.number());
    assertThat(read).usingRecursiveComparison().ignoringFields("number").isEqualTo(ZHANG);
  }

  @Test
  void names_have_dots_and_foreigners_have_several_words() {
    assertThat(registration("310115001001 梅园一村居委会 买买提·艾力 身份证 11010519491231002X").name()).isEqualTo("买买提·艾力");
    assertThat(registration("310115001001 梅园一村 Anna Maria Schmidt 护照(DEU) C01X00T47").name())
        .isEqualTo("Anna Maria Schmidt");
    assertThat(registration("A01,梅园一村,Jean-Luc d'Arc,法国护照,12AB34567")).isEqualTo(
        new Registration("A01", "梅园一村", "Jean-Luc d'Arc", new Document(Kind.PASSPORT, "FRA"), "12AB34567"));
  }

  @Row("P3")
  @ParameterizedTest
  @CsvSource({
    "身份证, 11010519491231002X, RESIDENT_ID", "居民身份证, 11010519491231002X, RESIDENT_ID",
    "户口本, 11010519491231002X, RESIDENT_ID", "ID, 11010519491231002X, RESIDENT_ID",
    "港澳台居民居住证, 810000198401010013, HMT_RESIDENCE", "居住证, 810000198401010013, HMT_RESIDENCE",
    "永久居留证, USA110085031002, FPR_2017", "外国人永久居留身份证, 911124198108030024, FPR_2023", "绿卡, 911124198108030024, FPR_2023",
    "回乡证, H12345678, HM_PERMIT", "港澳居民来往内地通行证, M1234567801, HM_PERMIT", "台胞证, 12345678, TW_PERMIT",
    "护照, E12345678, PASSPORT_CN", "中国护照, EA1234567, PASSPORT_CN", "护照, AB1234567, PASSPORT_FOREIGN",
    "美国护照, 123456789, PASSPORT_FOREIGN", "护照USA, 123456789, PASSPORT_FOREIGN", "日本护照, E12345678, PASSPORT_FOREIGN",
    "军官证, 军字第1234567号, MILITARY", "士兵证, 1234567, MILITARY"
  })
  void documents_go_by_many_names_and_the_number_tells_which_it_is(String document, String number, DocumentType type) {
    var read = registration("310115001001,梅园一村居委会,张三," + document + "," + number);
    assertThat(read.document().type(read.number())).isEqualTo(type);
    var parted = registration("310115001001 梅园一村居委会 张三 " + document + " " + number);
    assertThat(parted).isEqualTo(read);
  }

  @Row("P1")
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "梅园一村居委会,张三,身份证,11010519491231002X | COMMITTEE_CODE",
    "310115001001,张三,身份证,11010519491231002X | COMMITTEE_NAME",
    "310115001001,梅园一村居委会,身份证,11010519491231002X | NAME",
    "310115001001,梅园一村居委会,张三,11010519491231002X | DOCUMENT",
    "310115001001,梅园一村居委会,张三,身份证 | NUMBER",
    "310115001001 梅园一村居委会 张三 身份证 | NUMBER"
  })
  void a_field_that_is_not_there_is_named(String content, Field missing) {
    assertThat(UplinkGrammar.read(content)).isEqualTo(new Unreadable(Flaw.FIELDS_MISSING, List.of(missing)));
  }

  @Row("P1")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "梅园一村居委会,310115001001,张三,身份证,11010519491231002X",
        "310115001001,张三,梅园一村居委会,身份证,11010519491231002X",
        "310115001001,梅园一村居委会,身份证,张三,11010519491231002X",
        "310115001001,梅园一村居委会,张三,11010519491231002X,身份证",
        "张三,身份证,11010519491231002X,310115001001,梅园一村居委会",
        "310115001001 张三 梅园一村居委会 身份证 11010519491231002X"
      })
  void what_stands_in_another_order_is_not_put_right_but_asked_back(String content) {
    assertThat(UplinkGrammar.read(content)).isEqualTo(new Unreadable(Flaw.FIELDS_SWAPPED, List.of()));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "310115001001,梅园一村居委会,张三,学生证,11010519491231002X | DOCUMENT_UNKNOWN",
    "310115001001,梅园一村居委会,张三,李四,身份证,11010519491231002X | FIELDS_TOO_MANY",
    "310115001001 梅园 一村 张三 身份证 11010519491231002X | FIELDS_TOO_MANY",
    "你好 | NO_REGISTRATION",
    "我要登记口罩 | NO_REGISTRATION",
    "'' | NO_REGISTRATION",
    ",,,, | NO_REGISTRATION"
  })
  void what_cannot_be_known_is_asked_back(String content, Flaw flaw) {
    assertThat(UplinkGrammar.read(content)).isEqualTo(new Unreadable(flaw, List.of()));
  }

  @Test
  void a_message_without_end_is_none() {
    assertThat(UplinkGrammar.read("字".repeat(5000))).isEqualTo(new Unreadable(Flaw.FIELDS_TOO_MANY, List.of()));
    assertThat(UplinkGrammar.read("310115001001,".repeat(5000))).isInstanceOf(Unreadable.class);
  }

  @Test
  void a_few_words_do_the_rest() {
    for (String word : List.of("查询", "CX", "cx", "CX", "【口罩】查询", "查询。", "进度")) {
      assertThat(UplinkGrammar.read(word)).as(word).isEqualTo(new Uplink.Status(null));
    }
    assertThat(UplinkGrammar.read("CX k3Jd_x9Q")).isEqualTo(new Uplink.Status("k3Jd_x9Q"));
    assertThat(UplinkGrammar.read("查询k3Jd_x9Q")).isEqualTo(new Uplink.Status("k3Jd_x9Q"));
    for (String word : List.of("确认", "Y", "y", "QR", "Y")) {
      assertThat(UplinkGrammar.read(word)).as(word).isEqualTo(new Uplink.Confirmation(null));
    }
    assertThat(UplinkGrammar.read("Y,k3Jd_x9Q")).isEqualTo(new Uplink.Confirmation("k3Jd_x9Q"));
    assertThat(UplinkGrammar.read("QX")).isEqualTo(new Uplink.Cancellation(null));
    assertThat(UplinkGrammar.read("取消 k3Jd_x9Q")).isEqualTo(new Uplink.Cancellation("k3Jd_x9Q"));
    assertThat(UplinkGrammar.read("帮助")).isEqualTo(new Uplink.Help());
    assertThat(UplinkGrammar.read("?")).isEqualTo(new Uplink.Help());
    for (String word : List.of("退订", "T", "td", "N", " TD ")) {
      assertThat(UplinkGrammar.read(word)).as(word).isEqualTo(new Uplink.OptOut());
    }
    assertThat(UplinkGrammar.read("DY")).isEqualTo(new Uplink.OptIn());
  }

  @ParameterizedTest
  @ValueSource(strings = {"TDX", "Yes please", "取消吧不要了", "不确认", "CX 1 2 3", "QX k3Jd"})
  void a_word_within_a_sentence_is_no_word(String content) {
    assertThat(UplinkGrammar.read(content)).isInstanceOf(Unreadable.class);
  }
}
