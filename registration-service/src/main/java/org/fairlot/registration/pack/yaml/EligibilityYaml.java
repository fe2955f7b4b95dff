package org.fairlot.registration.pack.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fairlot.contracts.pack.Stage.Attested;
import org.fairlot.contracts.pack.Stage.Eligibility;
import org.fairlot.contracts.pack.Stage.Fact;
import org.fairlot.contracts.pack.Stage.Way;
import org.fairlot.registration.address.DivisionTables;
import org.fairlot.registration.pack.yaml.Block.At;

/**
 * Reads who is eligible: ways of facts, each a name or {@code {fact: …, area: …}}; where no area is given the stage's
 * {@code area} counts, and without one the pack's city.
 */
record EligibilityYaml(String city, Findings findings) {

  private static final String FACTS =
      "a fact: " + Stream.of(Fact.values()).map(Fact::name).collect(Collectors.joining(", "));

  Eligibility read(Block block) {
    String area = block.has("area") ? area(block) : city;
    var ways = block.lists(
        "anyOf", FACTS, text -> new Attested(Fact.valueOf(text), area),
        item -> {
          var attested = new Attested(item.oneOf("fact", Fact.class), item.has("area") ? area(item) : area);
          item.noMore();
          return attested;
        });
    if (block.isEmpty("anyOf")) {
      findings.add(block.line("anyOf"), "'anyOf' needs at least one way to be eligible");
    }
    var read = new ArrayList<Way>();
    for (var way : ways) {
      var facts = way.value().stream().map(At::value).toList();
      if (facts.isEmpty()) {
        findings.add(way.line(), "a way without facts would make everybody eligible");
      }
      if (facts.stream().distinct().count() < facts.size()) {
        findings.add(way.line(), "a way names a fact twice");
      }
      read.stream()
          .filter(earlier -> !facts.isEmpty() && facts.containsAll(earlier.allOf()))
          .findFirst()
          .ifPresent(earlier -> findings.add(way.line(), "this way has no effect: an earlier one asks for less"));
      read.add(new Way(facts));
    }
    return new Eligibility(read, block.integer("factsValidHours", 1, 8760), block.flag("recheckAtFreeze"), null);
  }

  private String area(Block block) {
    return block.scalar(
        "area", "a division code (GB/T 2260, six digits) that exists",
        code -> code.matches("\\d{6}") && DivisionTables.china().name(code).isPresent() ? code : null, city);
  }
}
