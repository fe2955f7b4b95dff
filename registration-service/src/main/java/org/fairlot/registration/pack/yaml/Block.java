package org.fairlot.registration.pack.yaml;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A mapping of the file, read key by key. What is missing, of the wrong type or left over goes to the findings, and a
 * harmless value is returned instead, so that one pass finds everything.
 */
final class Block {

  /** What a Chinese keyboard writes for the signs of YAML and of hours. */
  static final Pattern FULL_WIDTH = Pattern.compile("[：，－—～“”‘’［］｛｝【】＃\\u3000]");

  private static final int SHOWN_MAX = 60;

  /** A value and the line on which it stands. */
  record At<T>(T value, int line) {}

  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Integer> keyLines = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();
  private final int line;
  private final Findings findings;

  private Block(int line, Findings findings) {
    this.line = line;
    this.findings = findings;
  }

  static Block of(Node node, String what, Findings findings) {
    var block = new Block(lineOf(node), findings);
    if (!(node instanceof MappingNode mapping)) {
      findings.add(lineOf(node), what + " must be a mapping");
      return block;
    }
    for (var entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        findings.add(lineOf(entry.getKeyNode()), "a key must be a word");
      } else if (block.values.putIfAbsent(key.getValue(), entry.getValueNode()) != null) {
        findings.add(lineOf(key), "duplicate key '" + key.getValue() + "'");
      } else {
        block.keyLines.put(key.getValue(), lineOf(key));
      }
    }
    return block;
  }

  /** Whether the file has it, with something in it. */
  boolean isThere() {
    return !values.isEmpty();
  }

  int line() {
    return line;
  }

  /** The line of {@code key}, or of the block where it is missing. */
  int line(String key) {
    return keyLines.getOrDefault(key, line);
  }

  boolean has(String key) {
    known.add(key);
    return values.containsKey(key) && !isNull(values.get(key));
  }

  /** Whether there is no list, or one of nothing; not, where what stands in it could not be read. */
  boolean isEmpty(String key) {
    return !has(key) || values.get(key) instanceof SequenceNode list && list.getValue().isEmpty();
  }

  Set<String> keys() {
    return values.keySet();
  }

  String text(String key) {
    return scalar(key, "text", text -> text.isBlank() ? null : text.strip(), "");
  }

  String text(String key, Pattern form, String described) {
    return scalar(key, described, text -> form.matcher(text).matches() ? text : null, "");
  }

  int integer(String key, int min, int max) {
    return scalar(
        key,
        "a whole number from " + min + " to " + max,
        text -> {
          int number = Integer.parseInt(text);
          return number < min || number > max ? null : number;
        },
        min);
  }

  boolean flag(String key) {
    return scalar(key, "true or false", Block::parseFlag, false);
  }

  <E extends Enum<E>> E oneOf(String key, Class<E> type) {
    var names = Arrays.stream(type.getEnumConstants()).map(Enum::name).collect(Collectors.joining(", "));
    return scalar(key, "one of " + names, text -> Enum.valueOf(type, text), type.getEnumConstants()[0]);
  }

  LocalDate date(String key) {
    return scalar(key, "a date such as 2020-02-01", LocalDate::parse, LocalDate.EPOCH);
  }

  LocalTime time(String key) {
    return scalar(key, "a time such as 09:30", Block::parseTime, LocalTime.MIDNIGHT);
  }

  /** A scalar in a form of its own; {@code parse} returns {@code null} or throws where the text is not of that form. */
  <T> T scalar(String key, String described, Function<String, T> parse, T otherwise) {
    if (!has(key)) {
      findings.add(line, "'" + key + "' is missing");
      return otherwise;
    }
    return read(values.get(key), "'" + key + "'", described, parse, otherwise).value();
  }

  <T> List<At<T>> scalars(String key, String described, Function<String, T> parse) {
    return items(key).stream()
        .map(node -> read(node, "'" + key + "'", described, parse, (T) null))
        .filter(item -> item.value() != null)
        .toList();
  }

  <E extends Enum<E>> List<At<E>> scalars(String key, Class<E> type) {
    var names = Arrays.stream(type.getEnumConstants()).map(Enum::name).collect(Collectors.joining(", "));
    return scalars(key, "one of " + names, text -> Enum.valueOf(type, text));
  }

  Block block(String key) {
    if (!has(key)) {
      findings.add(line, "'" + key + "' is missing");
      // what would stand in it is not missing besides
      return new Block(line, new Findings());
    }
    return of(values.get(key), "'" + key + "'", findings);
  }

  List<Block> blocks(String key) {
    var blocks = new ArrayList<Block>();
    for (Node node : items(key)) {
      var block = of(node, "each of '" + key + "'", findings);
      // what would stand in it is not missing besides
      if (node instanceof MappingNode) {
        blocks.add(block);
      }
    }
    return blocks;
  }

  /** A list of lists; {@code item} reads a mapping in it, {@code parse} a scalar. */
  <T> List<At<List<At<T>>>> lists(String key, String described, Function<String, T> parse, Function<Block, T> item) {
    var lists = new ArrayList<At<List<At<T>>>>();
    for (Node node : items(key)) {
      if (node instanceof SequenceNode list) {
        var read = list.getValue().stream()
            .map(inner -> inner instanceof MappingNode
                ? new At<>(item.apply(of(inner, "each of '" + key + "'", findings)), lineOf(inner))
                : read(inner, "'" + key + "'", described, parse, (T) null))
            .filter(one -> one.value() != null)
            .toList();
        // a list of which something could not be read says less than was meant
        if (read.size() == list.getValue().size()) {
          lists.add(new At<>(read, lineOf(node)));
        }
      } else {
        findings.add(lineOf(node), "each of '" + key + "' must be a list");
      }
    }
    return lists;
  }

  /** A display name per language; both languages are needed. */
  Map<String, String> names(String key) {
    var block = block(key);
    var names = new LinkedHashMap<String, String>();
    if (has(key)) {
      names.put("zh-CN", block.text("zh-CN"));
      names.put("en", block.text("en"));
      block.noMore();
    }
    return names;
  }

  /** To be called when everything was read: what is left is unknown. */
  void noMore() {
    values.keySet().stream()
        .filter(key -> !known.contains(key))
        .forEach(key -> findings.add(line(key), "unknown key '" + key + "'; known here: " + String.join(", ", known)));
  }

  private static Boolean parseFlag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> null;
    };
  }

  static LocalTime parseTime(String text) {
    return text.equals("24:00") ? LocalTime.MIDNIGHT : LocalTime.parse(text);
  }

  private List<Node> items(String key) {
    if (!has(key)) {
      return new ArrayList<>();
    }
    if (values.get(key) instanceof SequenceNode list) {
      return list.getValue();
    }
    findings.add(lineOf(values.get(key)), "'" + key + "' must be a list");
    return new ArrayList<>();
  }

  private <T> At<T> read(Node node, String what, String described, Function<String, T> parse, T otherwise) {
    if (node instanceof ScalarNode scalar) {
      try {
        T value = parse.apply(scalar.getValue());
        if (value != null) {
          return new At<>(value, lineOf(node));
        }
      } catch (DateTimeException | IllegalArgumentException e) {
        // not of that form: reported below
      }
    }
    findings.add(lineOf(node), what + " must be " + described + "; " + found(node));
    return new At<>(otherwise, lineOf(node));
  }

  /** What stands there instead, as some of it looks right at first sight. */
  private static String found(Node node) {
    if (!(node instanceof ScalarNode scalar)) {
      return node instanceof SequenceNode ? "it is a list" : "it is a mapping";
    }
    String text = scalar.getValue();
    String shown = text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + "…" : text;
    return "it is '" + shown + "'" + (FULL_WIDTH.matcher(text).find() ? ", with full-width punctuation" : "");
  }

  private static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  private static int lineOf(Node node) {
    return node.getStartMark().getLine() + 1;
  }
}
