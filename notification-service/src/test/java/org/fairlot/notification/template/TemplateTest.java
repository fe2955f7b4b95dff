package org.fairlot.notification.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fairlot.notification.provider.SmsProperties;
import org.fairlot.notification.template.domain.Template;
import org.fairlot.notification.template.domain.Template.Filled;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class TemplateTest {

  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  /** 【…】 around the signature. */
  private static final int SIGNATURE_MAX = SmsProperties.SIGN_NAME_MAX + 2;

  /** What templates of answers to short messages begin with; which there are, registration-service says. */
  private static final String ANSWER = "sms-";

  private static final Path PACKS = Path.of("../contracts/src/main/resources/packs");

  private final SortedMap<String, Template> templates = TemplateFile.read();

  @Test
  void there_is_one_for_each_step_that_a_citizen_hears_of() {
    var notices = new TreeMap<>(templates);
    notices.keySet().removeIf(code -> code.startsWith(ANSWER));
    assertThat(notices)
        .containsOnlyKeys(
            "address-correction", "cancelled", "delivered", "dispatched", "forfeited", "granted", "number-taken",
            "out-for-delivery", "ready-for-pickup", "refused", "registered", "sold-out", "to-confirm", "visit-due", "waitlisted");
  }

  @Test
  void every_template_that_a_city_names_is_there() throws IOException {
    try (var packs = Files.list(PACKS)) {
      var files = packs.filter(f -> f.toString().endsWith(".yaml")).toList();
      assertThat(files).isNotEmpty();
      for (Path file : files) {
        Map<String, Map<String, Map<String, Object>>> pack = new Yaml().load(Files.readString(file));
        assertThat(pack.get("notices")).as(file.toString()).isNotEmpty().allSatisfy(
            (_, notice) -> assertThat(templates).containsKey((String) notice.get("template")));
      }
    }
  }

  @Test
  void each_is_a_single_short_message_in_both_languages_even_with_the_longest_values() {
    for (var template : templates.values()) {
      for (String language : template.wordings().keySet()) {
        assertThat(template.lengthMax(language) + SIGNATURE_MAX)
            .as("%s in %s", template.code(), language)
            .isLessThanOrEqualTo(Template.LENGTH_MAX);
      }
    }
  }

  @Test
  void each_wording_has_a_code_of_its_own_at_the_provider() {
    var codes = new HashSet<String>();
    for (var template : templates.values()) {
      template.wordings().values().forEach(w -> assertThat(codes.add(w.providerCode())).as(w.providerCode()).isTrue());
    }
  }

  @Test
  void tells_a_time_in_the_words_of_the_language() {
    var values =
        Map.of(
            "number", "k3Jd_x9Q", "pickupCode", "482913", "opensAt", "2020-02-03T00:00:00Z", "closesAt",
            "2020-02-03T14:00:00Z");
    var pickup = templates.get("ready-for-pickup");
    assertThat(pickup.fill("zh-CN", values, SHANGHAI))
        .isInstanceOfSatisfying(
            Filled.Ready.class,
            ready -> {
              assertThat(ready.text()).isEqualTo("预约号k3Jd_x9Q请于2月3日08:00至2月3日22:00凭取货码482913到店领取。");
              assertThat(ready.parameters())
                  .containsExactlyEntriesOf(
                      new TreeMap<>(
                          Map.of(
                              "number", "k3Jd_x9Q", "pickupCode", "482913", "opensAt", "2月3日08:00", "closesAt",
                              "2月3日22:00")));
            });
    assertThat(pickup.fill("en", values, SHANGHAI))
        .isInstanceOfSatisfying(
            Filled.Ready.class,
            ready -> assertThat(ready.text()).isEqualTo("k3Jd_x9Q: collect 3 Feb 08:00-3 Feb 22:00, code 482913"));
  }

  @Test
  void a_language_that_it_does_not_know_reads_chinese() {
    var granted = templates.get("granted");
    assertThat(granted.fill("fr", Map.of("number", "12345678"), SHANGHAI))
        .isEqualTo(granted.fill("zh-CN", Map.of("number", "12345678"), SHANGHAI));
  }

  @Test
  void what_it_has_no_use_for_is_left_out() {
    var values = Map.of("number", "12345678", "place", "7");
    assertThat(templates.get("granted").fill("en", values, SHANGHAI))
        .isInstanceOfSatisfying(Filled.Ready.class, r -> assertThat(r.parameters()).containsOnlyKeys("number"));
  }

  @Test
  void a_value_that_is_missing_or_does_not_fit_is_named() {
    var correction = templates.get("address-correction");
    assertThat(correction.fill("zh-CN", Map.of("number", "12345678"), SHANGHAI))
        .isEqualTo(new Filled.Unfit("PARAMETER_MISSING", "dueAt"));
    assertThat(correction.fill("zh-CN", Map.of("number", "12345678", "dueAt", "tomorrow"), SHANGHAI))
        .isEqualTo(new Filled.Unfit("PARAMETER_UNFIT", "dueAt"));
    for (String number : new String[] {"123456789", " ", "1234\n678"}) {
      assertThat(templates.get("granted").fill("zh-CN", Map.of("number", number), SHANGHAI))
          .as(number)
          .isEqualTo(new Filled.Unfit("PARAMETER_UNFIT", "number"));
    }
  }

  @Test
  void a_value_is_never_read_as_a_variable() {
    assertThat(templates.get("granted").fill("en", Map.of("number", "${a}$1\\"), SHANGHAI))
        .isInstanceOfSatisfying(Filled.Ready.class, r -> assertThat(r.text()).startsWith("No. ${a}$1\\: granted"));
  }

  @Test
  void a_file_that_is_wrong_names_the_template() {
    refused("x: {parameters: {a: 3}, zh-CN: {code: A, text: '${b}'}, en: {code: B, text: '${a}'}}",
        "template x declares [a]");
    refused("x: {parameters: {}, zh-CN: {code: A, text: t}}", "template x has no wording in en");
    refused("x: {parameters: {a: long}, zh-CN: {code: A, text: t}, en: {code: B, text: t}}", "parameter a is neither");
    refused("x: {zh-CN: {code: A, text: t}, en: {code: B, text: t}}", "template x is not of the form");
    refused("x: {parameters: {}, zh-CN: t, en: {code: B, text: t}}", "template x is not of the form");
  }

  private static void refused(String yaml, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TemplateFile.parse(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))))
        .withMessageContaining(message);
  }
}
