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
import java.util.concurrent.Callable;
import java.util.function.ToIntBiFunction;
import org.fairlot.contracts.pack.Pack.ToldBy;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.ReviewEvent;
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
  private static final int AT_ONCE = 8;
  private static final Duration AFTER_DEADLINE = Duration.ofMinutes(1);
  private static final Duration NEXT_VISIT = Duration.ofHours(20);

  private final Scene scene;
  /** The operator's is the last. */
  private final List<String> queues = new ArrayList<>();
  private final boolean reviews;
  private final boolean calls;
  private final boolean deliveries;
  private final Map<String, Instant> left = new HashMap<>();
  private final Map<String, Instant> visitAgain = new HashMap<>();
  private final Set<String> appealed = new HashSet<>();
  private final List<String> unheeded = new ArrayList<>();
  private int approved;
  private int refused;
  private int called;
  private int brought;
  private int seen;
  private int idle;
  private Optional<Instant> nextDue = Optional.empty();

  CommitteeWorkers(Scene scene) {
    this.scene = scene;
    scene.town().homes().stream().filter(home -> home.committee() != null).map(home -> home.committee().code()).forEach(queues::add);
    queues.add(ReviewEvent.UNASSIGNED);
    var pack = scene.pack();
    reviews = pack.firstStage(Stage.CommitteeReview.class) != null || pack.firstStage(Stage.Cap.class) != null;
    calls = pack.notices().values().stream().anyMatch(notice -> notice.by() == ToldBy.COMMITTEE);
    deliveries = pack.firstStage(Stage.Fulfilment.class).committee() != null;
  }

  private Api worker(String committee) {
    return worker(committee, "worker");
  }

  private Api worker(String committee, String who) {
    return committee.equals(ReviewEvent.UNASSIGNED)
        ? scene.evening().as("operator", scene.pack().name() + "-operator-" + who)
        : scene.evening().as("committee", who + "-" + committee);
  }

  /** Lists follow the log with a delay: they are read twice before nothing but an event, or the time, can change them. */
  @Override
  public int act() {
    int happened = scene.happened();
    if (happened != seen || nextDue.filter(due -> !scene.now().isBefore(due)).isPresent()) {
      seen = happened;
      idle = 0;
    }
    if (idle > 1) {
      return 0;
    }
    int done = work();
    idle = done == 0 ? idle + 1 : 0;
    nextDue = waitsFor(scene.now());
    return done;
  }

  private int work() {
    int done = 0;
    if (reviews) {
      done += review("pending", "worker") + review("appealed", "colleague");
    }
    if (calls) {
      done += forEachOf("calls", "due", this::call);
    }
    if (deliveries) {
      done += forEachOf("deliveries", "due", this::bring);
    }
    // last, since who has appealed need not be told of the refusal any more, and the lists learn of it a moment later
    return reviews ? done + appeals() : done;
  }

  /** @param who an appeal is not for the one who refused */
  private int review(String status, String who) {
    return forEachOf("reviews", status, (committee, entries) -> review(committee, entries, status.equals("appealed"), who));
  }

  private int review(String committee, List<JsonNode> entries, boolean onAppeal, String who) {
    var decisions = new ArrayList<Map<String, Object>>();
    for (JsonNode review : entries) {
      String id = review.path("registrationId").asString();
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
    return decisions.isEmpty() ? 0 : send(worker(committee, who), committee, "reviews", "decisions", decisions);
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
  private int appeals() {
    return appealed.size() >= APPEALS || scene.maintenanceEnds().isPresent() ? 0 : forEachOf("reviews", "refused", (_, refusals) -> {
      int before = appealed.size();
      refusals.stream().map(review -> review.path("registrationId").asString()).filter(id -> !appealed.contains(id))
          .limit(APPEALS - before).forEach(this::appeal);
      return appealed.size() - before;
    });
  }

  private void appeal(String id) {
    scene.app().post("/v1/registrations/" + id + "/appeal", "appeal-" + id, Api.object("reason", "我住在这里，可以查。"))
        .orFail("an appeal");
    appealed.add(id);
  }

  /** Most answer the telephone; to the others somebody goes. */
  private int call(String committee, List<JsonNode> due) {
    var calls = new ArrayList<Map<String, Object>>();
    for (JsonNode call : due) {
      String id = call.path("callId").asString();
      boolean tried = call.path("attempts").asInt(0) > 0;
      String outcome = tried ? "VISITED" : Scene.isOneIn(NOT_HOME_ONE_IN, id) ? "NO_ANSWER" : "REACHED";
      called += outcome.equals("NO_ANSWER") ? 0 : 1;
      calls.add(Api.object("callId", id, "outcome", outcome));
    }
    return calls.isEmpty() ? 0 : send(worker(committee), committee, "calls", "calls", calls);
  }

  /** To the door (送货上门); where nobody is at home, again on the next day. */
  private int bring(String committee, List<JsonNode> due) {
    var told = new ArrayList<Map<String, Object>>();
    for (JsonNode visit : due) {
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
    return told.isEmpty() ? 0 : send(worker(committee), committee, "deliveries", "deliveries", told);
  }

  /** Every committee's list of this kind is read at once; then one after the other is worked on. */
  private int forEachOf(String what, String status, ToIntBiFunction<String, List<JsonNode>> work) {
    var whose = what.equals("reviews") ? queues : committees();
    var lists = Evening.together(
        whose.stream().map(committee -> (Callable<List<JsonNode>>) () -> list(committee, what, status)).toList(), AT_ONCE);
    int done = 0;
    for (int i = 0; i < whose.size(); i++) {
      done += work.applyAsInt(whose.get(i), lists.get(i));
    }
    return done;
  }

  private List<String> committees() {
    return queues.subList(0, queues.size() - 1);
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
  private int send(Api worker, String committee, String what, String member, List<Map<String, Object>> items) {
    var answer =
        worker.post("/v1/committees/" + committee + "/" + what, UUID.randomUUID().toString(), Api.object(member, items)).body();
    int taken = 0;
    for (JsonNode result : answer.path("results")) {
      if (!result.path("result").asString().equals("REFUSED")) {
        taken++;
      } else if (!isOfWhoAppealed(result)) {
        unheeded.add(committee + " " + what + ": " + result);
      }
    }
    return taken;
  }

  /** A call about the refusal is closed by the appeal, which the list may not show yet. */
  private boolean isOfWhoAppealed(JsonNode result) {
    String callId = result.path("id").asString();
    return result.path("code").asString().equals("CALL_CLOSED") && appealed.stream().anyMatch(id -> callId.startsWith(id + ":"));
  }

  @Override
  public Optional<Instant> waitsFor(Instant now) {
    var closed = scene.tail().ask(a -> Set.copyOf(a.closed()));
    visitAgain.keySet().removeAll(closed);
    left.keySet().removeAll(closed);
    var next = new ArrayList<>(visitAgain.values());
    next.addAll(left.values());
    return next.stream().filter(now::isBefore).min(Instant::compareTo);
  }

  @Override
  public void account(Account account) {
    if (!reviews && !calls && !deliveries) {
      return;
    }
    scene.narrator().say(
        "Committees: %d reviews approved, %d refused, %d appealed against; %d people told, %d given their goods at the door.",
        approved, refused, appealed.size(), called, brought);
    account.check("decisions, calls and visits of committee workers, all taken", approved + refused + called + brought, unheeded);
  }
}
