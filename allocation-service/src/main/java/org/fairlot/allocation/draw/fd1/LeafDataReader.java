package org.fairlot.allocation.draw.fd1;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads leafData in its one form; what is not exactly of it is named by its place. */
final class LeafDataReader {

  private static final int WEIGHT_DIGITS_MAX = 9;

  private final CheckedBytes line;
  private final byte[] bytes;
  private int at;

  private LeafDataReader(CheckedBytes line) {
    this.line = line;
    bytes = line.bytes();
  }

  static Entry read(CheckedBytes line) throws InvalidBundleException {
    var entry = new LeafDataReader(line).entry();
    line.mustBe(entry.leafData()); // a text can be escaped in many ways, one of them canonical
    return entry;
  }

  private Entry entry() throws InvalidBundleException {
    literal("{\"c\":[");
    List<String> choices = texts();
    literal(",\"e\":");
    String entryTag = text();
    String houseTag = null;
    if (skipped(",\"g\":")) {
      houseTag = text();
    }
    List<String> reserves = List.of();
    if (skipped(",\"r\":[")) {
      reserves = texts();
    }
    literal(",\"w\":");
    int weight = number();
    literal("}");
    try {
      return new Entry(entryTag, houseTag, choices, reserves, weight);
    } catch (IllegalArgumentException e) {
      throw line.unfit("an entry (" + e.getMessage() + ")");
    }
  }

  private List<String> texts() throws InvalidBundleException {
    var texts = new ArrayList<String>();
    do {
      texts.add(text());
    } while (skipped(","));
    literal("]");
    return texts;
  }

  private String text() throws InvalidBundleException {
    literal("\"");
    int from = at;
    while (at < bytes.length && bytes[at] != '"' && bytes[at] != '\\') {
      at++;
    }
    if (at < bytes.length && bytes[at] == '"') {
      return new String(bytes, from, at++ - from, StandardCharsets.UTF_8);
    }
    var text = new StringBuilder(new String(bytes, from, at - from, StandardCharsets.UTF_8));
    while (!skipped("\"")) {
      if (skipped("\\")) {
        text.append(escaped());
      } else {
        int plain = at;
        while (at < bytes.length && bytes[at] != '"' && bytes[at] != '\\') {
          at++;
        }
        if (at == bytes.length) {
          throw line.unfit(at, "the end of the text");
        }
        text.append(new String(bytes, plain, at - plain, StandardCharsets.UTF_8));
      }
    }
    return text.toString();
  }

  private char escaped() throws InvalidBundleException {
    byte escape = at < bytes.length ? bytes[at++] : 0;
    return switch (escape) {
      case '"', '\\' -> (char) escape;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> control();
      default -> throw line.unfit(Math.min(at, bytes.length) - 1, "an escape of canonical JSON");
    };
  }

  /** Only control characters are written by number. */
  private char control() throws InvalidBundleException {
    literal("00");
    String digits = at + 2 <= bytes.length ? new String(bytes, at, 2, StandardCharsets.ISO_8859_1) : "";
    if (!Hex.isHex(digits, 1)) {
      throw line.unfit(at, "two hex digits");
    }
    at += 2;
    return (char) Integer.parseInt(digits, 16);
  }

  private int number() throws InvalidBundleException {
    int from = at;
    int value = 0;
    while (at < bytes.length && at - from < WEIGHT_DIGITS_MAX && bytes[at] >= '0' && bytes[at] <= '9') {
      value = 10 * value + bytes[at++] - '0';
    }
    if (at == from) {
      throw line.unfit(at, "a number");
    }
    return value;
  }

  private boolean skipped(String ascii) {
    if (at + ascii.length() > bytes.length) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (bytes[at + i] != ascii.charAt(i)) {
        return false;
      }
    }
    at += ascii.length();
    return true;
  }

  private void literal(String ascii) throws InvalidBundleException {
    if (!skipped(ascii)) {
      throw line.unfit(at + sameBytes(ascii), "'" + ascii + "'");
    }
  }

  private int sameBytes(String ascii) {
    int same = 0;
    while (at + same < bytes.length && bytes[at + same] == ascii.charAt(same)) {
      same++;
    }
    return same;
  }
}
