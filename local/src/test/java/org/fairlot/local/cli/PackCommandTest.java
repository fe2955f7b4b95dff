package org.fairlot.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackCommandTest {

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int pack(Object... arguments) {
    var line = Fairlot.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    var words = new String[arguments.length + 1];
    words[0] = "pack";
    for (int i = 0; i < arguments.length; i++) {
      words[i + 1] = arguments[i].toString();
    }
    return line.execute(words);
  }

  private Path file(String city, String right, String wrong) throws IOException {
    try (var in = PackCommandTest.class.getResourceAsStream("/packs/" + city + ".yaml")) {
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Files.writeString(folder.resolve(city + ".yaml"), text.replace(right, wrong));
    }
  }

  private Path file(String city) throws IOException {
    return file(city, "", "");
  }

  @Test
  void valid_packs_are_told_in_a_line_each() throws IOException {
    var shanghai = file("shanghai");
    var hangzhou = file("hangzhou");
    assertThat(pack("check", shanghai, hangzhou)).isZero();
    assertThat(out.toString().lines()).containsExactly(
        shanghai + ": valid: shanghai version 1, cap → committee-review → outlet-assignment → committee-order → fulfilment",
        hangzhou + ": valid: hangzhou version 1, first-come → fulfilment");
  }

  @Test
  void every_mistake_is_told_with_its_line_and_the_other_files_are_checked_all_the_same() throws IOException {
    var wrong = file("hangzhou", "version: 1\n", "version: one\nversions: 2\n");
    var right = file("xiamen");
    assertThat(pack("check", wrong, right)).isEqualTo(1);
    assertThat(out.toString().lines()).hasSize(3).satisfies(
        lines -> {
          assertThat(lines.get(0)).startsWith(wrong + ":3: 'version' must be a whole number");
          assertThat(lines.get(1)).startsWith(wrong + ":4: unknown key 'versions'");
          assertThat(lines.get(2)).contains("xiamen.yaml: valid: xiamen version 1");
        });
  }

  @Test
  void a_city_that_there_is_not_and_a_message_that_nobody_has_written_are_told() throws IOException {
    var wrong = file("hangzhou", "city: \"330100\"", "city: \"339900\"");
    Files.writeString(wrong, Files.readString(wrong).replace("template: waitlisted", "template: wait-listed"));
    assertThat(pack("check", wrong)).isEqualTo(1);
    assertThat(out.toString())
        .contains("there is no city with the code 339900 (GB/T 2260)", "there is no message template 'wait-listed'; there are: ")
        .doesNotContain("sms-format");
  }

  @Test
  void a_message_that_tells_what_is_not_known_yet_is_told() throws IOException {
    var wrong = file("hangzhou", "template: waitlisted", "template: number-taken");
    Files.writeString(wrong, Files.readString(wrong).replace("DISPATCHED: {template: dispatched", "DISPATCHED: {template: to-confirm"));
    assertThat(pack("check", wrong)).isEqualTo(1);
    assertThat(out.toString()).contains(
        "the message 'number-taken' tells bookingNumber and servingUpTo, not known at WAITLISTED; these are fit for it: ",
        "the message 'to-confirm' tells confirmBy, not known at DISPATCHED");
  }

  @Test
  void a_channel_without_a_day_is_told() throws IOException {
    var wrong = file("hangzhou", "maintenance: []", "maintenance: []\n  closedOn: [2020-02-01]");
    Files.writeString(wrong, Files.readString(wrong).replaceFirst("    until: 2020-02-02", "    from: 2020-02-01\n    until: 2020-02-02"));
    assertThat(pack("check", wrong)).isEqualTo(1);
    assertThat(out.toString()).contains("nobody can register by WECHAT_H5: 'closedOn' has each of its days");
  }

  @Test
  void only_what_is_a_pack_is_played() throws IOException {
    var line = Fairlot.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    assertThat(line.execute("demo", "--pack", file("hangzhou", "version: 1\n", "").toString())).isEqualTo(1);
    assertThat(out.toString()).contains("hangzhou.yaml:", "'version' is missing");
    assertThat(line.execute("demo", "--pack", folder.resolve("missing.yaml").toString())).isEqualTo(2);
    assertThat(line.execute("demo", "--pack", "x.yaml", "xiamen")).isEqualTo(2);
    assertThat(line.execute("demo")).isEqualTo(2);
  }

  @Test
  void a_file_that_cannot_be_read_is_the_worst() throws IOException {
    var binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThat(pack("check", folder.resolve("missing.yaml"), file("hangzhou", "version: 1\n", ""), binary)).isEqualTo(2);
    assertThat(err.toString()).contains("missing.yaml: there is no such file", "binary.yaml: not a text in UTF-8");
    assertThat(out.toString()).contains("'version' is missing");
    assertThat(pack("explain", folder)).isEqualTo(2);
    assertThat(pack("check")).isEqualTo(2);
  }

  @Test
  void a_pack_is_explained_in_words_and_boxes() throws IOException {
    assertThat(pack("explain", file("hangzhou"))).isZero();
    assertThat(out.toString()).contains("Hangzhou mask reservation", "The pipeline", "│ 1. First come, first served │");
  }

  @Test
  void a_diagram_alone_and_in_chinese() throws IOException {
    assertThat(pack("explain", file("xuhui"), "--lang", "zh", "--diagram", "mermaid")).isZero();
    assertThat(out.toString()).startsWith("flowchart TD\n").contains("分配网点").doesNotContain("参与方");
  }

  @Test
  void what_is_no_pack_is_not_explained() throws IOException {
    assertThat(pack("explain", file("hangzhou", "version: 1\n", ""))).isEqualTo(1);
    assertThat(out.toString()).contains("'version' is missing").doesNotContain("The pipeline");
  }
}
