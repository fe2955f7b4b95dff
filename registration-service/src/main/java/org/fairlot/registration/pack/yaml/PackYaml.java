package org.fairlot.registration.pack.yaml;

import java.io.StringReader;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fairlot.contracts.pack.Form;
import org.fairlot.contracts.pack.Form.Field;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.pack.Pack.Channel;
import org.fairlot.contracts.pack.Pack.Limits;
import org.fairlot.contracts.pack.Pack.Notice;
import org.fairlot.contracts.pack.Pack.Party;
import org.fairlot.contracts.pack.Pack.Payment;
import org.fairlot.contracts.pack.Pack.Step;
import org.fairlot.contracts.pack.Pack.ToldBy;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.pack.Windows;
import org.fairlot.contracts.pack.Windows.Daily;
import org.fairlot.contracts.person.DocumentType;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.registration.address.DivisionTables;
import org.fairlot.registration.pack.yaml.Block.At;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a pack from YAML. Says everything that is wrong at once, each with its line. */
public final class PackYaml {

  private static final Pattern CODE = Pattern.compile("[a-z0-9-]{1,40}");
  private static final Pattern CHANNEL = Pattern.compile("[A-Z][A-Z0-9_]{1,31}");
  private static final Pattern DIVISION = Pattern.compile("\\d{6}");
  private static final Pattern AREA = Pattern.compile("\\d{6}|\\d{9}");
  /** A year: whoever closes for longer ends the programme. */
  private static final int CLOSED_DAYS_MAX = 366;

  /**
   * What a pack that is to be published names, and what stands elsewhere.
   *
   * @param isCity    whether a city has this division code
   * @param templates codes of messages, with the parameters that must come with the notice; {@code null} where they are not known
   */
  public record Surroundings(Predicate<String> isCity, @Nullable SortedMap<String, SortedSet<String>> templates) {

    /** Nothing of what stands elsewhere is known here. */
    public static final Surroundings UNKNOWN = new Surroundings(city -> true, null);
  }

  private final Findings findings = new Findings();
  private final @Nullable Surroundings surroundings;

  private PackYaml(@Nullable Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * One that was published and stays as it is, whatever was learnt since.
   *
   * @throws InvalidPack with all findings if the text is no valid pack
   */
  public static Pack parse(String yaml) throws InvalidPack {
    return new PackYaml(null).read(yaml);
  }

  /**
   * One that is still to be published: also what could be read, and would help nobody, is found.
   *
   * @throws InvalidPack with all findings if the text is no valid pack
   */
  public static Pack parse(String yaml, Surroundings surroundings) throws InvalidPack {
    return new PackYaml(surroundings).read(yaml);
  }

  private Pack read(String yaml) throws InvalidPack {
    Block file = Block.of(compose(yaml), "a pack", findings);
    var name = file.text("pack", CODE, "a name of a-z, 0-9 and -");
    var version = file.integer("version", 1, 1_000_000);
    var names = file.names("names");
    var city = file.text("city", DIVISION, "a division code of six digits (GB/T 2260)");
    if (surroundings != null && city.matches("\\d{6}") && !surroundings.isCity().test(city)) {
      findings.add(file.line("city"), "there is no city with the code " + city + " (GB/T 2260)");
    }
    var timezone = file.scalar("timezone", "a time zone such as Asia/Shanghai", ZoneId::of, ZoneId.of("UTC"));
    var parties = parties(file);
    var channels = channels(file);
    var windows = windows(file.block("windows"));
    var form = form(file.block("form"), city);
    var limits = limits(file.block("limits"));
    var payment = payment(file.block("payment"));
    var steps = steps(file, city);
    var notices = notices(file, form, steps);
    file.noMore();
    findings.throwIfAny();

    var pack =
        new Pack(
            name, version, names, city, timezone, parties, channels, windows, form, limits, payment,
            steps.stream().map(At::value).toList(), notices);
    new PipelineRules(pack, steps, file, findings).check();
    if (isNew()) {
      new NewPackRules(pack, file, findings).check();
    }
    findings.throwIfAny();
    return pack;
  }

  private boolean isNew() {
    return surroundings != null;
  }

  private Node compose(String yaml) throws InvalidPack {
    Node root = null;
    try {
      root = new Yaml(new LoaderOptions()).compose(new StringReader(yaml));
      if (root == null) {
        findings.add(1, "the file is empty");
      } else if (!(root instanceof MappingNode)) {
        findings.add(1, "a pack must be a mapping");
      }
    } catch (MarkedYAMLException e) {
      int line = line(e);
      boolean fullWidth = yaml.lines().skip(line - 1).findFirst().stream().anyMatch(text -> Block.FULL_WIDTH.matcher(text).find());
      findings.add(
          line, "not YAML: " + e.getProblem() + (fullWidth ? "; this line has full-width punctuation, where YAML wants ':' and ','" : ""));
    } catch (YAMLException e) {
      findings.add(1, "not YAML: " + e.getMessage());
    }
    findings.throwIfAny();
    return root;
  }

  /** Of a key without its colon, the line on which it stands: that it has none is seen on a later one. */
  private static int line(MarkedYAMLException e) {
    boolean isKey = e.getContextMark() != null && "while scanning a simple key".equals(e.getContext());
    var mark = isKey ? e.getContextMark() : e.getProblemMark();
    return mark == null ? 1 : mark.getLine() + 1;
  }

  private List<Party> parties(Block file) {
    return file.blocks("parties").stream()
        .map(
            block -> {
              var party = new Party(block.oneOf("role", Pack.Role.class), block.names("names"));
              block.noMore();
              return party;
            })
        .toList();
  }

  private List<Channel> channels(Block file) {
    var channels = new ArrayList<At<Channel>>();
    for (Block block : file.blocks("channels")) {
      var channel =
          new Channel(
              block.text("channel", CHANNEL, "a code of A-Z, 0-9 and _"), block.has("from") ? block.date("from") : null,
              block.has("until") ? block.date("until") : null, block.names("names"));
      block.noMore();
      if (channel.from() != null && channel.until() != null && !channel.from().isBefore(channel.until())) {
        findings.add(block.line("until"), "'until' is the first day no more, so it must come after 'from'");
      }
      channels.stream()
          .filter(other -> other.value().code().equals(channel.code()) && overlap(other.value(), channel))
          .findFirst()
          .ifPresent(
              other ->
                  findings.add(
                      block.line(), "channel " + channel.code() + " overlaps with its days in line " + other.line()));
      channels.add(new At<>(channel, block.line()));
    }
    if (file.isEmpty("channels")) {
      findings.add(file.line("channels"), "at least one channel is needed");
    }
    return channels.stream().map(At::value).toList();
  }

  private static boolean overlap(Channel a, Channel b) {
    return (a.until() == null || b.from() == null || b.from().isBefore(a.until()))
        && (b.until() == null || a.from() == null || a.from().isBefore(b.until()));
  }

  private Windows windows(Block block) {
    var registration = daily(block, "registration");
    var maintenance = daily(block, "maintenance");
    var closedOn = closedOn(block);
    block.noMore();
    if (!block.isThere()) {
      return new Windows(registration, maintenance, closedOn);
    }
    if (block.isEmpty("registration")) {
      findings.add(block.line("registration"), "at least one registration window is needed");
    } else if (!registration.isEmpty() && !leavesTime(registration, maintenance)) {
      findings.add(block.line("maintenance"), "maintenance leaves no time to register");
    }
    return new Windows(registration, maintenance, closedOn);
  }

  private SortedSet<LocalDate> closedOn(Block block) {
    var days = new TreeSet<LocalDate>();
    for (var day : block.scalars("closedOn", "a date such as 2020-02-08", LocalDate::parse)) {
      if (!days.add(day.value())) {
        findings.add(day.line(), "'closedOn' names " + day.value() + " twice");
      }
    }
    if (days.size() > CLOSED_DAYS_MAX) {
      findings.add(block.line("closedOn"), "'closedOn' has more than " + CLOSED_DAYS_MAX + " days");
    }
    return days;
  }

  private List<Daily> daily(Block block, String key) {
    var windows = block.scalars(key, "hours such as 09:30-24:00", PackYaml::hours);
    for (int i = 1; i < windows.size(); i++) {
      var window = windows.get(i);
      for (var earlier : windows.subList(0, i)) {
        if (window.value().overlaps(earlier.value())) {
          findings.add(window.line(), "'" + key + "' overlaps with the window in line " + earlier.line());
        }
      }
    }
    return windows.stream().map(At::value).toList();
  }

  private static Daily hours(String text) {
    String[] ends = text.split("-", 2);
    return ends.length == 2 ? new Daily(Block.parseTime(ends[0].strip()), Block.parseTime(ends[1].strip())) : null;
  }

  /** Openness changes only where a window starts or ends, so these times tell for the whole day. */
  private static boolean leavesTime(List<Daily> registration, List<Daily> maintenance) {
    Stream<LocalTime> changes = Stream.concat(registration.stream().map(Daily::opens), maintenance.stream()
        .map(Daily::closes));
    return changes.anyMatch(
        time ->
            registration.stream().anyMatch(window -> window.contains(time))
                && maintenance.stream().noneMatch(window -> window.contains(time)));
  }

  private Form form(Block block, String city) {
    var fields = block.scalars("fields", "a field: " + fieldNames(), PackYaml::field);
    noDuplicates("fields", fields, Field::wireName);
    var documents = block.scalars("documents", DocumentType.class);
    noDuplicates("documents", documents, DocumentType::name);
    var form =
        new Form(
            block.oneOf("flow", Form.Flow.class), fields.stream().map(At::value).toList(),
            documents.stream().map(At::value).toList(),
            block.has("addressAcceptFrom") ? block.integer("addressAcceptFrom", 0, 100) : 0, serves(block, city));
    block.noMore();
    if (block.isThere()) {
      new FormRules(form, block, findings).check();
    }
    return form;
  }

  private List<String> serves(Block block, String city) {
    if (!block.has("serves")) {
      return List.of();
    }
    var serves = block.scalars("serves", "a district of six or a street of nine digits", PackYaml::area);
    noDuplicates("serves", serves, Function.identity());
    serves.stream()
        .filter(area -> city != null && !DivisionTables.china().isWithin(area.value(), city))
        .forEach(area -> findings.add(area.line(), "'serves' has " + area.value() + ", which is not in " + city));
    return serves.stream().map(At::value).toList();
  }

  private static String area(String text) {
    return AREA.matcher(text).matches() ? text : null;
  }

  private static Field field(String text) {
    return Stream.of(Field.values()).filter(field -> field.wireName().equals(text)).findFirst().orElse(null);
  }

  private static String fieldNames() {
    return String.join(", ", Stream.of(Field.values()).map(Field::wireName).toList());
  }

  private static Limits limits(Block block) {
    var limits =
        new Limits(
            block.integer("grantEveryDays", 0, 3650), block.flag("forfeitCounts"),
            block.has("again") ? block.oneOf("again", Pack.Again.class) : Pack.Again.REFUSE);
    block.noMore();
    return limits;
  }

  private static Payment payment(Block block) {
    var payment = new Payment(block.oneOf("goods", Pack.GoodsPaid.class), block.integer("shippingFen", 0, 1_000_000));
    block.noMore();
    return payment;
  }

  private List<At<Step>> steps(Block file, String city) {
    var steps = new ArrayList<At<Step>>();
    var stages = new StageYaml(city, findings);
    for (Block block : file.blocks("stages")) {
      Integer timeoutHours = block.has("timeoutHours") ? (Integer) block.integer("timeoutHours", 1, 8760) : null;
      Stage stage = stages.read(block);
      block.noMore();
      if (stage != null) {
        steps.add(new At<>(new Step(stage, timeoutHours), block.line()));
      }
    }
    return withReservesAsked(steps);
  }

  /** A reserve by a fact takes nobody by chance: its fact is asked of everybody, also of those who are eligible without it. */
  private static List<At<Step>> withReservesAsked(List<At<Step>> steps) {
    var facts = steps.stream()
        .flatMap(step -> step.value().stage().kept().stream()).map(Stage.Reserve::fact).filter(Objects::nonNull)
        .distinct().toList();
    return steps.stream()
        .map(step -> step.value().stage() instanceof Stage.Eligibility eligibility && !eligibility.anyOf().isEmpty()
            ? new At<>(new Step(eligibility.asking(facts), step.value().timeoutHours()), step.line())
            : step)
        .toList();
  }

  private Map<CaseStatus, Notice> notices(Block file, Form form, List<At<Step>> steps) {
    var notices = new EnumMap<CaseStatus, Notice>(CaseStatus.class);
    if (!file.has("notices")) {
      return notices;
    }
    var block = file.block("notices");
    for (CaseStatus status : CaseStatus.values()) {
      if (block.has(status.name())) {
        var notice = block.block(status.name());
        var by = notice.has("by") ? notice.oneOf("by", ToldBy.class) : null;
        if (by == ToldBy.COMMITTEE && !form.asks(Field.COMMITTEE)) {
          findings.add(notice.line("by"), "a notice by the committee needs the form's field 'committee'");
        }
        var told = told(status, steps);
        notices.put(
            status, new Notice(template(notice, "template", status, told), notice.flag("urgent"), byReason(notice, status, told), by));
        notice.noMore();
      }
    }
    block.noMore();
    return notices;
  }

  /** What a case that comes to this status knows besides its number, for a message to tell. */
  private static Set<String> told(CaseStatus status, List<At<Step>> steps) {
    return switch (status) {
      case TO_CONFIRM -> Set.of("confirmBy");
      case ADDRESS_CORRECTION, VISIT_DUE -> Set.of("dueAt");
      case READY_FOR_PICKUP -> Set.of("opensAt", "closesAt");
      case WAITLISTED ->
          steps.stream().anyMatch(step -> step.value().stage() instanceof Stage.CommitteeOrder)
              ? Set.of("bookingNumber", "servingUpTo")
              : Set.of();
      default -> Set.of();
    };
  }

  private Map<String, String> byReason(Block notice, CaseStatus status, Set<String> told) {
    var templates = new TreeMap<String, String>();
    if (notice.has("byReason")) {
      var block = notice.block("byReason");
      block.keys().forEach(reason -> templates.put(reason, template(block, reason, status, told)));
    }
    return templates;
  }

  /** A message that tells what nobody knows at this status would never be sent. */
  private String template(Block block, String key, CaseStatus status, Set<String> told) {
    String code = block.text(key, CODE, "a template code of a-z, 0-9 and -");
    if (surroundings == null || surroundings.templates() == null || !block.has(key)) {
      return code;
    }
    var templates = surroundings.templates();
    if (!templates.containsKey(code)) {
      findings.add(
          block.line(key), "there is no message template '" + code + "'; there are: " + String.join(", ", templates.keySet()));
    } else if (!told.containsAll(templates.get(code))) {
      var fit = templates.keySet().stream().filter(other -> told.containsAll(templates.get(other))).toList();
      findings.add(
          block.line(key), "the message '" + code + "' tells " + String.join(" and ", templates.get(code))
              + ", not known at " + status + "; these are fit for it: " + String.join(", ", fit));
    }
    return code;
  }

  private <T> void noDuplicates(String key, List<At<T>> items, Function<T, String> name) {
    for (int i = 1; i < items.size(); i++) {
      var item = items.get(i);
      if (items.subList(0, i).stream().anyMatch(earlier -> earlier.value().equals(item.value()))) {
        findings.add(item.line(), "'" + key + "' has '" + name.apply(item.value()) + "' twice");
      }
    }
  }
}
