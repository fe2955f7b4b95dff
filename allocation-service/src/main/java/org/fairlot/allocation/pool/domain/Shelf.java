package org.fairlot.allocation.pool.domain;

import static org.fairlot.allocation.pool.domain.PoolMember.batchKey;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.fairlot.allocation.pool.domain.PoolMember.Batch;
import org.fairlot.allocation.pool.domain.PoolMember.Stock;
import org.fairlot.contracts.allocation.PoolEvent.BatchUnits;
import org.fairlot.kernel.Ledger;

/**
 * Where a pool keeps the units of one of its parts, or those set aside for a draw, batch by batch in the order of their release
 * (批次货架). Units are alike, so of which batch a grant is must be a rule: what was released first is given first (先进先出), and
 * what comes back stands where it stood before.
 *
 * <p>The batch in front is in the pool's header, since nearly every claim takes from it and from nothing else: such a claim reads
 * and writes no entry more than without batches. Those behind it are members. A shelf without a front is empty.
 */
record Shelf(String name) {

  private static final String PARTS = "part/";
  private static final String DRAWS = "draw/";

  /** Far above what a pool can have, and low enough to be added to. */
  private static final int ALL = 1 << 30;

  /** As many as {@link PoolDecider#UNITS_PER_POOL_MAX} has. */
  private static final int PLACE_DIGITS = 9;

  /** @param reserve {@code null}: of what is open to everybody */
  static Shelf ofPart(String reserve) {
    return new Shelf(PARTS + (reserve == null ? Lane.OPEN : reserve));
  }

  static Shelf ofDraw(String drawId) {
    return new Shelf(DRAWS + drawId);
  }

  /** From where units are given, or to where they come back. @param drawId {@code null}: not those of a draw */
  static Shelf of(String drawId, String reserve) {
    return drawId == null ? ofPart(reserve) : ofDraw(drawId);
  }

  /** Those of the parts that have something. */
  static List<Shelf> ofParts(Ledger<PoolHeader, PoolMember> pool) {
    return pool.header().fronts().keySet().stream().filter(name -> name.startsWith(PARTS)).map(Shelf::new).toList();
  }

  /** Of which batches the next units are; fewer than these where some have come before batches were told apart. */
  List<BatchUnits> next(Ledger<PoolHeader, PoolMember> pool, int units) {
    var next = new ArrayList<BatchUnits>();
    int left = units;
    for (Stock stock : first(pool, units)) {
      int taken = Math.min(stock.units(), left);
      left -= taken;
      if (taken > 0) {
        next.add(new BatchUnits(stock.batchId(), taken));
      }
    }
    return next;
  }

  /** So many of the first stocks as surely have these units together, since each has one at the least. */
  private List<Stock> first(Ledger<PoolHeader, PoolMember> pool, int units) {
    var front = front(pool);
    if (front == null) {
      return List.of();
    }
    var stocks = new ArrayList<>(List.of(front));
    if (front.units() < units) {
      pool.first(behind(), units).forEach(entry -> stocks.add((Stock) entry.getValue()));
    }
    return stocks;
  }

  /** The pool when these were taken from the shelf. */
  Ledger<PoolHeader, PoolMember> without(List<BatchUnits> taken, Ledger<PoolHeader, PoolMember> pool) {
    var left = pool;
    for (BatchUnits of : taken) {
      left = changed(of.batchId(), -of.units(), left);
    }
    return left;
  }

  /** The pool when these have come back to the shelf. */
  Ledger<PoolHeader, PoolMember> with(List<BatchUnits> returned, Ledger<PoolHeader, PoolMember> pool) {
    var more = pool;
    for (BatchUnits of : returned) {
      more = changed(of.batchId(), of.units(), more);
    }
    return more;
  }

  private Ledger<PoolHeader, PoolMember> changed(String batchId, int more, Ledger<PoolHeader, PoolMember> pool) {
    var front = front(pool);
    if (front != null && front.batchId().equals(batchId)) {
      return inFront(front.plus(more), pool);
    }
    return pool.member(batchKey(batchId)).orElse(null) instanceof Batch batch && batch.place() != null
        ? with(new Stock(batch.place(), batchId, more), pool)
        : pool;
  }

  /** The pool when this stands on the shelf too, at its place. */
  Ledger<PoolHeader, PoolMember> with(Stock more, Ledger<PoolHeader, PoolMember> pool) {
    var front = front(pool);
    if (front == null) {
      return inFront(more, pool);
    }
    if (more.place() < front.place()) {
      return inFront(more, pool.with(key(front.place()), front));
    }
    var key = key(more.place());
    var stock = pool.member(key).orElse(null) instanceof Stock there ? there.plus(more.units()) : more;
    return stock.units() > 0 ? pool.with(key, stock) : pool.without(key);
  }

  /** Where nothing of it is left, the next one comes to the front. */
  private Ledger<PoolHeader, PoolMember> inFront(Stock stock, Ledger<PoolHeader, PoolMember> pool) {
    if (stock.units() > 0) {
      return pool.withHeader(pool.header().withFront(name, stock));
    }
    var next = pool.first(behind(), 1);
    return next.isEmpty()
        ? pool.withHeader(pool.header().withFront(name, null))
        : pool.withHeader(pool.header().withFront(name, (Stock) next.getFirst().getValue()))
            .without(next.getFirst().getKey());
  }

  /** The pool when all that stood on the other shelves stands on this one. */
  Ledger<PoolHeader, PoolMember> withAllOf(List<Shelf> others, Ledger<PoolHeader, PoolMember> pool) {
    var moved = new TreeMap<Integer, Stock>();
    var members = new TreeMap<String, Optional<PoolMember>>();
    var header = pool.header();
    for (Shelf other : others) {
      for (Stock stock : other.first(pool, ALL)) {
        moved.merge(stock.place(), stock, (one, same) -> one.plus(same.units()));
        members.put(other.key(stock.place()), Optional.empty());
      }
      header = header.withFront(other.name, null);
    }
    if (moved.isEmpty()) {
      return pool;
    }
    var front = front(pool);
    if (front != null) {
      moved.merge(front.place(), front, (one, same) -> one.plus(same.units()));
    }
    // what stands on this shelf stands behind its front, so the first of all is among these
    header = header.withFront(name, moved.pollFirstEntry().getValue());
    moved.forEach((place, stock) -> {
      int there = pool.member(key(place)).orElse(null) instanceof Stock s ? s.units() : 0;
      members.put(key(place), Optional.of(stock.plus(there)));
    });
    return pool.withHeader(header).withAll(members);
  }

  private Stock front(Ledger<PoolHeader, PoolMember> pool) {
    return pool.header().fronts().get(name);
  }

  private String behind() {
    return "stock/" + name + "/";
  }

  /** Sorts by the order of release. */
  private String key(int place) {
    return behind() + Lane.padded(place, PLACE_DIGITS);
  }
}
