package org.fairlot.local.demo;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks for what must not be there: the ID numbers, names, phones and addresses of citizens. Thousands of needles at
 * once; a text is walked through one time.
 */
final class PlainText {

  /** What is looked for, and what kind of data it is: a report must not repeat the data itself. */
  record Needle(String kind, String text) {}

  private static final int KEY_LENGTH = 3;
  private static final int FILTER_BITS = 1 << 20;

  private final Map<Integer, List<Needle>> byKey = new HashMap<>();
  private final BitSet filter = new BitSet(FILTER_BITS);

  /** @param needles each of at least three characters */
  PlainText(List<Needle> needles) {
    for (Needle needle : needles) {
      int key = key(needle.text().toCharArray(), needle.text().length());
      byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(needle);
      filter.set(Math.floorMod(key, FILTER_BITS));
    }
  }

  /** Everything that would give these citizens away. */
  static PlainText of(List<Citizen> citizens) {
    var needles = new ArrayList<Needle>();
    for (Citizen citizen : citizens) {
      needles.add(new Needle("ID number", citizen.idNumber()));
      needles.add(new Needle("name", citizen.name()));
      needles.add(new Needle("phone", citizen.mobile()));
      needles.add(new Needle("address", citizen.fullAddress()));
      if (citizen.address().length() >= KEY_LENGTH) {
        needles.add(new Needle("address", citizen.address()));
      }
      // without the district, as a parser would leave it
      needles.add(new Needle("address", citizen.fullAddress().replaceFirst("^.*(街道|镇)", "")));
    }
    return new PlainText(needles);
  }

  /** The kind of the first needle found, if any. */
  Optional<String> find(String text) {
    char[] chars = text.toCharArray();
    for (int end = KEY_LENGTH; end <= chars.length; end++) {
      int key = key(chars, end);
      if (filter.get(Math.floorMod(key, FILTER_BITS))) {
        for (Needle needle : byKey.getOrDefault(key, List.of())) {
          if (text.startsWith(needle.text(), end - needle.text().length())) {
            return Optional.of(needle.kind());
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Of the last characters before {@code end}: ID numbers and phones of a city begin alike, but seldom end so. */
  private static int key(char[] text, int end) {
    return (text[end - 3] * 31 + text[end - 2]) * 0x9E3779B1 + text[end - 1];
  }
}
