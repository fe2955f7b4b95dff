package org.fairlot.allocation.draw.fd1;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry (摇号登记) as it stands on the published list: what the draw needs to know of a person, and nothing else.
 *
 * @param entryTag {@link org.fairlot.contracts.draw.EntryTag}
 * @param houseTag {@link HouseTag}, or {@code null} for a person without a household
 * @param choices  pool ids, the favourite first
 * @param reserves names of the reserves that the person belongs to
 * @param weight   tickets (中签权重): so many chances, of which at most one can win
 */
public record Entry(
    String entryTag, @Nullable String houseTag, List<String> choices, List<String> reserves, int weight) {

  public static final int CHOICES_MAX = 64;
  public static final int RESERVES_MAX = 16;

  /** Each ticket costs a hash, for us and for everyone who verifies. */
  public static final int WEIGHT_MAX = 1_000;

  static final int TEXT_LENGTH_MAX = 256;

  /** @throws IllegalArgumentException if a part has not the form that FD1 gives it */
  public Entry {
    if (!Hex.isHex(entryTag, Hash.BYTES)) {
      throw new IllegalArgumentException("not an entry tag: " + entryTag);
    }
    if (houseTag != null && !Hex.isHex(houseTag, HouseTag.BYTES)) {
      throw new IllegalArgumentException("not a house tag: " + houseTag);
    }
    choices = List.copyOf(choices);
    reserves = List.copyOf(reserves);
    if (choices.isEmpty() || choices.size() > CHOICES_MAX) {
      throw new IllegalArgumentException("an entry has 1 to " + CHOICES_MAX + " choices, not " + choices.size());
    }
    if (reserves.size() > RESERVES_MAX) {
      throw new IllegalArgumentException("an entry names at most " + RESERVES_MAX + " reserves");
    }
    choices.forEach(Entry::checkName);
    reserves.forEach(Entry::checkName);
    if (weight < 1 || weight > WEIGHT_MAX) {
      throw new IllegalArgumentException("a weight is 1 to " + WEIGHT_MAX + ", not " + weight);
    }
  }

  /** An entry without household and reserves, with one ticket. */
  public static Entry of(String entryTag, String... choices) {
    return new Entry(entryTag, null, List.of(choices), List.of(), 1);
  }

  /** The same entry with so many tickets. */
  public Entry withWeight(int tickets) {
    return new Entry(entryTag, houseTag, choices, reserves, tickets);
  }

  /** {@code JCS({c: choices, e: entryTag, g: houseTag, r: reserves, w: weight})}; a member without value is left out. */
  public byte[] leafData() {
    var text = new CanonicalText();
    writeTo(text);
    return text.toBytes();
  }

  /** {@code H(0x00 || leafData)}. */
  public Hash leaf() {
    return Sha256.leaf(leafData());
  }

  void writeTo(CanonicalText out) {
    texts(out.raw("{\"c\":"), choices).raw(",\"e\":\"").raw(entryTag).raw("\"");
    if (houseTag != null) {
      out.raw(",\"g\":\"").raw(houseTag).raw("\"");
    }
    if (!reserves.isEmpty()) {
      texts(out.raw(",\"r\":"), reserves);
    }
    out.raw(",\"w\":").number(weight).raw("}");
  }

  private static CanonicalText texts(CanonicalText out, List<String> texts) {
    out.raw("[");
    for (int i = 0; i < texts.size(); i++) {
      out.raw(i == 0 ? "" : ",").text(texts.get(i));
    }
    return out.raw("]");
  }

  /** Half a surrogate pair is no character and has no bytes, so canonical JSON refuses it too. */
  private static void checkName(String name) {
    if (name.isEmpty() || name.length() > TEXT_LENGTH_MAX) {
      throw new IllegalArgumentException("a choice or reserve has 1 to " + TEXT_LENGTH_MAX + " characters: " + name);
    }
    for (int i = 0; i < name.length(); i++) {
      if (Character.isSurrogate(name.charAt(i))) {
        if (!Character.isSupplementaryCodePoint(name.codePointAt(i))) {
          throw new IllegalArgumentException("half a surrogate pair in a choice or reserve");
        }
        i++;
      }
    }
  }
}
