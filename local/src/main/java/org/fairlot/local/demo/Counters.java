package org.fairlot.local.demo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupReady;
import org.fairlot.local.demo.Api.Answer;

/** The counters of all outlets, and the citizens who have something to collect there. */
final class Counters {

  private static final int AT_ONCE = 16;

  private final Evening evening;
  private final Api app;

  /** @param app where citizens read their codes */
  Counters(Evening evening, Api app) {
    this.evening = evening;
    this.app = app;
  }

  /** A citizen with a code. */
  record Waiting(String registrationId, String outletId, String code, Instant opensAt) {}

  /** Those whose goods lie ready, with the code that they see; who does not see one yet is not among them. */
  List<Waiting> waiting(Predicate<PickupReady> which) {
    var ready = new ArrayList<Callable<Waiting>>();
    evening.tail().events().forEach(r -> {
      if (r.event() instanceof PickupReady e && which.test(e)) {
        ready.add(() -> new Waiting(e.fulfilmentId(), e.outletId(), code(e.fulfilmentId()), e.opensAt()));
      }
    });
    return Evening.together(ready, AT_ONCE).stream().filter(w -> !w.code().isEmpty()).toList();
  }

  private String code(String registrationId) {
    return app.get("/v1/registrations/" + registrationId).orFail("the registration").body().path("pickupCode")
        .asString("");
  }

  /** All of them at their outlets. */
  List<Answer> redeem(List<Waiting> come) {
    var tasks = new ArrayList<Callable<Answer>>();
    come.forEach(w -> tasks.add(() -> redeem(w.outletId(), w.code())));
    return Evening.together(tasks, AT_ONCE);
  }

  Answer redeem(String outletId, String code) {
    var body = Api.object("outletId", outletId, "code", code);
    return evening.as("outlet", outletId).post("/v1/pickups/redeem", UUID.randomUUID().toString(), body);
  }

  /** Somebody tries a code that is not this citizen's. */
  Answer guess(Waiting citizen) {
    return redeem(citizen.outletId(), citizen.code().equals("00000000") ? "00000001" : "00000000");
  }
}
