package org.fairlot.registration.form;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.fairlot.contracts.pack.Form;
import org.fairlot.contracts.pack.Form.Field;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.ProgrammeEvent.Edition;
import org.fairlot.contracts.registration.ProgrammeEvent.Goods;
import org.fairlot.contracts.registration.ProgrammeEvent.Outlet;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeDefined;
import org.fairlot.registration.address.DivisionTables;
import org.fairlot.registration.address.domain.AddressReader;
import org.fairlot.registration.casework.domain.Packs;
import org.fairlot.registration.form.FormReader.FieldError;
import org.fairlot.registration.form.FormReader.Reading;
import org.fairlot.registration.pack.yaml.InvalidPack;
import org.fairlot.registration.pack.yaml.PackYaml;
import org.fairlot.registration.programme.Programme;
import org.fairlot.runtime.wire.Json;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class FormSpec {

  private static final LocalDate TODAY = LocalDate.of(2020, 2, 2);
  private static final FormReader READER = 
      new FormReader(new AddressReader(DivisionTables.china()), DivisionTables.shipped().committees());
  private static final ProgrammeForm HANGZHOU = form("hangzhou");
  private static final ProgrammeForm GUANGZHOU = form("guangzhou");
  private static final ProgrammeForm XIAMEN = form("xiamen");
  private static final ProgrammeForm PUDONG = form("pudong");
  private static final ProgrammeForm XUHUI = form("xuhui");

  private static ProgrammeForm form(String city) {
    var pack = Packs.SHIPPED.pack(city, 1);
    var names = Map.of("zh-CN", "口罩", "en", "Masks");
    var goods = List.of(new Goods("KN95", names, "KN95", "adult", 5, 0),
        new Goods("CHILD", names, "surgical", "child", 5, 0));
    var defined =
        new ProgrammeDefined(
            city + "-masks", names, pack.city(), city, List.of(new Edition(1, Instant.EPOCH)), goods, TODAY, null, null);
    var outlets =
        List.of(
            new Outlet("gz-001", "440106", names, "天河路1号", 113.3, 23.1, List.of("KN95"),
                List.of("10:00/11:00", "11:00/12:00")),
            outlet("xm-1"), outlet("xm-2"), outlet("xm-3"), outlet("xm-4"));
    return ProgrammeForm.of(pack, Programme.of(defined, outlets, Map.of("A01", "310101002001"), List.of()), TODAY, DivisionTables.china());
  }

  private static Outlet outlet(String id) {
    return new Outlet(id, "350203", Map.of("en", "Shop"), "湖滨南路1号", 118.1, 24.5, List.of(), List.of());
  }

  private static ObjectNode xiamen() {
    return Json.MAPPER.readValue(
        """
        {"outletId": "xm-1", "alternatives": ["xm-3", "xm-2"], "name": "王小芳", "idNumber": "11010519491231002x",
         "mobile": "13812341234", "district": "350203", "address": "湖滨南路78号3幢502室"}
        """,
        ObjectNode.class);
  }

  private static ObjectNode hangzhou() {
    return Json.MAPPER.readValue(
        """
        {"name": "王小芳", "idNumber": "11010519491231002x", "mobile": "13812341234", "district": "330106",
         "address": "文三路478号华星时代广场A座1201室"}
        """,
        ObjectNode.class);
  }

  private static ObjectNode guangzhou() {
    return Json.MAPPER.readValue(
        """
        {"outletId": "gz-001", "sku": "KN95", "slot": "2020-02-03T10:00/11:00", "name": "Jean Valjean",
         "docType": "PASSPORT_FOREIGN", "idNumber": "12AB34567", "nationality": "FRA", "mobile": "+85251234567",
         "district": "440106", "address": {"road": "天河路", "number": "208号"}}
        """,
        ObjectNode.class);
  }

  private static Reading read(ObjectNode body, ProgrammeForm form) {
    return READER.read(body, form, Set.of(), false);
  }

  private static List<String> wrong(ObjectNode body, ProgrammeForm form) {
    return read(body, form).errors().stream().map(error -> error.field() + " " + error.code()).toList();
  }

  @Row("H5")
  @Test
  void hangzhou_asks_five_fields_and_understands_them() {
    var form = read(hangzhou(), HANGZHOU).form();
    assertThat(form.identity().number()).isEqualTo("11010519491231002X");
    assertThat(form.mobile()).isEqualTo("+8613812341234");
    assertThat(form.address().room()).isEqualTo("1201室");
    assertThat(form.addressConfidence()).isEqualTo(100);
    assertThat(form.choice().district()).isEqualTo("330106");
  }

  @Row("G4")
  @Test
  void guangzhou_asks_for_outlet_goods_and_slot() {
    var form = read(guangzhou(), GUANGZHOU).form();
    assertThat(form.choice().slot()).isEqualTo("2020-02-03T10:00/11:00");
    assertThat(form.choice().mode()).isNull();
    assertThat(form.identity().number()).isEqualTo("FRA:12AB34567");
    assertThat(form.identity().docType().name()).isEqualTo("PASSPORT_FOREIGN");
  }

  private static ObjectNode pudong(String committee) {
    var body =
        Json.MAPPER.readValue(
            """
            {"name": "王小芳", "docType": "RESIDENT_ID", "idNumber": "11010519491231002x", "mobile": "13812341234"}
            """,
            ObjectNode.class);
    return body.put("committee", committee);
  }

  @ParameterizedTest
  @ValueSource(strings = {"310101002001", "A01", "a01", "云南中路", "南京东路街道云南中路居委会"})
  void a_committee_is_given_by_code_short_code_or_name_and_tells_the_district(String committee) {
    var choice = read(pudong(committee), PUDONG).form().choice();
    assertThat(choice.committee()).isEqualTo("310101002001");
    assertThat(choice.district()).isEqualTo("310101");
  }

  @Test
  void a_committee_that_is_none_or_several_is_asked_back() {
    assertThat(wrong(pudong("云南西路"), PUDONG)).containsExactly("committee UNKNOWN_COMMITTEE");
    assertThat(wrong(pudong("330106001001"), PUDONG)).containsExactly("committee UNKNOWN_COMMITTEE");
    assertThat(read(pudong("新华居委会"), PUDONG).errors()).singleElement().satisfies(
        error -> {
          assertThat(error.code()).isEqualTo("COMMITTEE_AMBIGUOUS");
          assertThat((List<?>) error.data().get("candidates")).hasSizeBetween(2, 10);
        });
  }

  @Test
  void a_committee_of_another_district_than_the_one_chosen_is_said_to_be() {
    var pack = Packs.SHIPPED.pack("pudong", 1);
    var fields = new ArrayList<>(pack.form().fields());
    fields.add(Field.DISTRICT);
    var form =
        ProgrammeForm.of(
            new Pack(
                pack.name(), 1, pack.names(), pack.city(), pack.timezone(), pack.parties(), pack.channels(), pack.windows(),
                new Form(pack.form().flow(), fields, pack.form().documents(), 0), pack.limits(), pack.payment(), pack.steps(),
                pack.notices()),
            PUDONG.programme(), TODAY, DivisionTables.china());
    assertThat(wrong(pudong("云南中路").put("district", "310115"), form)).containsExactly("committee COMMITTEE_OTHER_DISTRICT");
    assertThat(wrong(pudong("310101002001").put("district", "310115"), form))
        .containsExactly("committee COMMITTEE_OTHER_DISTRICT");
    assertThat(read(pudong("云南中路").put("district", "310101"), form).form().choice().committee())
        .isEqualTo("310101002001");
  }

  @Test
  void the_schema_says_how_a_committee_is_given() {
    assertThat(FormSchema.of(PUDONG, "en").get("properties")).asString().contains("Statistical code of twelve digits");
  }

  @Test
  void xiamen_takes_further_outlets_in_their_order() {
    assertThat(read(xiamen(), XIAMEN).form().choice().ranked()).extracting(choice -> choice.outletId())
        .containsExactly("xm-1", "xm-3", "xm-2");
    var one = xiamen();
    one.remove("alternatives");
    assertThat(read(one, XIAMEN).form().choice().ranked()).hasSize(1);
    one.putArray("alternatives");
    assertThat(read(one, XIAMEN).form().choice().alternatives()).isNull();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "[\"xm-2\", \"xm-2\"] | DUPLICATE",
    "[\"xm-1\"] | DUPLICATE",
    "[\"xm-2\", \"xm-3\", \"xm-4\"] | TOO_MANY",
    "[\"xm-9\"] | UNKNOWN_OUTLET",
    "[7] | WRONG_TYPE",
    "\"xm-2\" | WRONG_TYPE",
    "[\"\"] | INVALID",
  })
  void further_outlets_differ_exist_and_are_no_more_than_the_pack_allows(String alternatives, String code) {
    var body = xiamen();
    body.set("alternatives", Json.MAPPER.readTree(alternatives));
    assertThat(wrong(body, XIAMEN)).containsExactly("alternatives " + code);
  }

  /** No outlet of that name, and one that has left the list (网点已停用). */
  @Row("X10")
  @Test
  void an_outlet_that_is_unknown_or_closed_is_not_taken() {
    assertThat(wrong(xiamen().put("outletId", "xm-9"), XIAMEN)).containsExactly("outletId UNKNOWN_OUTLET");
    var closed = Programme.of(XIAMEN.programme().defined(), List.of(outlet("xm-2"), outlet("xm-3")));
    var today = ProgrammeForm.of(XIAMEN.pack(), closed, TODAY, DivisionTables.china());
    assertThat(wrong(xiamen(), XIAMEN)).isEmpty();
    assertThat(wrong(xiamen(), today)).containsExactly("outletId UNKNOWN_OUTLET");
  }

  @Row({"X11", "X13"})
  @ParameterizedTest
  @ValueSource(strings = {"outletId", "name", "idNumber", "mobile", "address"})
  void xiamen_does_without_none_of_its_fields(String field) {
    var body = xiamen();
    body.remove(field);
    assertThat(wrong(body, XIAMEN)).containsExactly(field + " MISSING");
  }

  private static List<String> asked(ProgrammeForm form) {
    return List.copyOf(((Map<?, ?>) FormSchema.of(form, "en").get("properties")).keySet()).stream().map(String::valueOf).toList();
  }

  private static boolean fits(ObjectNode body, ProgrammeForm form) {
    return schema(form).validate(body.toString(), InputFormat.JSON).isEmpty();
  }

  private static Schema schema(ProgrammeForm form) {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(Json.MAPPER.writeValueAsString(FormSchema.of(form, "en")));
  }

  /** 先选择药店后登记信息. */
  @Row({"X11", "M15"})
  @Test
  void by_one_form_the_outlet_comes_first() {
    assertThat(XIAMEN.pack().form().flow()).isEqualTo(Form.Flow.OUTLET_FIRST);
    assertThat(asked(XIAMEN))
        .containsExactly("outletId", "alternatives", "name", "idNumber", "mobile", "district", "address");
    assertThat(fits(xiamen(), XIAMEN)).isTrue();
    assertThat(wrong(xiamen(), XIAMEN)).isEmpty();
    var without = xiamen();
    without.remove("outletId");
    assertThat(fits(without, XIAMEN)).isFalse();
  }

  /** 只需要填写个人信息和所属区域. */
  @Row({"H5", "M15"})
  @Test
  void by_another_an_area_is_enough_and_there_is_no_outlet() {
    assertThat(HANGZHOU.pack().form().flow()).isEqualTo(Form.Flow.AREA_ONLY);
    assertThat(asked(HANGZHOU)).containsExactly("name", "idNumber", "mobile", "district", "address");
    assertThat(fits(hangzhou(), HANGZHOU)).isTrue();
    assertThat(wrong(hangzhou(), HANGZHOU)).isEmpty();
    var without = hangzhou();
    without.remove("district");
    assertThat(fits(without, HANGZHOU)).isFalse();
    assertThat(wrong(hangzhou().put("outletId", "xm-1"), HANGZHOU)).containsExactly("outletId UNKNOWN_FIELD");
  }

  /** 根据用户的区域选择自动匹配到目标药店. */
  @Row({"U1", "M15"})
  @Test
  void by_a_third_the_outlet_follows_from_who_one_is_and_cannot_be_chosen() {
    assertThat(XUHUI.pack().form().flow()).isEqualTo(Form.Flow.PROFILE_AUTOMATCH);
    assertThat(asked(XUHUI)).containsExactly("district", "committee", "name", "idNumber", "mobile", "address");
    var body = Json.MAPPER.createObjectNode().put("district", "310104").put("committee", "310104011002").put("name", "王小芳")
        .put("idNumber", "11010519491231002X").put("mobile", "13812341234").put("address", "田林路388弄12号501室");
    assertThat(fits(body, XUHUI)).isTrue();
    assertThat(read(body, XUHUI).form().choice().outletId()).isNull();
    var without = body.deepCopy();
    without.remove("committee");
    assertThat(fits(without, XUHUI)).isFalse();
    assertThat(wrong(body.put("outletId", "xm-1"), XUHUI)).containsExactly("outletId UNKNOWN_FIELD");
  }

  private static ProgrammeForm serving(String... areas) throws InvalidPack {
    var yaml = Packs.yaml("hangzhou").replace("addressAcceptFrom: 45", "addressAcceptFrom: 45\n  serves: " + List.of(areas));
    return ProgrammeForm.of(PackYaml.parse(yaml), HANGZHOU.programme(), TODAY, DivisionTables.china());
  }

  @Test
  void who_lives_elsewhere_is_not_served() throws InvalidPack {
    assertThat(wrong(hangzhou(), serving("330106"))).isEmpty();
    assertThat(wrong(hangzhou(), serving("330102", "330105"))).containsExactly("address AREA_NOT_SERVED");
    var street = hangzhou();
    street.put("address", "翠苑街道文三路478号华星时代广场A座1201室");
    assertThat(wrong(street, serving("330106005"))).isEmpty();
    assertThat(wrong(street, serving("330106007"))).containsExactly("address AREA_NOT_SERVED");
    assertThat(wrong(hangzhou(), serving("330106005"))).as("no street is known").containsExactly("address AREA_NOT_SERVED");
  }

  @Test
  void a_committee_is_a_code_and_says_the_district() {
    var lanes = form("lanes");
    var body = Json.MAPPER.createObjectNode().put("name", "王小芳").put("docType", "RESIDENT_ID")
        .put("idNumber", "11010519491231002X").put("mobile", "13812341234").put("committee", "３１０１０４０１１００２")
        .put("address", "田林路388弄12号501室");
    assertThat(read(body, lanes).form().choice().committee()).isEqualTo("310104011002");
    assertThat(read(body, lanes).form().choice().district()).isEqualTo("310104");
    assertThat(wrong(body.deepCopy().put("outletId", "xm-1"), lanes)).containsExactly("outletId UNKNOWN_FIELD");
  }

  @Test
  void an_empty_form_misses_everything_that_is_asked() {
    assertThat(wrong(Json.MAPPER.createObjectNode(), HANGZHOU)).containsExactly(
        "name MISSING", "idNumber MISSING", "mobile MISSING", "district MISSING", "address MISSING");
  }

  @Test
  void everything_that_is_wrong_is_said_at_once() {
    var body = hangzhou();
    body.put("name", 1).put("idNumber", "110105194912310021").put("mobile", "110").put("district", "440106")
        .put("outletId", "x");
    assertThat(wrong(body, HANGZHOU)).containsExactlyInAnyOrder(
        "name WRONG_TYPE", "idNumber DOCUMENT_CHECKSUM", "mobile INVALID", "district NOT_AN_OPTION", "outletId UNKNOWN_FIELD");
  }

  @Row({"X10", "G4"})
  @ParameterizedTest
  @CsvSource({
    "outletId, gz-999, outletId UNKNOWN_OUTLET",
    "sku, CHILD, sku NOT_AT_OUTLET",
    "sku, N95, sku NOT_AN_OPTION",
    "slot, 2020-02-03T09:00/10:00, slot UNKNOWN_SLOT",
    "slot, 2020-02-02T10:00/11:00, slot UNKNOWN_SLOT",
    "slot, 2020-02-05T10:00/11:00, slot UNKNOWN_SLOT",
    "slot, 2020-02-30T10:00/11:00, slot UNKNOWN_SLOT",
    "slot, tomorrow, slot INVALID",
    "mode, DRONE, mode NOT_AN_OPTION",
    "nationality, CHN, nationality NATIONALITY_INVALID",
    "docType, PASSPORT_CN, idNumber DOCUMENT_FORMAT",
    "docType, LIBRARY_CARD, docType NOT_AN_OPTION",
  })
  void choices_must_fit_each_other(String field, String value, String error) {
    var body = guangzhou();
    body.put(field, value);
    assertThat(wrong(body, GUANGZHOU)).containsExactly(error);
  }

  @Row("H7")
  @Test
  void an_unclear_address_comes_back_with_what_was_understood() {
    var body = hangzhou();
    body.put("address", "翠苑街道菜场旁边");
    assertThat(read(body, HANGZHOU).errors()).singleElement().satisfies(error -> {
      assertThat(error.code()).isEqualTo("ADDRESS_UNCLEAR");
      assertThat(((Map<?, ?>) error.data().get("understood")).get("street")).isEqualTo("330106005");
    });
    body.put("address", "滨江区江南大道100号");
    assertThat(wrong(body, HANGZHOU)).containsExactly("address ADDRESS_OTHER_DISTRICT");
  }

  @Test
  void address_parts_are_checked_too() {
    var body = hangzhou();
    body.putObject("address").put("road", "文三路").put("planet", "Earth");
    assertThat(wrong(body, HANGZHOU)).containsExactly("address UNKNOWN_FIELD");
    body.putObject("address").put("road", 1);
    assertThat(wrong(body, HANGZHOU)).containsExactly("address WRONG_TYPE");
    body.putArray("address");
    assertThat(wrong(body, HANGZHOU)).containsExactly("address WRONG_TYPE");
  }

  @Test
  void a_trusted_field_is_taken_as_it_stands() {
    var body = guangzhou();
    body.put("slot", "2019-12-31T10:00/11:00");
    assertThat(READER.reread(body, GUANGZHOU, Set.of("slot"), false).form().choice().slot())
        .isEqualTo("2019-12-31T10:00/11:00");
  }

  @Test
  void titles_come_in_the_wanted_language() {
    var hangzhou = FormSchema.of(HANGZHOU, "en");
    assertThat(((Map<?, ?>) ((Map<?, ?>) hangzhou.get("properties")).get("district")).get("title"))
        .isEqualTo("District");
    assertThat(((Map<?, ?>) hangzhou.get("properties")).keySet().toString())
        .isEqualTo("[name, idNumber, mobile, district, address]");
    assertThat(Packs.SHIPPED.pack("guangzhou", 1).firstStage(Stage.Fulfilment.class).modes()).hasSize(2);
    assertThat(FormSchema.of(GUANGZHOU, "zh-CN").toString()).contains("到店自取", "快递配送");
  }

  /** What the schema refuses, the server refuses too; what the server takes, the schema takes. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void schema_and_server_agree(long seed) {
    var random = new Random(seed);
    for (ProgrammeForm form : List.of(HANGZHOU, GUANGZHOU, XIAMEN)) {
      Schema schema = schema(form);
      for (int i = 0; i < 200; i++) {
        var body = form == HANGZHOU ? hangzhou() : form == XIAMEN ? xiamen() : guangzhou();
        mutate(body, random);
        List<FieldError> errors = read(body, form).errors();
        var flaws = schema.validate(body.toString(), InputFormat.JSON);
        if (errors.isEmpty()) {
          assertThat(flaws).as("seed %d: the server takes %s", seed, body).isEmpty();
        }
        if (!flaws.isEmpty()) {
          assertThat(errors).as("seed %d: the schema refuses %s: %s", seed, body, flaws).isNotEmpty();
        }
      }
    }
  }

  private static void mutate(ObjectNode body, Random random) {
    var names = new ArrayList<>(body.propertyNames());
    for (int n = random.nextInt(3); n > 0; n--) {
      var name = names.get(random.nextInt(names.size()));
      switch (random.nextInt(7)) {
        case 0 -> body.remove(name);
        case 1 -> body.putNull(name);
        case 2 -> body.put(name, random.nextInt());
        case 3 -> body.put(name, "x".repeat(random.nextInt(300)));
        case 4 -> body.putObject(name).put("road", "文三路".repeat(random.nextInt(50)));
        case 5 -> body.set(name, body.path(names.get(random.nextInt(names.size()))).deepCopy());
        default -> body.put(name, "０".repeat(random.nextInt(20)));
      }
    }
  }
}
