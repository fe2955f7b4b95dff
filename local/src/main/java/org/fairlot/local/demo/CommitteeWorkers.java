package org.fairlot.local.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fairlot.contracts.registration.ReviewEvent;
import org.fairlot.local.demo.Api.Answer;
import tools.jackson.databind.JsonNode;

/**
 * The workers of all committees (居委会工作人员), and the operator for cases of no committee: they decide reviews in batches, call
 * people, bring goods to doors. A few cases lie until the deadline, and a few of those who are refused appeal.
 */
final class CommitteeWorkers implements Player {

  private static final int LEFT_ONE_IN = 11;
  private static final int REFUSED_ONE_IN = 13;
  private static final int NOT_HOME_ONE_IN = 7;
  private static final int APPEALS = 2;
  private static final Duration AFTER_DEADLINE = Duration.ofMinutes(1);
  private static final Duration NEXT_VISIT = Duration.ofHours(20);

  private final Scene scene;
  private final List<String> queues = new ArrayList<>();
  private final Map<String, Instant> left = new HashMap<>();
  private final Map<String, Instant> visitAgain = new HashMap<>();
  private final Set<String> appealed = new HashSet<>();
  private final List<String> unheeded = new ArrayList<>();
  private int approved;
  private int refused;
  private int called;
  private int brought;

  CommitteeWorkers(Scene scene) {
    this.scene = scene;
    scene.town().homes().stream().filter(home -> home.committee() != null).map(home -> home.committee().code()).forEach(queues::add);
    queues.add(ReviewEvent.UNASSIGNED);
  }

  private Api worker(String committee) {
    return committee.equals(ReviewEvent.UNASSIGNED) ? scene.operator() : scene.evening().as("committee", "worker-" + committee);
  }

  @Override
  public int act() {
    int done = 0;
    for (String committee : queues) {
      done += review(committee);
      if (!committee.equals(ReviewEvent.UNASSIGNED)) {
        done += call(committee) + bring(committee);
      }
    }
    return done + appeals();
  }

  private int review(String committee) {
    var decisions = new ArrayList<Map<String, Object>>();
    for (JsonNode review : list(committee, "reviews", "pending")) {
      String id = review.path("registrationId").asString();
      boolean onAppeal = review.path("onAppeal").asBoolean(false);
      boolean due = review.path("dueAt").isString();
      Instant dueAt = due ? Instant.parse(review.path("dueAt").asString()) : Instant.MAX;
      boolean overdue = !scene.now().isBefore(dueAt);
      if (due && !overdue && !onAppeal && Scene.isOneIn(LEFT_ONE_IN, id)) {
        left.put(id, dueAt.plus(AFTER_DEADLINE));
      } else {
        left.remove(id);
        decisions.add(decision(id, review.path("why").asString(), onAppeal));
      }
    }
    if (decisions.isEmpty()) {
      return 0;
    }
    return send(committee, "reviews", "decisions", decisions);
  }

  /** One more of a household is refused; so are some whom the worker does not know, of whom some are right to appeal. */
  private Map<String, Object> decision(String id, String why, boolean onAppeal) {
    boolean refuse = !why.equals("STAGE") || !onAppeal && Scene.isOneIn(REFUSED_ONE_IN, id);
    if (!refuse) {
      approved++;
      return Api.object("registrationId", id, "decision", "APPROVE");
    }
    refused++;
    String reason = switch (why) {
      case "HOUSEHOLD_LIMIT" -> "SAME_HOUSEHOLD";
      case "POSSIBLE_DUPLICATE" -> "SAME_PERSON";
      default -> "NOT_RESIDENT";
    };
    return Api.object("registrationId", id, "decision", "REFUSE", "reason", reason);
  }

  /** Whoever was refused and may appeal, does; in a small town two are enough to show it. */
  private void appeal(String id) {
    Answer answer = scene.app().post("/v1/registrations/" + id + "/appeal", "appeal-" + id, Api.object("reason", "我住在这里，可以查。"));
    if (answer.isOk()) {
      appealed.add(id);
    }
  }

  /** {@code APPEAL_NOT_OPEN} and the like are no fault: not every pack knows appeals. */
  private int appeals() {
    int before = appealed.size();
    for (String committee : queues) {
      for (JsonNode review : list(committee, "reviews", "decided")) {
        String id = review.path("registrationId").asString();
        boolean mayAppeal = review.path("appealUntil").isString() && !review.path("approved").asBoolean(true)
            && scene.now().isBefore(Instant.parse(review.path("appealUntil").asString()));
        if (mayAppeal && appealed.size() < APPEALS && !appealed.contains(id)) {
          appeal(id);
        }
      }
    }
    return appealed.size() - before;
  }

  /** Most answer the telephone; to the others somebody goes. */
  private int call(String committee) {
    var calls = new ArrayList<Map<String, Object>>();
    for (JsonNode call : list(committee, "calls", "due")) {
      String id = call.path("callId").asString();
      boolean tried = call.path("attempts").asInt(0) > 0;
      String outcome = tried ? "VISITED" : Scene.isOneIn(NOT_HOME_ONE_IN, id) ? "NO_ANSWER" : "REACHED";
      called += outcome.equals("NO_ANSWER") ? 0 : 1;
      calls.add(Api.object("callId", id, "outcome", outcome));
    }
    return calls.isEmpty() ? 0 : send(committee, "calls", "calls", calls);
  }

  /** To the door (送货上门); where nobody is at home, again on the next day. */
  private int bring(String committee) {
    var told = new ArrayList<Map<String, Object>>();
    for (JsonNode visit : list(committee, "deliveries", "due")) {
      String id = visit.path("registrationId").asString();
      int visits = visit.path("visits").asInt(0);
      if (scene.now().isBefore(visitAgain.getOrDefault(id, Instant.MIN))) {
        continue;
      }
      boolean home = visits > 0 || !Scene.isOneIn(NOT_HOME_ONE_IN, id);
      brought += home ? 1 : 0;
      visitAgain.put(id, scene.now().plus(NEXT_VISIT));
      told.add(Api.object("registrationId", id, "outcome", home ? "DELIVERED" : "NOBODY_HOME", "visit", visits + 1));
    }
    return told.isEmpty() ? 0 : send(committee, "deliveries", "deliveries", told);
  }

  private List<JsonNode> list(String committee, String what, String status) {
    var entries = new ArrayList<JsonNode>();
    String cursor = "";
    do {
      String query = "?status=" + status + "&limit=500" + (cursor.isEmpty() ? "" : "&cursor=" + cursor);
      var page = worker(committee).get("/v1/committees/" + committee + "/" + what + query).orFail("a worklist").body();
      page.path(what).forEach(entries::add);
      cursor = page.path("nextCursor").asString("");
    } while (!cursor.isEmpty());
    return entries;
  }

  /** @return how many were taken */
  private int send(String committee, String what, String member, List<Map<String, Object>> items) {
    var answer =
        worker(committee)
            .post("/v1/committees/" + committee + "/" + what, UUID.randomUUID().toString(), Api.object(member, items))
            .body();
    int taken = 0;
    for (JsonNode result : answer.path("results")) {
      if (result.path("result").asString().equals("REFUSED")) {
        unheeded.add(committee + " " + what + ": " + result);
      } else {
        taken++;
      }
    }
    return taken;
  }

  @Override
  public Optional<Instant> waitsFor(Instant now) {
    var open = scene.tail().ask(a -> Set.copyOf(a.closed()));
    visitAgain.keySet().removeAll(open);
    left.keySet().removeAll(open);
    var next = new ArrayList<>(visitAgain.values());
    next.addAll(left.values());
    return next.stream().filter(now::isBefore).min(Instant::compareTo);
  }

  @Override
  public void account(Account account) {
    scene.narrator().say(
        "Committees: %d reviews approved, %d refused, %d appealed against; %d people told, %d given their goods at the door.",
        approved, refused, appealed.size(), called, brought);
    account.check("decisions, calls and visits of committee workers, all taken", approved + refused + called + brought, unheeded);
  }
}
