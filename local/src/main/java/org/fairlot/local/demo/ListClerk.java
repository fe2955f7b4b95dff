package org.fairlot.local.demo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlot.local.demo.Applicants.Result;
import tools.jackson.databind.JsonNode;

/** Who enters those on a register's list, who need not apply (名单直发): once, and once more when the list is sent again. */
final class ListClerk implements Player {

  private static final int BATCH = 500;

  private final Scene scene;
  private final Instant opensAt;
  private final List<Citizen> citizens;
  private final List<Result> results = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();
  private boolean entered;

  ListClerk(Scene scene, Instant opensAt, List<Citizen> citizens) {
    this.scene = scene;
    this.opensAt = opensAt;
    this.citizens = citizens;
  }

  @Override
  public int act() {
    if (entered || scene.now().isBefore(opensAt)) {
      return 0;
    }
    entered = true;
    enter("REGISTERED");
    enter("UNCHANGED");
    scene.narrator().say("%s: of %d persons on a list %d are registered without applying.", scene.pack().name(), citizens.size(),
        results.size());
    return results.size();
  }

  private void enter(String expected) {
    for (int from = 0; from < citizens.size(); from += BATCH) {
      var batch = citizens.subList(from, Math.min(citizens.size(), from + BATCH));
      var body = Api.object("list", "list-of-" + scene.today(), "entries", batch.stream().map(this::entry).toList());
      var answer =
          scene.operator()
              .post("/v1/programmes/" + scene.programme() + "/entitlements", UUID.randomUUID().toString(), body)
              .orFail("the list").body();
      int at = 0;
      for (JsonNode result : answer.path("results")) {
        take(batch.get(at++), result, expected);
      }
    }
  }

  private void take(Citizen citizen, JsonNode result, String expected) {
    if (!result.path("result").asString().equals(expected)) {
      wrong.add(result.toString());
    } else if (expected.equals("REGISTERED")) {
      results.add(new Result(citizen, result.path("registrationId").asString(), null, result));
    }
  }

  /** A list has been looked through: its addresses are clear. */
  private Map<String, Object> entry(Citizen citizen) {
    var entry = new LinkedHashMap<>(scene.people().form(citizen, scene.today()));
    entry.computeIfPresent("address", (field, written) -> citizen.fullAddress());
    return entry;
  }

  @Override
  public Optional<Instant> waitsFor(Instant now) {
    return entered ? Optional.empty() : Optional.of(opensAt);
  }

  List<Result> results() {
    return results;
  }

  @Override
  public void account(Account account) {
    account.check("persons on a list, registered once though it was sent twice", citizens.size(), wrong);
  }
}
