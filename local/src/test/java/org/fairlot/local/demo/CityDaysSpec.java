package org.fairlot.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.fairlot.registration.pack.yaml.InvalidPack;
import org.fairlot.registration.pack.yaml.PackYaml;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The day on which a pack is played. */
class CityDaysSpec {

  private static final String NAMES = ", names: {zh-CN: 渠道, en: A channel}}\n";

  /** {@code ~}: no such days. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock = """
          channel: WECHAT_H5                    | channel: APP                           | ~                  | 2020-02-02
          channel: WECHAT_H5, until: 2020-02-10 | channel: APP, from: 2020-02-10         | ~                  | 2020-02-02
          channel: WECHAT_H5, until: 2020-02-02 | channel: APP, from: 2020-01-29         | ~                  | 2020-02-02
          channel: WECHAT_H5, from: 2020-02-04  | channel: APP, from: 2020-02-05         | ~                  | 2020-02-04
          channel: WECHAT_H5, from: 2022-12-20  | channel: APP, from: 2022-12-25         | ~                  | 2022-12-20
          channel: WECHAT_H5, until: 2022-12-20 | channel: APP, from: 2022-12-18         | ~                  | 2022-12-18
          channel: WECHAT_H5, until: 2022-12-05 | channel: APP, from: 2022-12-05         | , from: 2022-12-09 | 2022-12-09
          channel: WECHAT_H5, until: 2019-12-20 | channel: APP, until: 2019-12-10        | ~                  | 2019-12-19
          channel: WECHAT_H5, from: 2022-12-20  | channel: ENTITLEMENT_LIST              | ~                  | 2022-12-20
          channel: WECHAT_H5, from: 2022-12-20  | channel: APP, from: 2022-12-21         | , from: 2020-03-01 | 2022-12-20
          """)
  void is_the_first_on_which_people_can_come(String first, String second, String mode, LocalDate day) throws InvalidPack {
    var fuzhou = Evening.shippedPack("fuzhou");
    var channels = "channels:\n  - {" + first + NAMES + "  - {" + second + NAMES + "\n";
    var yaml = fuzhou.replaceFirst("(?s)channels:.*?(?=windows:)", channels)
        .replace("- mode: PICKUP", "- {mode: PICKUP" + (mode.equals("~") ? "" : mode) + "}");
    assertThat(CityDays.firstDay(PackYaml.parse(yaml))).isEqualTo(day);
  }
}
