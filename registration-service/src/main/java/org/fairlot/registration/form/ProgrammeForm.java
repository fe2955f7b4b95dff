package org.fairlot.registration.form;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.fairlot.contracts.pack.Form.Field;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.person.DocumentType;
import org.fairlot.registration.address.domain.Divisions;
import org.fairlot.registration.form.FieldRule.Option;
import org.fairlot.registration.programme.Programme;

/**
 * The form of a programme on one day (预约表单): the fields of its pack, with what this programme has to choose from.
 *
 * @param rules in the order of the pack
 */
public record ProgrammeForm(Pack pack, Programme programme, LocalDate today, List<FieldRule> rules) {

  private static final Pattern SLOT = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}/\\d{2}:\\d{2}");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,40}");

  public static ProgrammeForm of(Pack pack, Programme programme, LocalDate today, Divisions divisions) {
    var rules = pack.form().fields().stream().map(field -> rule(field, pack, programme, today, divisions)).toList();
    return new ProgrammeForm(pack, programme, today, rules);
  }

  public boolean asks(String wireName) {
    return rules.stream().anyMatch(rule -> rule.name().equals(wireName));
  }

  private static FieldRule rule(Field field, Pack pack, Programme programme, LocalDate today, Divisions divisions) {
    return switch (field) {
      case NAME -> text(field, names("姓名", "Name"), 2, 50);
      case DOC_TYPE ->
          choice(field, names("证件类型", "Document type"), pack.form().documents().stream().map(ProgrammeForm::document)
              .toList());
      case ID_NUMBER -> text(field, names("证件号码", "Document number"), 5, 40);
      case NATIONALITY ->
          new FieldRule(field, names("国籍(ISO 3166)", "Nationality (ISO 3166)"), false, 3, 3,
              Pattern.compile("[A-Z]{3}"), List.of());
      case MOBILE -> text(field, names("手机号码", "Mobile number"), 5, 32);
      case DISTRICT ->
          choice(
              field, names("所在区县", "District"),
              divisions.countiesOf(pack.city()).entrySet().stream()
                  .map(county -> new Option(county.getKey(), names(county.getValue(), county.getValue())))
                  .toList());
      case COMMITTEE -> text(field, names("居(村)委会代码或名称", "Neighbourhood committee, code or name"), 2, 60);
      case ADDRESS -> text(field, names("详细地址", "Address"), 2, 200);
      case OUTLET -> new FieldRule(field, names("网点", "Outlet"), true, 1, 40, ID, List.of());
      case ALTERNATIVES ->
          new FieldRule(
              field, names("备选网点", "Alternative outlets"), false, 1, 40, ID, List.of(),
              pack.firstStage(Stage.Lottery.class).choicesMax() - 1);
      case SKU ->
          choice(
              field, names("物品", "Goods"),
              programme.defined().goods().stream().map(goods -> new Option(goods.sku(), goods.names())).toList());
      case SLOT -> new FieldRule(field, names("到店时段", "Arrival slot"), true, 1, 40, SLOT, List.of());
      case MODE -> mode(field, pack, today);
    };
  }

  private static FieldRule mode(Field field, Pack pack, LocalDate today) {
    var open =
        pack.firstStage(Stage.Fulfilment.class).modes().stream()
            .filter(mode -> mode.openOn(today))
            .map(mode -> new Option(mode.mode().name(), modeNames(mode.mode())))
            .distinct()
            .toList();
    return new FieldRule(field, names("领取方式", "Hand-over"), false, 1, 20, null, open);
  }

  private static Map<String, String> modeNames(Stage.Mode mode) {
    return switch (mode) {
      case COURIER -> names("快递配送", "Delivery by courier");
      case PICKUP -> names("到店自取", "Pick-up at the outlet");
      case COMMITTEE -> names("居委会送货上门", "Brought by the committee");
    };
  }

  private static Option document(DocumentType type) {
    return new Option(
        type.name(),
        switch (type) {
          case RESIDENT_ID -> names("居民身份证", "Resident identity card");
          case HMT_RESIDENCE -> names("港澳台居民居住证", "Residence permit for Hong Kong, Macao and Taiwan residents");
          case FPR_2017 -> names("外国人永久居留身份证(2017版)", "Foreign permanent resident ID (2017)");
          case FPR_2023 -> names("外国人永久居留身份证(2023版)", "Foreign permanent resident ID (2023)");
          case HM_PERMIT -> names("港澳居民来往内地通行证", "Mainland travel permit for Hong Kong and Macao residents");
          case TW_PERMIT -> names("台湾居民来往大陆通行证", "Mainland travel permit for Taiwan residents");
          case PASSPORT_CN -> names("中国护照", "Chinese passport");
          case PASSPORT_FOREIGN -> names("外国护照", "Foreign passport");
          case MILITARY -> names("军官证/士兵证", "Military ID");
        });
  }

  private static FieldRule text(Field field, Map<String, String> names, int min, int max) {
    return new FieldRule(field, names, true, min, max, null, List.of());
  }

  private static FieldRule choice(Field field, Map<String, String> names, List<Option> options) {
    return new FieldRule(field, names, true, 1, 40, null, options);
  }

  private static Map<String, String> names(String zh, String en) {
    return new TreeMap<>(Map.of("zh-CN", zh, "en", en));
  }
}
