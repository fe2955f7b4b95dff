package org.fairlot.allocation.pool.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fairlot.contracts.pack.Stage.PoolScope;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** How a published pack allots; its YAML was found valid before it was published. */
final class PackAllotments {

  private static final String LOTTERY = "lottery";

  /** Kinds of stages that claim from pools. */
  private static final List<String> ALLOTMENTS = List.of("first-come", LOTTERY, "committee-order");

  private PackAllotments() {}

  /**
   * @param scope        which pools it claims from
   * @param unitsPerCase units that a case claims
   * @param percents     what of a batch of supply is kept for groups, by the reserve's name; a draw keeps its reserves itself
   */
  record Allotment(PoolScope scope, int unitsPerCase, SortedMap<String, Integer> percents) {}

  static List<Allotment> of(String packYaml) {
    Map<String, Object> pack = new Yaml(new SafeConstructor(new LoaderOptions())).load(packYaml);
    var allotments = new ArrayList<Allotment>();
    if (pack.get("stages") instanceof List<?> stages) {
      for (Object stage : stages) {
        if (stage instanceof Map<?, ?> fields && ALLOTMENTS.contains(String.valueOf(fields.get("stage")))) {
          allotments.add(
              new Allotment(PoolScope.valueOf((String) fields.get("pool")), (Integer) fields.get("units"), percents(fields)));
        }
      }
    }
    return allotments;
  }

  private static SortedMap<String, Integer> percents(Map<?, ?> stage) {
    var percents = new TreeMap<String, Integer>();
    if (!LOTTERY.equals(stage.get("stage")) && stage.get("reserves") instanceof List<?> reserves) {
      for (Object reserve : reserves) {
        if (reserve instanceof Map<?, ?> fields) {
          percents.put((String) fields.get("name"), (Integer) fields.get("percent"));
        }
      }
    }
    return percents;
  }
}
