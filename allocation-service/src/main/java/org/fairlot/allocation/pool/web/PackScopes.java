package org.fairlot.allocation.pool.web;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fairlot.contracts.pack.Stage.PoolScope;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Which pools a published pack claims from; its YAML was found valid before it was published. */
final class PackScopes {

  private PackScopes() {}

  /** Kinds of stages that claim from pools. */
  private static final Set<String> ALLOTMENTS = Set.of("first-come", "lottery", "committee-order");

  /** @return the scopes of its allotments */
  static Set<PoolScope> of(String packYaml) {
    Map<String, Object> pack = new Yaml(new SafeConstructor(new LoaderOptions())).load(packYaml);
    var scopes = EnumSet.noneOf(PoolScope.class);
    if (pack.get("stages") instanceof List<?> stages) {
      for (Object stage : stages) {
        if (stage instanceof Map<?, ?> fields && ALLOTMENTS.contains(String.valueOf(fields.get("stage")))) {
          scopes.add(PoolScope.valueOf((String) fields.get("pool")));
        }
      }
    }
    return scopes;
  }
}
