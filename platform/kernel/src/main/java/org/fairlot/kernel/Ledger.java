package org.fairlot.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The state of a large aggregate: one small header and any number of members, each under its own key and in key order.
 * A value like every other state, but only the members that a command touches are read and written, so that a pool with
 * a million claims costs a claim no more than one with ten.
 *
 * <p>An instance reads from its base and keeps what was changed beside it; {@link #changes()} is what a store must write.
 *
 * @param <H> the header: totals, settings, positions
 * @param <M> a member: one claim, one want, one entry
 */
public final class Ledger<H, M> {

  /** Where the unchanged members are: a sorted map in tests, the state store in the runtime. */
  public interface Members<M> {
    Optional<M> get(String key);

    /** Up to {@code limit} members in key order, from {@code from} (inclusive) to {@code to} (exclusive). */
    List<Map.Entry<String, M>> range(String from, String to, int limit);
  }

  private final H header;
  private final Members<M> base;
  /** Changed members by key; an empty value is a removed one. */
  private final NavigableMap<String, Optional<M>> changes;

  private Ledger(H header, Members<M> base, NavigableMap<String, Optional<M>> changes) {
    this.header = Objects.requireNonNull(header);
    this.base = base;
    this.changes = changes;
  }

  public static <H, M> Ledger<H, M> of(H header, Members<M> base) {
    return new Ledger<>(header, base, new TreeMap<>());
  }

  /** A ledger without members, kept in memory. */
  public static <H, M> Ledger<H, M> empty(H header) {
    return of(header, new SortedMembers<>(new TreeMap<>()));
  }

  public H header() {
    return header;
  }

  public Optional<M> member(String key) {
    var changed = changes.get(key);
    return changed != null ? changed : base.get(key);
  }

  /** Up to {@code limit} members whose key starts with {@code prefix}, in key order. */
  public List<Map.Entry<String, M>> first(String prefix, int limit) {
    return range(prefix, prefix, limit);
  }

  /** The same from behind {@code key} on, so that a long list can be gone through in several commands. */
  public List<Map.Entry<String, M>> after(String key, String prefix, int limit) {
    return range(key + Character.MIN_VALUE, prefix, limit);
  }

  private List<Map.Entry<String, M>> range(String from, String prefix, int limit) {
    String end = prefix + Character.MAX_VALUE;
    var pending = changes.subMap(from, true, end, false);
    if (pending.isEmpty()) {
      return base.range(from, end, limit);
    }
    // each change can hide at most one member of the base, so this many suffice
    var merged = new TreeMap<String, M>();
    for (var entry : base.range(from, end, limit + pending.size())) {
      merged.put(entry.getKey(), entry.getValue());
    }
    pending.forEach((key, value) -> value.ifPresentOrElse(m -> merged.put(key, m), () -> merged.remove(key)));
    var found = new ArrayList<Map.Entry<String, M>>(Math.min(limit, merged.size()));
    for (var entry : merged.entrySet()) {
      if (found.size() == limit) {
        break;
      }
      found.add(Map.entry(entry.getKey(), entry.getValue()));
    }
    return found;
  }

  public Ledger<H, M> withHeader(H newHeader) {
    return new Ledger<>(newHeader, base, changes);
  }

  public Ledger<H, M> with(String key, M member) {
    return changed(key, Optional.of(member));
  }

  public Ledger<H, M> without(String key) {
    return changed(key, Optional.empty());
  }

  /** Many members put or removed (empty) at once, which costs far less than one after the other. */
  public Ledger<H, M> withAll(Map<String, Optional<M>> members) {
    var next = new TreeMap<>(changes);
    next.putAll(members);
    return new Ledger<>(header, base, next);
  }

  private Ledger<H, M> changed(String key, Optional<M> member) {
    var next = new TreeMap<>(changes);
    next.put(key, member);
    return new Ledger<>(header, base, next);
  }

  /** Members put or removed (empty) since the base, by key. */
  public SortedMap<String, Optional<M>> changes() {
    return java.util.Collections.unmodifiableSortedMap(changes);
  }

  /** The same state with its changes moved into a base in memory; for tests and folds outside of a store. */
  public Ledger<H, M> settled() {
    if (!(base instanceof SortedMembers<M> sorted)) {
      throw new IllegalStateException("only a ledger in memory can be settled");
    }
    var members = new TreeMap<>(sorted.members());
    changes.forEach((key, value) -> value.ifPresentOrElse(m -> members.put(key, m), () -> members.remove(key)));
    return of(header, new SortedMembers<>(members));
  }

  private record SortedMembers<M>(NavigableMap<String, M> members) implements Members<M> {
    @Override
    public Optional<M> get(String key) {
      return Optional.ofNullable(members.get(key));
    }

    @Override
    public List<Map.Entry<String, M>> range(String from, String to, int limit) {
      return members.subMap(from, true, to, false).entrySet().stream()
          .limit(limit)
          .map(e -> Map.entry(e.getKey(), e.getValue()))
          .toList();
    }
  }
}
