package org.fairlot.local.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** The operator's queue of those whose committee has no outlet yet (网点分配): each is given one of the district. */
final class OutletDesk implements Player {

  private final Scene scene;
  private final List<String> refused = new ArrayList<>();
  private int assigned;

  OutletDesk(Scene scene) {
    this.scene = scene;
  }

  @Override
  public int act() {
    String path = "/v1/programmes/" + scene.programme();
    JsonNode page = scene.operator().get(path + "/unassigned").orFail("the queue of the unassigned").body();
    var assignments = new ArrayList<Map<String, Object>>();
    page.path("unassigned").forEach(
        waiting -> assignments.add(
            Api.object(
                "registrationId", waiting.path("registrationId").asString(), "outletId",
                outletIn(waiting.path("committee").asString("").substring(0, 6)))));
    if (assignments.isEmpty()) {
      return 0;
    }
    var answer =
        scene.operator()
            .post(path + "/assignments", UUID.randomUUID().toString(), Api.object("assignments", assignments))
            .orFail("the assignments").body();
    int now = 0;
    for (JsonNode result : answer.path("results")) {
      switch (result.path("result").asString()) {
        case "ASSIGNED" -> now++;
        case "UNCHANGED", "PENDING" -> {
          // decided meanwhile, or soon
        }
        default -> refused.add(result.toString());
      }
    }
    assigned += now;
    return now;
  }

  private String outletIn(String district) {
    var outlets = scene.town().outlets();
    return outlets.stream().filter(o -> o.district().equals(district)).findFirst().orElse(outlets.getFirst()).id();
  }

  @Override
  public void account(Account account) {
    scene.narrator().say("%d registrations of a committee without an outlet were assigned one by the operator.", assigned);
    account.check("registrations without an outlet, all assigned one", assigned, refused);
  }
}
