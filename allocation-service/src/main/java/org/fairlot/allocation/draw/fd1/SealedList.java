package org.fairlot.allocation.draw.fd1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The list of a draw (摇号名单), in the order of its leaves: whoever holds the root can be shown what stands on it and what
 * does not. Places on it are called {@code index} and count from 0.
 *
 * <p>It lies in packed arrays, since ten million entries as objects would not fit: about 150 bytes each, the tree
 * included.
 */
public final class SealedList {

  /** What {@link HashOrder} can number. */
  public static final int ENTRIES_MAX = HashOrder.ITEMS_MAX;

  private final Columns columns;
  private final Hashes leaves;
  private final MerkleTree tree;
  /** Where the columns hold the entry of an index. */
  private final int[] slots;
  /** By index, since ranking asks for it between two hashes. */
  private final short[] weights;
  /** Made when an allotment first asks; sealing and ranking do without. */
  private volatile @Nullable Households households;

  private SealedList(Columns columns, Hashes arrived, BitSet without) {
    this.columns = columns;
    int[] all = HashOrder.of(columns.size, arrived::prefix, arrived::compare);
    slots = without.isEmpty() ? all : Arrays.stream(all).filter(slot -> !without.get(slot)).toArray();
    leaves = new Hashes(slots.length);
    for (int i = 0; i < slots.length; i++) {
      System.arraycopy(arrived.array(), Hashes.at(slots[i]), leaves.array(), Hashes.at(i), Hash.BYTES);
      if (i > 0 && leaves.compare(i - 1, i) == 0) {
        throw new IllegalStateException("two entries have the leaf " + leaves.hex(i));
      }
    }
    tree = new MerkleTree(leaves);
    weights = new short[slots.length];
    for (int i = 0; i < slots.length; i++) {
      weights[i] = columns.weights[slots[i]];
    }
  }

  public static Builder builder() {
    return new Builder(1 << 10);
  }

  /** @param expectedCount saves the arrays from growing; more or fewer may come */
  public static Builder builder(int expectedCount) {
    return new Builder(expectedCount);
  }

  public static SealedList of(Iterable<Entry> entries) {
    var builder = builder();
    entries.forEach(builder::add);
    return builder.seal();
  }

  public int size() {
    return slots.length;
  }

  public Hash root() {
    return tree.root();
  }

  public Hash leaf(int index) {
    return leaves.get(index);
  }

  public Entry entry(int index) {
    return columns.entry(slots[index]);
  }

  /** Which entry of those that were added stands at this index: 0 for the first. */
  public int arrivalOf(int index) {
    return slots[index];
  }

  /** The index of the entry with this leaf, or −1. */
  public int indexOf(Hash leaf) {
    return Math.max(leaves.search(leaf), -1);
  }

  public InclusionProof inclusion(int index) {
    return new InclusionProof(index, size(), tree.path(index));
  }

  /** @throws IllegalArgumentException if the leaf is on the list */
  public AbsenceProof absence(Hash leaf) {
    int found = leaves.search(leaf);
    if (found >= 0) {
      throw new IllegalArgumentException("the leaf " + leaf + " is on the list");
    }
    int behind = -found - 1;
    return new AbsenceProof(size(), neighbour(behind - 1), neighbour(behind));
  }

  private AbsenceProof.@Nullable Neighbour neighbour(int index) {
    return index < 0 || index >= size() ? null : new AbsenceProof.Neighbour(leaf(index), inclusion(index));
  }

  Hashes leaves() {
    return leaves;
  }

  int weight(int index) {
    return weights[index];
  }

  /** The number of the entry's household among those of this list, or −1 for none. */
  int household(int index) {
    return households().bySlot[slots[index]];
  }

  int householdCount() {
    return households().count;
  }

  private Households households() {
    Households known = households;
    if (known == null) {
      known = Households.of(columns);
      households = known;
    }
    return known;
  }

  int choiceCount(int index) {
    return columns.choiceCount(slots[index]);
  }

  /** A {@link #terms() term}. */
  int choice(int index, int preference) {
    return columns.choice(slots[index], preference);
  }

  boolean carries(int index, int reserveTerm) {
    return columns.carries(slots[index], reserveTerm);
  }

  /** The names of pools and reserves that occur on the list; elsewhere they are numbers. */
  List<String> terms() {
    return columns.terms;
  }

  /** The households of a list by number: whoever counts them needs an array and no map. */
  private record Households(int[] bySlot, int count) {

    static Households of(Columns columns) {
      long[] tags = columns.houses;
      int[] byTag = HashOrder.of(columns.size, slot -> tags[slot], (a, b) -> Long.compareUnsigned(tags[a], tags[b]));
      int[] bySlot = new int[columns.size];
      int count = 0;
      int before = -1;
      for (int slot : byTag) {
        if (!columns.housed.get(slot)) {
          bySlot[slot] = -1;
          continue;
        }
        if (before < 0 || tags[before] != tags[slot]) {
          count++;
        }
        bySlot[slot] = count - 1;
        before = slot;
      }
      return new Households(bySlot, count);
    }
  }

  /** Takes the entries in any order and in as many parts as they come; its last call is {@link #seal}. */
  public static final class Builder {

    private final Columns columns;
    private final Sha256 sha = new Sha256();
    private final CanonicalText leafData = new CanonicalText();
    private byte[] leaves;

    private Builder(int expectedCount) {
      columns = new Columns(Math.max(expectedCount, 16));
      leaves = new byte[Hashes.at(Math.max(expectedCount, 16))];
    }

    /** @throws IllegalStateException if the list is full */
    public Builder add(Entry entry) {
      int slot = columns.add(entry);
      if (leaves.length < Hashes.at(columns.size)) {
        leaves = Arrays.copyOf(leaves, Hashes.at(Columns.grown(slot)));
      }
      entry.writeTo(leafData.clear());
      sha.leaf(leafData.buffer(), leafData.length(), leaves, Hashes.at(slot));
      return this;
    }

    public int size() {
      return columns.size;
    }

    /** Of an entry that was added, 0 for the first. */
    public int weight(int arrival) {
      return columns.weights[arrival];
    }

    /** How many of the entries have chosen each pool. @param without arrivals that are not counted */
    public SortedMap<String, Integer> choosers(BitSet without) {
      columns.starts[columns.size] = columns.wishCount;
      int[] counts = new int[columns.terms.size()];
      for (int slot = without.nextClearBit(0); slot < columns.size; slot = without.nextClearBit(slot + 1)) {
        for (int i = 0; i < columns.choiceCount(slot); i++) {
          counts[columns.choice(slot, i)]++;
        }
      }
      var choosers = new TreeMap<String, Integer>();
      for (int term = 0; term < counts.length; term++) {
        // a term may be a reserve's name
        if (counts[term] > 0) {
          choosers.put(columns.terms.get(term), counts[term]);
        }
      }
      return choosers;
    }

    /** Whether the entry added last stands behind the one before it. */
    boolean ascends() {
      int last = Hashes.at(columns.size - 1);
      return columns.size < 2
          || Arrays.compareUnsigned(leaves, last - Hash.BYTES, last, leaves, last, last + Hash.BYTES) < 0;
    }

    /** @throws IllegalStateException if two entries have the same leaf */
    public SealedList seal() {
      return sealWithout(new BitSet());
    }

    /**
     * The list without some of those that were added: whoever is found ineligible when the list is made already.
     *
     * @param arrivals of those that are left out, 0 for the first that was added
     * @throws IllegalStateException if two of the others have the same leaf
     */
    public SealedList sealWithout(BitSet arrivals) {
      columns.starts[columns.size] = columns.wishCount;
      return new SealedList(columns, new Hashes(leaves), arrivals);
    }
  }

  /** What the entries say, in the order in which they came. */
  private static final class Columns {

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> terms = new ArrayList<>();
    private int size;
    private byte[] tags;
    private long[] houses;
    private final BitSet housed = new BitSet();
    private short[] weights;
    /** Per entry: the number of its reserves, then the terms of its reserves and those of its choices. */
    private int[] wishes;
    private int wishCount;
    private int[] starts;

    Columns(int expectedCount) {
      tags = new byte[Hashes.at(expectedCount)];
      houses = new long[expectedCount];
      weights = new short[expectedCount];
      starts = new int[expectedCount + 1];
      wishes = new int[3 * expectedCount];
    }

    int add(Entry entry) {
      if (size == ENTRIES_MAX) {
        throw new IllegalStateException("a list holds at most " + ENTRIES_MAX + " entries");
      }
      int slot = size++;
      if (slot == houses.length) {
        tags = Arrays.copyOf(tags, Hashes.at(grown(slot)));
        houses = Arrays.copyOf(houses, grown(slot));
        weights = Arrays.copyOf(weights, grown(slot));
        starts = Arrays.copyOf(starts, grown(slot) + 1);
      }
      Hex.decode(entry.entryTag(), tags, Hashes.at(slot));
      if (entry.houseTag() != null) {
        houses[slot] = Hex.decodeLong(entry.houseTag());
        housed.set(slot);
      }
      starts[slot] = wishCount;
      int needed = wishCount + 1 + entry.reserves().size() + entry.choices().size();
      if (needed > wishes.length) {
        wishes = Arrays.copyOf(wishes, grown(needed));
      }
      weights[slot] = (short) entry.weight();
      wishes[wishCount++] = entry.reserves().size();
      addTerms(entry.reserves());
      addTerms(entry.choices());
      return slot;
    }

    private void addTerms(List<String> names) {
      for (int i = 0; i < names.size(); i++) {
        wishes[wishCount++] = term(names.get(i));
      }
    }

    private int term(String name) {
      Integer known = numbers.get(name);
      if (known != null) {
        return known;
      }
      numbers.put(name, terms.size());
      terms.add(name);
      return terms.size() - 1;
    }

    /** By half, so that an array and its successor fit beside each other. */
    static int grown(int size) {
      return size + (size >> 1) + 16;
    }

    private int reserveCount(int slot) {
      return wishes[starts[slot]];
    }

    int choiceCount(int slot) {
      return starts[slot + 1] - starts[slot] - 1 - reserveCount(slot);
    }

    int choice(int slot, int preference) {
      return wishes[starts[slot] + 1 + reserveCount(slot) + preference];
    }

    boolean carries(int slot, int reserveTerm) {
      int from = starts[slot] + 1;
      for (int i = from; i < from + reserveCount(slot); i++) {
        if (wishes[i] == reserveTerm) {
          return true;
        }
      }
      return false;
    }

    Entry entry(int slot) {
      int reserves = starts[slot] + 1;
      int choices = reserves + reserveCount(slot);
      String houseTag = housed.get(slot) ? HexFormat.of().toHexDigits(houses[slot]) : null;
      return new Entry(
          Hex.of(tags, Hashes.at(slot), Hash.BYTES), houseTag, names(choices, starts[slot + 1]),
          names(reserves, choices), weights[slot]);
    }

    private List<String> names(int from, int to) {
      var names = new ArrayList<String>(to - from);
      for (int i = from; i < to; i++) {
        names.add(terms.get(wishes[i]));
      }
      return names;
    }
  }
}
