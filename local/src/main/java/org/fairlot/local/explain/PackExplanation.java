package org.fairlot.local.explain;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.fairlot.contracts.pack.Form.Field;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.pack.Pack.Channel;
import org.fairlot.contracts.pack.Pack.Notice;
import org.fairlot.contracts.pack.Pack.ToldBy;
import org.fairlot.contracts.pack.Windows.Daily;
import org.fairlot.contracts.registration.CaseStatus;

/** A pack in plain words (规则说明): what a citizen would ask, and what an operator wants to read before publishing it. */
public final class PackExplanation {

  private final Pack pack;
  private final Language language;
  private final Words words;

  public PackExplanation(Pack pack, Language language) {
    this.pack = pack;
    this.language = language;
    words = new Words(language);
  }

  /** The whole pack, in sections. */
  public String text() {
    var lines = new ArrayList<String>();
    lines.add(
        say("%s（%s 第 %d 版，%s，%s）", "%s (%s version %d, %s, %s)", name(pack.names()), pack.name(), pack.version(),
            words.area(pack.city()), pack.timezone()));
    if (!pack.parties().isEmpty()) {
      section(lines, say("参与方", "Who runs it"));
      pack.parties().forEach(
          party -> lines.add(say("  %s：%s", "  %s: %s", words.of(party.role()), name(party.names()))));
    }
    section(lines, say("何时何处登记", "When and where one may register"));
    lines.addAll(registration());
    section(lines, say("填写什么", "What is asked"));
    lines.addAll(form());
    section(lines, say("费用", "Who pays"));
    lines.add("  " + payment());
    section(lines, say("流程", "The pipeline"));
    var stages = stages();
    for (int i = 0; i < stages.size(); i++) {
      var stage = stages.get(i);
      lines.add("  %d. %s".formatted(i + 1, stage.name()));
      stage.sentences().forEach(sentence -> lines.add("     " + sentence));
      stage.exits().forEach(exit -> lines.add("     → " + exit.outcome() + say("：", ": ") + exit.when()));
    }
    lines.add("  " + say("市民可随时取消；已发出的货物先退回。", "A citizen can cancel at any time; goods under way come back first."));
    section(lines, say("通知什么", "What the citizen is told"));
    lines.addAll(notices());
    return String.join("\n", lines) + "\n";
  }

  /** The pipeline, stage by stage. */
  List<StageTold> stages() {
    var told = new StageWords(language, words);
    return pack.steps().stream().map(told::tell).toList();
  }

  /** The daily hours of registration. */
  String hours() {
    return hours(pack.windows().registration());
  }

  private List<String> registration() {
    var lines = new ArrayList<String>();
    lines.add("  " + say("每天 %s。", "Daily %s.", hours()));
    if (!pack.windows().maintenance().isEmpty()) {
      lines.add("  " + say("维护时段 %s 不受理。", "Not during maintenance, %s.", hours(pack.windows().maintenance())));
    }
    if (!pack.windows().closedOn().isEmpty()) {
      lines.add("  " + say("休息日 %s 不受理。", "Closed on %s.",
          words.list(pack.windows().closedOn().stream().map(LocalDate::toString).toList())));
    }
    pack.channels().forEach(channel -> lines.add("  " + channel(channel)));
    if (!pack.form().serves().isEmpty()) {
      lines.add("  " + say("限居住在：%s。", "For those who live in: %s.",
          words.list(pack.form().serves().stream().map(words::area).toList())));
    }
    lines.add(
        "  " + say("每人同时一件；再次登记：%s。", "One case per person at a time; of another registration: %s.",
            words.of(pack.limits().again())));
    if (pack.limits().grantEveryDays() > 0) {
      lines.add(
          "  "
              + say("分配后 %s 内不能再登记%s。", "After a grant not again for %s%s.",
                  language.days(pack.limits().grantEveryDays()),
                  pack.limits().forfeitCounts()
                      ? say("，放弃的也算", ", a forfeited one included")
                      : say("，放弃的不算", ", a forfeited one does not count")));
    }
    return lines;
  }

  private String channel(Channel channel) {
    return "%s (%s)%s".formatted(name(channel.names()), channel.code(), days(channel.from(), channel.until()));
  }

  private String days(LocalDate from, LocalDate until) {
    return (from == null ? "" : say("，%s 起", ", from %s on", from))
        + (until == null ? "" : say("，%s 起停用", ", no more from %s on", until));
  }

  private List<String> form() {
    var form = pack.form();
    var lines = new ArrayList<String>();
    lines.add("  " + words.of(form.flow()));
    lines.add("  " + say("字段：%s。", "Fields: %s.", words.list(form.fields().stream().map(words::of).toList())));
    lines.add("  " + say("证件：%s。", "Documents: %s.", words.list(form.documents().stream().map(words::of).toList())));
    if (form.asks(Field.ADDRESS)) {
      lines.add(
          "  "
              + say("地址可信度低于 %d 的不接受。", "An address understood with less than %d of 100 is refused at the form.",
                  form.addressAcceptFrom()));
    }
    return lines;
  }

  private String payment() {
    int fen = pack.payment().shippingFen();
    var shipping = fen == 0
        ? say("免运费", "no charge for shipping")
        : say("运费 %d.%02d 元", "shipping %d.%02d CNY", fen / 100, fen % 100);
    return say("商品%s，%s。", "Goods: %s; %s.", words.of(pack.payment().goods()), shipping);
  }

  private List<String> notices() {
    if (pack.notices().isEmpty()) {
      return List.of("  " + say("不通知，市民自行查询。", "Nothing; citizens look for themselves."));
    }
    return pack.notices().entrySet().stream().map(entry -> "  " + notice(entry.getKey(), entry.getValue())).toList();
  }

  private String notice(CaseStatus status, Notice notice) {
    var templates = new ArrayList<>(List.of(notice.template()));
    notice.byReason().forEach((reason, template) -> templates.add(reason + " → " + template));
    return say("%s %s：%s，%s%s", "%s (%s): %s, %s%s", status, words.of(status), words.list(templates),
        notice.by() == ToldBy.COMMITTEE
            ? say("居委会电话或上门", "told by the committee")
            : say("短信", "by message"),
        notice.urgent() ? say("，夜间也发", ", at night too") : "");
  }

  private static String hours(List<Daily> windows) {
    return windows.stream().map(window -> window.opens() + "–" + end(window)).collect(Collectors.joining(", "));
  }

  private static String end(Daily window) {
    return window.closes().equals(LocalTime.MIDNIGHT) ? "24:00" : window.closes().toString();
  }

  private String name(Map<String, String> names) {
    return names.get(language == Language.ZH ? "zh-CN" : "en");
  }

  private static void section(List<String> lines, String title) {
    lines.add("");
    lines.add(title);
  }

  private String say(String zh, String en, Object... values) {
    return language.say(zh, en, values);
  }
}
