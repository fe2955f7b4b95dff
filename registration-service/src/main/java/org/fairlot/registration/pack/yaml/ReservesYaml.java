package org.fairlot.registration.pack.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.fairlot.contracts.pack.Stage.Fact;
import org.fairlot.contracts.pack.Stage.Reserve;

/** Reads what an allotment keeps for groups. */
record ReservesYaml(Findings findings) {

  private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]{1,31}");

  /** Empty where {@code reserves} is left out. */
  List<Reserve> read(Block allotment) {
    var reserves = new ArrayList<Reserve>();
    for (Block item : allotment.has("reserves") ? allotment.blocks("reserves") : List.<Block>of()) {
      var reserve = reserve(item);
      if (reserves.stream().anyMatch(other -> other.name().equals(reserve.name()))) {
        findings.add(item.line("name"), "reserve '" + reserve.name() + "' is named twice");
      }
      reserves.add(reserve);
    }
    int percent = reserves.stream().mapToInt(Reserve::percent).sum();
    if (percent > 100) {
      findings.add(allotment.line("reserves"), "the reserves take " + percent + " % of a pool together");
    }
    return reserves;
  }

  private Reserve reserve(Block item) {
    var reserve =
        new Reserve(
            item.text("name", NAME, "a code of A-Z, 0-9 and _"),
            item.integer("percent", 1, 100),
            item.has("minAge") ? (Integer) item.integer("minAge", 1, 120) : null,
            item.has("fact") ? item.oneOf("fact", Fact.class) : null,
            item.has("listed") && item.flag("listed") ? true : null);
    item.noMore();
    if (reserve.name().equals(Reserve.OPEN)) {
      findings.add(item.line("name"), "a reserve cannot be named OPEN: that is the part that is open to all");
    }
    boolean applies = item.has("minAge") || item.has("fact");
    if (!applies && !reserve.comesFromList()) {
      findings.add(item.line(), "a reserve needs a group: 'minAge', 'fact' or 'listed: true'");
    }
    if (applies && reserve.comesFromList()) {
      findings.add(
          item.line("listed"), "'listed' is a group of its own: who is on the list need not be of an age or attested");
    }
    return reserve;
  }
}
